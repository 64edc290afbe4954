namespace Teleo.Experiments.Training;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019). Gains of norms are not decayed.</summary>
internal sealed class AdamW(ParameterMap map)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.99;
    private const float Epsilon = 1e-8f;

    /// <summary>First and second moments, laid out as the parameters.</summary>
    public Buffer Mean { get; } = new(map.Count);

    public Buffer Square { get; } = new(map.Count);

    /// <summary>One step, the <paramref name="step"/>-th counted from 1, over the tensors given; each tensor is independent of the others.</summary>
    public void Step(Buffer parameters, Buffer gradient, long step, double rate, double decay, double clip)
    {
        float correct1 = (float)(1 - Math.Pow(Beta1, step)), correct2 = (float)(1 - Math.Pow(Beta2, step));
        foreach (var tensor in map.Tensors)
        {
            var p = parameters.Span.Slice(tensor.Offset, tensor.Length);
            var g = gradient.Span.Slice(tensor.Offset, tensor.Length);
            var m = Mean.Span.Slice(tensor.Offset, tensor.Length);
            var v = Square.Span.Slice(tensor.Offset, tensor.Length);
            float shrink = tensor.IsGain ? 0 : (float)(rate * decay);
            for (int i = 0; i < p.Length; i++)
            {
                float slope = g[i] * (float)clip;
                m[i] = (float)Beta1 * m[i] + (float)(1 - Beta1) * slope;
                v[i] = (float)Beta2 * v[i] + (float)(1 - Beta2) * slope * slope;
                p[i] -= shrink * p[i] + (float)rate * (m[i] / correct1) / (MathF.Sqrt(v[i] / correct2) + Epsilon);
            }
        }
    }
}
