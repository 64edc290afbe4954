using System.Runtime.CompilerServices;
using Teleo.Engine.Kernels;
using Teleo.Engine.Models;

namespace Teleo.Engine.Sessions;

/// <summary>
/// One batch of tokens through all layers, divided among a team in one of three ways, none of which changes a bit of a result. The fields
/// are the job, set by <see cref="Compute"/>.
/// </summary>
/// <remarks>
/// Columns of many are shared by rows: every member runs the same steps on its share of rows, heads or columns, and all meet between
/// steps. Meeting and handing results over cost more than what is small:
/// <list type="bullet">
/// <item>A token alone has no columns to share, so every member keeps its residual, norms, angles and whole numbers in a column of its
/// own, and meets the others only where rows have been shared.</item>
/// <item>A prompt of a small model is shared by columns: every member takes its own tokens through all rows, and waits once a layer,
/// for the keys and values of the others. It pays with unpacking every matrix itself.</item>
/// </list>
/// </remarks>
internal sealed unsafe class ForwardPass(Transformer model, WorkTeam team) : ITeamWork
{
    private const int ColumnStep = 8;   // so many the matrix kernels take at once

    private readonly ModelFacts _facts = model.Facts;
    private Batch _batch;
    private Scratch _scratch = null!;
    private bool _sharesColumns;

