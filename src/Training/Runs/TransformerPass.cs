namespace Teleo.Training.Runs;

/// <summary>
/// Forward and backward pass through the engine's architecture: RMS norm, rotary embedding on adjacent pairs, grouped-query attention,
/// SwiGLU, tied or untied output. One pass works on one thread over its own buffers; the parameters are shared and only read.
/// </summary>
internal sealed unsafe class TransformerPass
{
    private readonly ModelShape _shape;
    private readonly ParameterMap _map;
    private readonly Workspace _work;
    private readonly MatrixProduct _product = new();
    private readonly CausalAttention _attention;
    private readonly Buffer _cosines;   // [context, headSize / 2]
    private readonly Buffer _sines;   // [context, headSize / 2]
    private readonly List<int> _judged = [];   // rows of the tokens with a target, in order

    public TransformerPass(ModelShape shape, ParameterMap map, int maxTokens)
    {
        _shape = shape;
        _map = map;
        _work = new Workspace(shape, maxTokens, shape.Context);
        _attention = new CausalAttention(shape.HeadSize, shape.Context);
        int pairs = shape.HeadSize / 2;
        _cosines = new Buffer(shape.Context * pairs);
        _sines = new Buffer(shape.Context * pairs);
        for (int position = 0; position < shape.Context; position++)
        {
            for (int i = 0; i < pairs; i++)
            {
                double angle = position * Math.Pow(shape.RopeTheta, -2.0 * i / shape.HeadSize);
                _cosines.Span[position * pairs + i] = (float)Math.Cos(angle);
                _sines.Span[position * pairs + i] = (float)Math.Sin(angle);
            }
        }
    }

    /// <summary>
    /// Returns the sum of the losses over the answer tokens. After the attention of the last block only their rows are computed. If
    /// <paramref name="gradient"/> is given, the gradient of that sum times <paramref name="scale"/> is added to it.
    /// </summary>
    public double Run(Buffer parameters, Sequences batch, Buffer? gradient, float scale)
    {
        Forward(parameters.Pointer, batch);
        int[] targets = [.. _judged.Select(token => batch.Targets[token])];
        double loss = Pointwise.CrossEntropy(_work.Logits.Pointer, targets, _shape.Vocabulary, scale);
        if (gradient is not null) Backward(parameters.Pointer, gradient.Pointer, batch);
        return loss;
    }

    /// <summary>The logits at every judged position, in order.</summary>
    public ReadOnlySpan<float> Logits(Buffer parameters, Sequences batch)
    {
        Forward(parameters.Pointer, batch);
        return _work.Logits.Span[..(_judged.Count * _shape.Vocabulary)];
    }

    /// <summary>Computes the logits of the answer tokens.</summary>
    private void Forward(float* p, Sequences batch)
    {
        // n: the rows in use, all tokens at first, and the judged ones after the attention of the last block.
        int n = batch.TokenCount, hidden = _shape.Hidden;
        _judged.Clear();
        _judged.AddRange(Enumerable.Range(0, n).Where(token => batch.Targets[token] != Sequences.NoTarget));
        float* stream = _work.Stream.Pointer;   // [n, hidden]
        for (int t = 0; t < n; t++)
            new ReadOnlySpan<float>(p + _map.Embedding.Offset + (long)batch.Tokens[t] * hidden, hidden)
                .CopyTo(new Span<float>(stream + (long)t * hidden, hidden));

        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            var map = _map.Layers[layer];
            var a = _work.Layers[layer];
            Copy(a.Input, _work.Stream, n * hidden);
            Pointwise.RmsNorm(a.AttentionInput.Pointer, a.AttentionRms.Pointer, stream,
                p + map.AttentionNorm.Offset, n, hidden, _shape.RmsEpsilon);
            Project(a.Query, a.AttentionInput, p, map.Query, n);
            Project(a.Key, a.AttentionInput, p, map.Key, n);
            Project(a.Value, a.AttentionInput, p, map.Value, n);
            Rotate(a.Query, a.Key, batch, direction: 1);   // in place
            Attend(a, batch);
            if (layer == _shape.Layers - 1)
            {
                Gather(a.Attended);
                Gather(_work.Stream);
                n = _judged.Count;
            }

            Project(_work.DHidden, a.Attended, p, map.AttentionOutput, n);   // DHidden is free on the way forward
            Pointwise.Add(stream, _work.DHidden.Pointer, n * hidden);

            Copy(a.Middle, _work.Stream, n * hidden);
            Pointwise.RmsNorm(a.FeedForwardInput.Pointer, a.FeedForwardRms.Pointer, stream,
                p + map.FeedForwardNorm.Offset, n, hidden, _shape.RmsEpsilon);
            Project(a.Gate, a.FeedForwardInput, p, map.Gate, n);
            Project(a.Up, a.FeedForwardInput, p, map.Up, n);
            Pointwise.SwiGlu(a.Gated.Pointer, a.Gate.Pointer, a.Up.Pointer, n * _shape.FeedForward);
            Project(_work.DHidden, a.Gated, p, map.Down, n);
            Pointwise.Add(stream, _work.DHidden.Pointer, n * hidden);
        }

