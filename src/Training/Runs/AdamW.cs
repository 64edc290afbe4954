using System.Runtime.Intrinsics;

namespace Teleo.Training.Runs;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019). Gains of norms are not decayed.</summary>
internal sealed unsafe class AdamW(IReadOnlyList<ParameterTensor> tensors, int count)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.99;
    private const float Epsilon = 1e-8f;

    /// <summary>First and second moments, in the layout of the parameters.</summary>
    public Buffer Mean { get; } = new(count);

    public Buffer Square { get; } = new(count);

    /// <summary>
    /// Makes one step, number <paramref name="step"/> from 1, over the given tensors; each tensor is independent of the others.
    /// </summary>
    public void Step(Buffer parameters, Buffer gradient, long step, double rate, double decay, double clip)
    {
        // The moments start at zero, and these divide that out.
        float correct1 = (float)(1 - Math.Pow(Beta1, step)), correct2 = (float)(1 - Math.Pow(Beta2, step));
        foreach (var tensor in tensors)
        {
            float shrink = tensor.IsGain ? 0 : (float)(rate * decay);
            Step(
                parameters.Pointer + tensor.Offset, gradient.Pointer + tensor.Offset, Mean.Pointer + tensor.Offset,
                Square.Pointer + tensor.Offset,
                tensor.Length, (float)clip, shrink, (float)rate / correct1, 1 / correct2);
        }
    }

    // p: parameters, g: gradient, m: its mean, v: mean of its square. clip is a factor, 1 for a gradient of allowed length.
    private static void Step(float* p, float* g, float* m, float* v, int count, float clip, float shrink, float rate, float unbias)
    {
        const float Fresh1 = (float)(1 - Beta1), Fresh2 = (float)(1 - Beta2);
        int i = 0;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var slope = Vector512.Load(g + i) * clip;
            var mean = (float)Beta1 * Vector512.Load(m + i) + Fresh1 * slope;
            var square = (float)Beta2 * Vector512.Load(v + i) + Fresh2 * slope * slope;
            var value = Vector512.Load(p + i);
            mean.Store(m + i);
            square.Store(v + i);
            (value - (shrink * value + rate * mean / (Vector512.Sqrt(square * unbias) + Vector512.Create(Epsilon)))).Store(p + i);
        }

        for (; i < count; i++)
        {
            float slope = g[i] * clip;
            m[i] = (float)Beta1 * m[i] + Fresh1 * slope;
            v[i] = (float)Beta2 * v[i] + Fresh2 * slope * slope;
            p[i] -= shrink * p[i] + rate * m[i] / (MathF.Sqrt(v[i] * unbias) + Epsilon);
        }
    }
}