    /// <param name="members">How many of the team take part.</param>
    /// <param name="sharesColumns">Whether they share columns, if there are several, and not rows.</param>
    public void Compute(in Batch batch, Scratch scratch, int members, bool sharesColumns)
    {
        _batch = batch;
        _scratch = scratch;
        _sharesColumns = sharesColumns && members > 1 && batch.Columns > 1;
        team.Run(this, members);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ITeamWork.Run(int member)
    {
        var part = PartOf(member);
        for (int column = part.Own(part.Begin); column < part.OwnEnd; column += part.Step)
        {
            int token = IsAlone ? 0 : column;   // alone, the column is the member and the token the only one
            // Residual [columns, hidden], angles [columns, 2, ropeSize].
            Embedding.Read(model.Weights.Embedding, _batch.Tokens[token], _scratch.Residual + ((long)column * _scratch.HiddenStride));
            model.Rotary.Angles(_batch.Start + token, _scratch.Angles + (2L * column * _facts.RopeSize));
        }
        bool hasDelta = false;   // Delta is empty before the first layer
        for (int layer = 0; layer < _facts.LayerCount; layer++)
        {
            // The last layer owes the cache all keys and values, but results only for tokens with requested logits.
            bool isLast = layer == _facts.LayerCount - 1;
            if (isLast) part = part with { First = Math.Clamp(_batch.FirstOutput, part.Begin, part.End) };
            // Residual -> Normed [columns, hidden], with the forms that the next matrices read.
            Normalize(part, part.Begin, model.VectorsOf(layer).AttentionNorm, hasDelta, AttentionForms(layer));
            Project(part, layer);   // Query [columns, querySize], Key and Value [columns, kvSize]
            if (!_sharesColumns && !ProjectsOwnHeads) team.Barrier();
            Attend(part, layer);   // Attended [columns, querySize]
            if (isLast && part.First == part.End) return;
            WaitForAll();
            MixHeads(part, layer);   // Delta [columns, hidden]
            WaitForAll();
            // Adds Delta to the residual first.
            Normalize(part, part.First, model.VectorsOf(layer).FeedForwardNorm, hasDelta: true, FeedForwardForms(layer));
            FeedForward(part, layer);   // Delta [columns, hidden]
            WaitForAll();
            hasDelta = true;
        }
        Normalize(part, part.First, model.OutputNorm, hasDelta, Inputs.FormOf(model.Weights.Output.Type));
        int stride = Scratch.Padded(_facts.VocabularySize);
        // Logits [columns - firstOutput, stride]: moved back, so that column firstOutput is their row 0.
        Linear(part, model.Weights.Output, Normed(part), part.First, _batch.Logits - (_batch.FirstOutput * (long)stride), stride, null);
    }

    /// <summary>
    /// Adds the result of the last step to the residual, normalises the sum into the input of the next, and waits at the barrier if the
    /// work was divided.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Normalize(in Part part, int first, float* weight, bool hasDelta, InputForms forms)
    {
        var normed = _scratch.Normed.View;
        for (int column = part.Own(first); column < part.OwnEnd; column += part.Step)
        {
            long at = (long)column * _scratch.HiddenStride;
            // Alone, Delta is one row for all members, and each adds it to its own residual.
            if (hasDelta) VectorMath.Add(_scratch.Residual + at, _scratch.Delta + (IsAlone ? 0 : at), _facts.HiddenSize);
            VectorMath.RmsNorm(
                _scratch.Residual + at, weight, normed.Values + ((long)column * normed.Stride), _facts.HiddenSize, _facts.RmsEpsilon);
            Quantizer.Column(normed, column, _facts.HiddenSize, forms);
        }
        if (!IsAlone) WaitForAll();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Project(in Part part, int layer)
    {
        ref readonly var weights = ref model.Weights.Layers[layer];
        ref readonly var vectors = ref model.VectorsOf(layer);
        var input = Normed(part);
        Linear(part, weights.Query, input, part.First, _scratch.Query, _scratch.QueryStride, vectors.QueryBias);
        Linear(part, weights.Key, input, part.Begin, _scratch.Key, _scratch.KvStride, vectors.KeyBias);
        Linear(part, weights.Value, input, part.Begin, _scratch.Value, _scratch.KvStride, vectors.ValueBias);
        Adapt(part, layer, ModelPart.Query, weights.Query.Rows, input, part.First, _scratch.Query, _scratch.QueryStride);
        Adapt(part, layer, ModelPart.Key, weights.Key.Rows, input, part.Begin, _scratch.Key, _scratch.KvStride);
        Adapt(part, layer, ModelPart.Value, weights.Value.Rows, input, part.Begin, _scratch.Value, _scratch.KvStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Attend(in Part part, int layer)
    {
        var attention = new Attention
        {
            Model = model,
            Cache = _batch.Cache,
            Scratch = _scratch,
            Own = _scratch.Members[part.Member],
            Layer = layer,
            Start = _batch.Start,
            Angles = _scratch.Angles + (2L * OwnColumn(part) * _facts.RopeSize),
        };
        if (_sharesColumns)
        {
            for (int head = 0; head < _facts.KvHeadCount; head++) attention.Keep(head, part.Begin, part.End);
            team.Barrier();   // now the keys and values of all are there
            for (int head = 0; head < _facts.KvHeadCount; head++) attention.Attend(head, part.First, part.End);
            return;
        }
        // Heads shared by members; a member keeps and attends its own, so no barrier is needed between.
        int end = _facts.KvHeadCount * (part.Member + 1) / team.Members;
        for (int head = _facts.KvHeadCount * part.Member / team.Members; head < end; head++)
        {
            attention.Keep(head, 0, _batch.Columns);
            attention.Attend(head, part.First, _batch.Columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MixHeads(in Part part, int layer)
    {
        var attended = Quantize(part, _scratch.Attended.View, _facts.QuerySize,
            Inputs.FormOf(model.Weights.Layers[layer].AttentionOutput.Type));
        // [columns, querySize] -> Delta [columns, hidden]
        Linear(part, model.Weights.Layers[layer].AttentionOutput, attended, part.First, _scratch.Delta, _scratch.HiddenStride, null);
        Adapt(part, layer, ModelPart.AttentionOutput, _facts.HiddenSize, attended, part.First, _scratch.Delta, _scratch.HiddenStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FeedForward(in Part part, int layer)
    {
        ref readonly var weights = ref model.Weights.Layers[layer];
        Inputs input = Normed(part), activated = _scratch.Activated.View;
        // [columns, hidden] -> Gate and Activated [columns, ffn]; Up is written where SwiGlu leaves its result.
        Linear(part, weights.Gate, input, part.First, _scratch.Gate, _scratch.FeedForwardStride, null);
        Linear(part, weights.Up, input, part.First, activated.Values, activated.Stride, null);
        Adapt(part, layer, ModelPart.Gate, _facts.FeedForwardSize, input, part.First, _scratch.Gate, _scratch.FeedForwardStride);
        Adapt(part, layer, ModelPart.Up, _facts.FeedForwardSize, input, part.First, activated.Values, activated.Stride);
        var (begin, end) = RowsOf(part, _facts.FeedForwardSize);
        for (int column = part.First; column < part.End && begin < end; column++)
            VectorMath.SwiGlu(
                _scratch.Gate + ((long)column * _scratch.FeedForwardStride) + begin,
                activated.Values + ((long)column * activated.Stride) + begin, end - begin);
        WaitForAll();   // the next matrix reads the rows of all
        activated = Quantize(part, activated, _facts.FeedForwardSize, Inputs.FormOf(weights.Down.Type));
        // [columns, ffn] -> Delta [columns, hidden]
        Linear(part, weights.Down, activated, part.First, _scratch.Delta, _scratch.HiddenStride, null);
        Adapt(part, layer, ModelPart.Down, _facts.HiddenSize, activated, part.First, _scratch.Delta, _scratch.HiddenStride);
    }

    /// <summary>Quantises columns: a member's own, or those of all in divided chunks with a barrier at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Inputs Quantize(in Part part, in Inputs inputs, int length, InputForms forms)
    {
        if (forms == InputForms.Floats) return inputs;
        if (IsAlone)
        {
            var own = inputs.From(part.Member) with { Values = inputs.Values };   // floats of all, other forms in its own column
            Quantizer.Column(own, 0, length, forms);
            return own;
        }
        if (_sharesColumns)
        {
            for (int column = part.First; column < part.End; column++) Quantizer.Column(inputs, column, length, forms);
            return inputs;
        }
        int chunks = (length + Inputs.ChunkSize - 1) / Inputs.ChunkSize;
        // i counts [column, chunk].
        for (int i = part.Member; i < (_batch.Columns - part.First) * chunks; i += team.Members)
            Quantizer.Chunk(inputs.From(part.First + (i / chunks)), i % chunks * Inputs.ChunkSize, length, forms);
        team.Barrier();
        return inputs;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Linear(in Part part, in TensorView w, in Inputs x, int first, float* y, int yStride, float* bias)
    {
        var (begin, end) = RowsOf(part, w.Rows);
        float* output = y + ((long)first * yStride);   // row of the first column
        if (_batch.IsDirect) Products.Few(w, x.From(first), part.End - first, output, yStride, begin, end);
        else Products.Many(w, x.From(first), part.End - first, output, yStride, begin, end, _scratch.Members[part.Member].Products);
        if (bias == null) return;
        for (int column = first; column < part.End; column++)
            VectorMath.Add(y + ((long)column * yStride) + begin, bias + begin, end - begin);
    }

    /// <summary>Adds the adapter's part of a matrix, for the rows that the member has just computed.</summary>
    private void Adapt(in Part part, int layer, ModelPart matrix, int rows, in Inputs x, int first, float* y, int yStride)
    {
        if (_batch.Adapter is null) return;
        var (begin, end) = RowsOf(part, rows);
        _batch.Adapter.Add(part.Member, layer, matrix, x.From(first), part.End - first, y + ((long)first * yStride), yStride, begin, end);
    }

    private InputForms AttentionForms(int layer)
    {
        ref readonly var weights = ref model.Weights.Layers[layer];
        return Inputs.FormOf(weights.Query.Type) | Inputs.FormOf(weights.Key.Type) | Inputs.FormOf(weights.Value.Type);
    }

    private InputForms FeedForwardForms(int layer)
    {
        ref readonly var weights = ref model.Weights.Layers[layer];
        return Inputs.FormOf(weights.Gate.Type) | Inputs.FormOf(weights.Up.Type);
    }

    /// <summary>Waits at the barrier if work was divided by rows; members with their own columns need not wait.</summary>
    private void WaitForAll()
    {
        if (!_sharesColumns) team.Barrier();
    }

    /// <summary>True if there is one column, of which every member keeps its own.</summary>
    private bool IsAlone => _batch.Columns == 1;

    private int OwnColumn(in Part part) => IsAlone ? part.Member : 0;

    private Inputs Normed(in Part part) => _scratch.Normed.View.From(OwnColumn(part));

    /// <summary>
    /// True if a member's share of the projected rows is exactly the input of its own attention heads, so that it need not wait.
    /// </summary>
    private bool ProjectsOwnHeads =>
        _facts.KvHeadCount % team.Members == 0 && _facts.KvHeadCount / team.Members * _facts.HeadSize % MatrixProducts.RowStep == 0;

    /// <summary>
    /// Returns a member's rows: all rows of its own columns; else whole steps of the matrix kernels, the same for every matrix with as many
    /// rows.
    /// </summary>
    private (int Begin, int End) RowsOf(in Part part, int rows)
    {
        if (_sharesColumns) return (0, rows);
        int steps = (rows + MatrixProducts.RowStep - 1) / MatrixProducts.RowStep;
        int begin = steps * part.Member / team.Members * MatrixProducts.RowStep;
        int end = steps * (part.Member + 1) / team.Members * MatrixProducts.RowStep;
        return (begin, Math.Min(end, rows));
    }

    private Part PartOf(int member)
    {
        if (_sharesColumns)
        {
            int begin = ColumnsBefore(member), end = ColumnsBefore(member + 1);
            return new() { Member = member, Begin = begin, End = end, First = begin, OwnEnd = end, Step = 1 };
        }
        return IsAlone
            ? new() { Member = member, End = 1, Offset = member, OwnEnd = member + 1, Step = 1 }
            : new() { Member = member, End = _batch.Columns, Offset = member, OwnEnd = _batch.Columns, Step = team.Members };
    }

    /// <summary>
    /// Returns the first column of a member: the later columns see more positions, so its share is one of work and not of columns.
    /// </summary>
    private int ColumnsBefore(int member)
    {
        // In units of the work for one position seen: a product with its key and one with its value, and about as much for e to its score.
        long weights = _facts.HiddenSize * ((2L * _facts.QuerySize) + (2L * _facts.KvSize) + (3L * _facts.FeedForwardSize));
        double perColumn = weights / (4.0 * _facts.QuerySize);
        // The sum over so many columns of the weights and of the positions that each sees.
        double Work(int columns) => columns * (perColumn + _batch.Start + (0.5 * columns));
        double wanted = Work(_batch.Columns) * member / team.Members;
        int before = 0;   // in whole steps of the matrix kernels
        while (before < _batch.Columns && Work(before) < wanted) before += ColumnStep;
        return Math.Min(before, _batch.Columns);
    }

    /// <summary>
    /// A member's part of a batch. It writes what belongs to <see cref="Begin"/> to <see cref="End"/>, for some or all rows.
    /// </summary>
    private readonly record struct Part
    {
        public int Member { get; init; }
        public int Begin { get; init; }
        public int End { get; init; }   // one after the last column

        /// <summary>The first column of which more is wanted than keys and values.</summary>
        public int First { get; init; }

        /// <summary>
        /// Returns the first column of the member if whole columns are divided; its columns follow at every <see cref="Step"/>th.
        /// </summary>
        public int Own(int first) => first + Offset;

        public int Offset { get; init; }   // the member's number; 0 if it has a range of columns
        public int OwnEnd { get; init; }   // one after its last column
        public int Step { get; init; }
    }
}
