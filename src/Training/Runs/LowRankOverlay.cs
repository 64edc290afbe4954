using Teleo.Controller.Domain;

namespace Teleo.Training.Runs;

/// <summary>
/// Low-rank pairs for the matrices of a frozen base. The pairs are added to the weights before a step, and the gradient of the weights is
/// converted to that of the pairs after it; the passes do not depend on them. B starts at zero, so that training starts at the base.
/// </summary>
internal sealed unsafe class LowRankOverlay
{
    private readonly float[] _base;   // all weights of the base, in the layout of ParameterMap
    private readonly float _scale;
    private readonly MatrixProduct _product = new();
    private readonly Buffer _slope;   // [Count]: gradient of the pairs, in the layout of Values
    private readonly Buffer _scaled;   // one B times the scale

    public LowRankOverlay(ParameterMap map, AdapterOptions options, ReadOnlySpan<float> baseWeights, ulong seed)
    {
        _base = baseWeights.ToArray();
        _scale = options.Scale;
        foreach (var target in map.Layers.SelectMany(TargetsOf))
        {
            var down = new ParameterTensor(target.Name + ".a", Count, options.Rank, target.Columns);
            var up = new ParameterTensor(target.Name + ".b", Count + down.Length, target.Rows, options.Rank);
            Pairs.Add(new LowRankPair(target, down, up));
            Count = checked(Count + down.Length + up.Length);
        }

        int largest = Pairs.Max(pair => pair.Target.Length);
        (Values, _slope, _scaled) = (new Buffer(Count), new Buffer(Count), new Buffer(largest));
        foreach (var pair in Pairs)
        {
            var chance = new SeedTree(seed).Stream("adapter:" + pair.Down.Name);
            foreach (ref float value in Values.Span.Slice(pair.Down.Offset, pair.Down.Length))
                value = (float)(chance.NextNormal() / Math.Sqrt(pair.Down.Columns));
        }
    }

    public List<LowRankPair> Pairs { get; } = [];

    public IEnumerable<ParameterTensor> Tensors => Pairs.SelectMany(pair => new[] { pair.Down, pair.Up });

    public int Count { get; }

    /// <summary>The trained numbers.</summary>
    public Buffer Values { get; }

    /// <summary>Computes the base's weights with the pairs added.</summary>
    public void Apply(Buffer weights)
    {
        _base.CopyTo(weights.Span);
        foreach (var (target, down, up) in Pairs)
        {
            Scaled(up);
            // W [rows, columns] += scale * B [rows, rank] A [rank, columns].
            _product.Multiply(
                weights.Pointer + target.Offset, target.Rows, target.Columns, down.Rows, _scaled.Pointer, down.Rows, 1,
                Values.Pointer + down.Offset, down.Columns, 1, accumulate: true);
        }
    }

    /// <summary>The gradient with respect to the pairs, from that with respect to the weights.</summary>
    public Buffer Carry(Buffer gradient)
    {
        foreach (var (target, down, up) in Pairs)
        {
            float* slope = gradient.Pointer + target.Offset;
            int rank = down.Rows;
            // dB [rows, rank] = dW [rows, columns] A^T.
            _product.Multiply(_slope.Pointer + up.Offset, target.Rows, rank, target.Columns, slope, target.Columns, 1,
                Values.Pointer + down.Offset, 1, target.Columns, accumulate: false);
            // dA [rank, columns] = B^T dW. The scale follows for both.
            _product.Multiply(_slope.Pointer + down.Offset, rank, target.Columns, target.Rows, Values.Pointer + up.Offset,
                1, rank, slope, target.Columns, 1, accumulate: false);
        }

        Pointwise.Scale(_slope.Pointer, _scale, Count);
        return _slope;
    }

    private void Scaled(ParameterTensor tensor)
    {
        Values.Span.Slice(tensor.Offset, tensor.Length).CopyTo(_scaled.Span);
        Pointwise.Scale(_scaled.Pointer, _scale, tensor.Length);
    }

    private static IEnumerable<ParameterTensor> TargetsOf(LayerMap layer) =>
        [layer.Query, layer.Key, layer.Value, layer.AttentionOutput, layer.Gate, layer.Up, layer.Down];
}

/// <summary>The pair over one matrix: A [rank, columns] and B [rows, rank].</summary>
internal readonly record struct LowRankPair(ParameterTensor Target, ParameterTensor Down, ParameterTensor Up);
