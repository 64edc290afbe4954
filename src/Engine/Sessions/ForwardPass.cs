using System.Runtime.CompilerServices;
using Teleo.Engine.Adapters;
using Teleo.Engine.Kernels;
using Teleo.Engine.Models;

namespace Teleo.Engine.Sessions;

/// <summary>
/// One batch of tokens through all layers. Every member of the team runs the same steps on its share of rows, heads or
/// columns, and all meet between steps; a share never changes a result. The fields are the job, set by <see cref="Compute"/>.
/// </summary>
/// <remarks>
/// Meeting costs more than what is small: a token alone has no columns to share, so every member keeps the residual, its norms, angles
/// and whole numbers in a column of its own (see <see cref="OwnColumn"/>) and meets the others only where rows have been shared.
/// </remarks>
internal sealed unsafe class ForwardPass(Transformer model, WorkTeam team) : ITeamWork
{
    private readonly ModelFacts _facts = model.Facts;
    private Scratch _scratch = null!;
    private KvCache _cache = null!;
    private LoraAdapter? _adapter;
    private int* _tokens;
    private int _columns;
    private int _start;
    private int _firstOutput;
    private bool _isDirect;
    private float* _logits;

    /// <param name="adapter">What is laid over the weights; null for nothing.</param>
    /// <param name="isDirect">Whether weights are used as they lie, as for the next token of an answer, and not unpacked for many columns.</param>
    /// <param name="start">The position of the first token.</param>
    /// <param name="firstOutput">From which column on logits are wanted; as many as there are columns for none.</param>
    /// <param name="logits">Room for a row of the padded vocabulary for each of them.</param>
    /// <param name="members">How many of the team take part.</param>
    public void Compute(
        Scratch scratch, KvCache cache, LoraAdapter? adapter, ReadOnlySpan<int> tokens, bool isDirect, int start, int firstOutput, float* logits, int members)
    {
        fixed (int* at = tokens)
        {
            _scratch = scratch;
            _cache = cache;
            _adapter = adapter;
            _tokens = at;
            _columns = tokens.Length;
            _start = start;
            _firstOutput = firstOutput;
            _isDirect = isDirect;
            _logits = logits;
            team.Run(this, members);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ITeamWork.Run(int member)
    {
        for (int column = FirstColumn(member, 0); column < EndOfColumns(member); column += team.Members)
        {
            int token = IsAlone ? 0 : column;
            Embedding.Read(model.Weights.Embedding, _tokens[token], _scratch.Residual + ((long)column * _scratch.HiddenStride));
            model.Rotary.Angles(_start + token, _scratch.Angles + (2L * column * _facts.RopeSize));
        }
        bool hasDelta = false;
        for (int layer = 0; layer < _facts.LayerCount; layer++)
        {
            // The last layer owes the cache all keys and values, but results only where somebody asks for logits.
            int first = layer == _facts.LayerCount - 1 ? _firstOutput : 0;
            Normalize(member, 0, model.VectorsOf(layer).AttentionNorm, hasDelta, AttentionForms(layer));
            Project(member, layer, first);
            if (!ProjectsOwnHeads) team.Barrier();
            Attend(member, layer, first);
            if (first == _columns) return;
            team.Barrier();
            MixHeads(member, layer, first);
            team.Barrier();
            Normalize(member, first, model.VectorsOf(layer).FeedForwardNorm, hasDelta: true, FeedForwardForms(layer));
            FeedForward(member, layer, first);
            team.Barrier();
            hasDelta = true;
        }
        Normalize(member, _firstOutput, model.OutputNorm, hasDelta, Inputs.FormOf(model.Weights.Output.Type));
        int stride = Scratch.Padded(_facts.VocabularySize);
        Linear(member, model.Weights.Output, Normed(member), _firstOutput, _logits - (_firstOutput * (long)stride), stride, null);
    }

    /// <summary>Adds what the last step yielded to the residual, normalises the sum into the input of the next, and meets the others if columns were shared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Normalize(int member, int first, float* weight, bool hasDelta, InputForms forms)
    {
        var normed = _scratch.Normed.View;
        for (int column = FirstColumn(member, first); column < EndOfColumns(member); column += team.Members)
        {
            long at = (long)column * _scratch.HiddenStride;
            if (hasDelta) VectorMath.Add(_scratch.Residual + at, _scratch.Delta + (IsAlone ? 0 : at), _facts.HiddenSize);
            VectorMath.RmsNorm(
                _scratch.Residual + at, weight, normed.Values + ((long)column * normed.Stride), _facts.HiddenSize, _facts.RmsEpsilon);
            Quantizer.Column(normed, column, _facts.HiddenSize, forms);
        }
        if (!IsAlone) team.Barrier();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Project(int member, int layer, int first)
    {
        ref readonly var weights = ref model.Weights.Layers[layer];
        ref readonly var vectors = ref model.VectorsOf(layer);
        var input = Normed(member);
        Linear(member, weights.Query, input, first, _scratch.Query, _scratch.QueryStride, vectors.QueryBias);
        Linear(member, weights.Key, input, 0, _scratch.Key, _scratch.KvStride, vectors.KeyBias);
        Linear(member, weights.Value, input, 0, _scratch.Value, _scratch.KvStride, vectors.ValueBias);
        Adapt(member, layer, ModelPart.Query, weights.Query.Rows, input, first, _scratch.Query, _scratch.QueryStride);
        Adapt(member, layer, ModelPart.Key, weights.Key.Rows, input, 0, _scratch.Key, _scratch.KvStride);
        Adapt(member, layer, ModelPart.Value, weights.Value.Rows, input, 0, _scratch.Value, _scratch.KvStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Attend(int member, int layer, int first)
    {
        var attention = new Attention
        {
            Model = model,
            Cache = _cache,
            Scratch = _scratch,
            Own = _scratch.Members[member],
            Layer = layer,
            Start = _start,
            Columns = _columns,
            Angles = _scratch.Angles + (2L * OwnColumn(member) * _facts.RopeSize),
        };
        int end = _facts.KvHeadCount * (member + 1) / team.Members;
        for (int head = _facts.KvHeadCount * member / team.Members; head < end; head++)
        {
            attention.Keep(head);
            attention.Attend(head, first);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MixHeads(int member, int layer, int first)
    {
        var attended = Quantize(member, _scratch.Attended.View, first, _facts.QuerySize, Inputs.FormOf(model.Weights.Layers[layer].AttentionOutput.Type));
        Linear(member, model.Weights.Layers[layer].AttentionOutput, attended, first, _scratch.Delta, _scratch.HiddenStride, null);
        Adapt(member, layer, ModelPart.AttentionOutput, _facts.HiddenSize, attended, first, _scratch.Delta, _scratch.HiddenStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FeedForward(int member, int layer, int first)
    {
        ref readonly var weights = ref model.Weights.Layers[layer];
        Inputs input = Normed(member), activated = _scratch.Activated.View;
        Linear(member, weights.Gate, input, first, _scratch.Gate, _scratch.FeedForwardStride, null);
        Linear(member, weights.Up, input, first, activated.Values, activated.Stride, null);
        Adapt(member, layer, ModelPart.Gate, _facts.FeedForwardSize, input, first, _scratch.Gate, _scratch.FeedForwardStride);
        Adapt(member, layer, ModelPart.Up, _facts.FeedForwardSize, input, first, activated.Values, activated.Stride);
        var (begin, end) = Share(_facts.FeedForwardSize, member);
        for (int column = first; column < _columns && begin < end; column++)
            VectorMath.SwiGlu(
                _scratch.Gate + ((long)column * _scratch.FeedForwardStride) + begin,
                activated.Values + ((long)column * activated.Stride) + begin, end - begin);
        team.Barrier();
        activated = Quantize(member, activated, first, _facts.FeedForwardSize, Inputs.FormOf(weights.Down.Type));
        Linear(member, weights.Down, activated, first, _scratch.Delta, _scratch.HiddenStride, null);
        Adapt(member, layer, ModelPart.Down, _facts.HiddenSize, activated, first, _scratch.Delta, _scratch.HiddenStride);
    }

    /// <summary>
    /// Gives what all have computed its quantised form: a token alone in the member's own column, columns of many in chunks shared out,
    /// whereupon all meet.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Inputs Quantize(int member, in Inputs inputs, int first, int length, InputForms forms)
    {
        if (forms == InputForms.Floats) return inputs;
        if (IsAlone)
        {
            var own = inputs.From(member) with { Values = inputs.Values };
            Quantizer.Column(own, 0, length, forms);
            return own;
        }
        int chunks = (length + Inputs.ChunkSize - 1) / Inputs.ChunkSize;
        for (int i = member; i < (_columns - first) * chunks; i += team.Members)
            Quantizer.Chunk(inputs.From(first + (i / chunks)), i % chunks * Inputs.ChunkSize, length, forms);
        team.Barrier();
        return inputs;
    }

    /// <summary>Whether there is one column, of which every member keeps its own.</summary>
    private bool IsAlone => _columns == 1;

    private int OwnColumn(int member) => IsAlone ? member : 0;

    private int FirstColumn(int member, int first) => IsAlone ? member : first + member;

    private int EndOfColumns(int member) => IsAlone ? member + 1 : _columns;

    private Inputs Normed(int member) => _scratch.Normed.View.From(OwnColumn(member));

    /// <summary>Whether a member's share of the projected rows is exactly what the heads need that it attends with, so that it waits for nobody.</summary>
    private bool ProjectsOwnHeads =>
        _facts.KvHeadCount % team.Members == 0 && _facts.KvHeadCount / team.Members * _facts.HeadSize % MatrixProducts.RowStep == 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Linear(int member, in TensorView w, in Inputs x, int first, float* y, int yStride, float* bias)
    {
        var (begin, end) = Share(w.Rows, member);
        float* output = y + ((long)first * yStride);
        if (_isDirect) Products.Few(w, x.From(first), _columns - first, output, yStride, begin, end);
        else Products.Many(w, x.From(first), _columns - first, output, yStride, begin, end, _scratch.Members[member].Products);
        if (bias == null) return;
        for (int column = first; column < _columns; column++) VectorMath.Add(y + ((long)column * yStride) + begin, bias + begin, end - begin);
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

    /// <summary>Adds what the adapter says of a matrix, for the rows that the member has just computed.</summary>
    private void Adapt(int member, int layer, ModelPart part, int rows, in Inputs x, int first, float* y, int yStride)
    {
        if (_adapter is null) return;
        var (begin, end) = Share(rows, member);
        _adapter.Add(member, layer, part, x.From(first), _columns - first, y + ((long)first * yStride), yStride, begin, end);
    }

    /// <summary>A member's rows: whole steps of the matrix kernels, the same for every matrix of as many rows.</summary>
    private (int Begin, int End) Share(int rows, int member)
    {
        int steps = (rows + MatrixProducts.RowStep - 1) / MatrixProducts.RowStep;
        int begin = steps * member / team.Members * MatrixProducts.RowStep;
        int end = steps * (member + 1) / team.Members * MatrixProducts.RowStep;
        return (begin, Math.Min(end, rows));
    }
}