        Pointwise.RmsNorm(_work.Final.Pointer, _work.FinalRms.Pointer, stream, p + _map.OutputNorm.Offset, n, hidden, _shape.RmsEpsilon);
        Project(_work.Logits, _work.Final, p, _map.Output, n);
    }

    /// <summary>Moves the rows of the judged tokens to the front, where they stay in order.</summary>
    private void Gather(Buffer rows)
    {
        int width = _shape.Hidden;
        // From the first row on: _judged[i] >= i, so a row is read before it is overwritten.
        for (int i = 0; i < _judged.Count; i++) rows.Span.Slice(_judged[i] * width, width).CopyTo(rows.Span[(i * width)..]);
    }

    /// <summary>Moves them back; the rows of all other tokens become zero.</summary>
    private void Scatter(Buffer rows, int count)
    {
        int width = _shape.Hidden, next = count;
        // From the last row on, for the same reason. The rows between two judged ones are cleared.
        for (int i = _judged.Count - 1; i >= 0; i--)
        {
            int to = _judged[i];
            rows.Span[((to + 1) * width)..(next * width)].Clear();
            rows.Span.Slice(i * width, width).CopyTo(rows.Span[(to * width)..]);
            next = to;
        }

        rows.Clear(next * width);
    }

    private void Backward(float* p, float* g, Sequences batch)
    {
        int n = _judged.Count, hidden = _shape.Hidden, feedForward = _shape.FeedForward;
        float* dStream = _work.DStream.Pointer;
        float* dHidden = _work.DHidden.Pointer;

        // Logits are now their gradient [n, vocabulary]; DHidden becomes that of Final.
        WeightGradient(g, _map.Output, _work.Logits, _work.Final, n);
        InputGradient(_work.DHidden, _work.Logits, p, _map.Output, n, accumulate: false);
        // dStream: from here on the gradient of the residual at the point that the loop has reached.
        _work.DStream.Clear(n * hidden);
        Pointwise.RmsNormGradient(dStream, g + _map.OutputNorm.Offset, dHidden, _work.Stream.Pointer,
            p + _map.OutputNorm.Offset, _work.FinalRms.Pointer, n, hidden);

        for (int layer = _shape.Layers - 1; layer >= 0; layer--)
        {
            var map = _map.Layers[layer];
            var a = _work.Layers[layer];
            // The residual adds up, so its gradient is also that of the output of Down.
            WeightGradient(g, map.Down, _work.DStream, a.Gated, n);
            InputGradient(_work.DFeedForward, _work.DStream, p, map.Down, n, accumulate: false);   // of Gated
            // Gate and Up become their own gradients.
            Pointwise.SwiGluGradient(a.Gate.Pointer, a.Up.Pointer, _work.DFeedForward.Pointer, n * feedForward);
            WeightGradient(g, map.Gate, a.Gate, a.FeedForwardInput, n);
            WeightGradient(g, map.Up, a.Up, a.FeedForwardInput, n);
            // DHidden: gradient of FeedForwardInput, the sum of what Gate and Up give.
            InputGradient(_work.DHidden, a.Gate, p, map.Gate, n, accumulate: false);
            InputGradient(_work.DHidden, a.Up, p, map.Up, n, accumulate: true);
            // Adds to dStream, which is then the gradient of Middle.
            Pointwise.RmsNormGradient(dStream, g + map.FeedForwardNorm.Offset, dHidden, a.Middle.Pointer,
                p + map.FeedForwardNorm.Offset, a.FeedForwardRms.Pointer, n, hidden);

            WeightGradient(g, map.AttentionOutput, _work.DStream, a.Attended, n);
            InputGradient(_work.DHidden, _work.DStream, p, map.AttentionOutput, n, accumulate: false);   // of Attended
            // Rows go from the judged tokens back to all tokens; the others have no gradient from above.
            if (layer == _shape.Layers - 1)
            {
                n = batch.TokenCount;
                Scatter(_work.DHidden, n);
                Scatter(_work.DStream, n);
            }

            AttendBackward(a, batch);
            Rotate(_work.DQuery, _work.DKey, batch, direction: -1);   // gradients before the rotation
            WeightGradient(g, map.Query, _work.DQuery, a.AttentionInput, n);
            WeightGradient(g, map.Key, _work.DKey, a.AttentionInput, n);
            WeightGradient(g, map.Value, _work.DValue, a.AttentionInput, n);
            // DHidden: gradient of AttentionInput, the sum of what the three give.
            InputGradient(_work.DHidden, _work.DQuery, p, map.Query, n, accumulate: false);
            InputGradient(_work.DHidden, _work.DKey, p, map.Key, n, accumulate: true);
            InputGradient(_work.DHidden, _work.DValue, p, map.Value, n, accumulate: true);
            // Adds to dStream, which is then the gradient of Input.
            Pointwise.RmsNormGradient(dStream, g + map.AttentionNorm.Offset, dHidden, a.Input.Pointer,
                p + map.AttentionNorm.Offset, a.AttentionRms.Pointer, n, hidden);
        }

        // Token by token, as a token that occurs twice has one row. If the output is tied, its gradient is already there.
        for (int t = 0; t < n; t++)
            Pointwise.Add(g + _map.Embedding.Offset + (long)batch.Tokens[t] * hidden, dStream + (long)t * hidden, hidden);
    }

    private void Attend(LayerActivations a, Sequences batch) => EachHead(batch, (q, k, length, kept) =>
        _attention.Forward(
            a.Attended.Pointer + q, a.Probabilities.Pointer + kept, a.Query.Pointer + q, _shape.Hidden,
            a.Key.Pointer + k, a.Value.Pointer + k, _shape.KvSize, length));

    private void AttendBackward(LayerActivations a, Sequences batch)
    {
        // Every query head of a group adds to the same key and value head.
        _work.DKey.Clear(batch.TokenCount * _shape.KvSize);
        _work.DValue.Clear(batch.TokenCount * _shape.KvSize);
        EachHead(batch, (q, k, length, kept) =>
            _attention.Backward(
                _work.DQuery.Pointer + q, _work.DKey.Pointer + k, _work.DValue.Pointer + k,
                _work.DHidden.Pointer + q, a.Probabilities.Pointer + kept,
                a.Query.Pointer + q, _shape.Hidden, a.Key.Pointer + k, a.Value.Pointer + k, _shape.KvSize, length));
    }

    // visit: place of the first token's head in query rows [heads, headSize], of its key/value head in key rows [kvHeads, headSize], rows,
    // place of its probabilities [length, padded length].
    private void EachHead(Sequences batch, Action<long, long, int, int> visit)
    {
        int group = _shape.Heads / _shape.KvHeads, kept = 0;
        foreach (var (start, length) in batch.Spans)
        {
            for (int head = 0; head < _shape.Heads; head++)
            {
                long q = (long)start * _shape.Hidden + head * _shape.HeadSize;
                visit(q, (long)start * _shape.KvSize + head / group * _shape.HeadSize, length, kept);
                kept += CausalAttention.ProbabilityCount(length);
            }
        }
    }

    private void Rotate(Buffer queries, Buffer keys, Sequences batch, float direction)
    {
        foreach (var (start, length) in batch.Spans)
        {
            for (int position = 0; position < length; position++)
            {
                long row = start + position;
                Pointwise.Rotate(queries.Pointer + row * _shape.Hidden, _cosines.Pointer, _sines.Pointer,
                    position, _shape.Hidden, _shape.HeadSize, direction);
                Pointwise.Rotate(keys.Pointer + row * _shape.KvSize, _cosines.Pointer, _sines.Pointer,
                    position, _shape.KvSize, _shape.HeadSize, direction);
            }
        }
    }

    /// <summary>y = x W^T.</summary>
    private void Project(Buffer y, Buffer x, float* p, ParameterTensor w, int rows) =>
        // y [rows, out], x [rows, in], W [out, in] read as [in, out].
        _product.Multiply(y.Pointer, rows, w.Rows, w.Columns, x.Pointer, w.Columns, 1, p + w.Offset, 1, w.Columns, accumulate: false);

    /// <summary>dx (+)= dy W.</summary>
    private void InputGradient(Buffer dx, Buffer dy, float* p, ParameterTensor w, int rows, bool accumulate) =>
        // dx [rows, in], dy [rows, out], W [out, in].
        _product.Multiply(dx.Pointer, rows, w.Columns, w.Rows, dy.Pointer, w.Rows, 1, p + w.Offset, w.Columns, 1, accumulate);

    /// <summary>dW += dy^T x.</summary>
    private void WeightGradient(float* g, ParameterTensor w, Buffer dy, Buffer x, int rows) =>
        // dW [out, in], dy [rows, out] read as [out, rows], x [rows, in].
        _product.Multiply(g + w.Offset, w.Rows, w.Columns, rows, dy.Pointer, 1, w.Rows, x.Pointer, w.Columns, 1, accumulate: true);

    private static void Copy(Buffer to, Buffer from, int count) => from.Span[..count].CopyTo(to.Span);
}
