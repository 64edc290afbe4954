using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Teleo.Engine.Sampling;

/// <summary>Sums over all logits of a position, several at a time.</summary>
public static class Distribution
{
    /// <summary>The index of the largest number; of equal ones the first, and NaN is never the largest. -1 when there is none.</summary>
    public static int ArgMax(ReadOnlySpan<float> values)
    {
        float largest = Max(values);
        return float.IsNegativeInfinity(largest) ? -1 : values.IndexOf(largest);
    }

    /// <summary>The largest number; negative infinity when there is none.</summary>
    public static float Max(ReadOnlySpan<float> values)
    {
        var largest = new Vector<float>(float.NegativeInfinity);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (var v in vectors) largest = Vector.ConditionalSelect(Vector.GreaterThan(v, largest), v, largest);
        float max = float.NegativeInfinity;
        for (int i = 0; i < Vector<float>.Count; i++) max = MathF.Max(max, largest[i]);
        foreach (float v in values[(vectors.Length * Vector<float>.Count)..]) max = v > max ? v : max;
        return max;
    }

    /// <summary>Writes (value - max) * factor, which is at most 0; NaN becomes negative infinity.</summary>
    public static void Scale(ReadOnlySpan<float> values, float max, float factor, Span<float> scores)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(values);
        var to = MemoryMarshal.Cast<float, Vector<float>>(scores);
        var (shift, least) = (new Vector<float>(max), new Vector<float>(float.NegativeInfinity));
        for (int i = 0; i < from.Length; i++)
        {
            var scaled = (from[i] - shift) * factor;
            to[i] = Vector.ConditionalSelect(Vector.LessThanOrEqual(scaled, Vector<float>.Zero), scaled, least);
        }

        for (int i = from.Length * Vector<float>.Count; i < values.Length; i++)
            scores[i] = (values[i] - max) * factor is <= 0 and var scaled ? scaled : float.NegativeInfinity;
    }

    /// <summary>Writes e^score and returns the sum.</summary>
    public static double Exponentials(ReadOnlySpan<float> scores, Span<float> weights)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(scores);
        var to = MemoryMarshal.Cast<float, Vector<float>>(weights);
        double sum = 0;
        for (int i = 0; i < from.Length; i++) sum += Vector.Sum(to[i] = Vector.Exp(from[i]));
        for (int i = from.Length * Vector<float>.Count; i < scores.Length; i++) sum += weights[i] = MathF.Exp(scores[i]);
        return sum;
    }

    /// <summary>Returns the log of the sum of e^value, and the entropy in nats of the distribution of the values.</summary>
    public static (double LogSum, double Entropy) Measure(ReadOnlySpan<float> logits)
    {
        float max = Max(logits);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(logits);
        var shift = new Vector<float>(max);
        double sum = 0, weighted = 0;   // of e^d and d e^d, where d is the distance from the largest
        foreach (var v in vectors)
        {
            var distance = v - shift;
            var weight = Vector.Exp(distance);
            sum += Vector.Sum(weight);
            var counts = Vector.GreaterThan(weight, Vector<float>.Zero);   // else -inf times 0 would be NaN
            weighted += Vector.Sum(Vector.ConditionalSelect(counts, distance * weight, Vector<float>.Zero));
        }

        foreach (float v in logits[(vectors.Length * Vector<float>.Count)..]) Add(v - max, ref sum, ref weighted);
        double logOfSum = Math.Log(sum);
        return (max + logOfSum, Math.Max(0, logOfSum - weighted / sum));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float distance, ref double sum, ref double weighted)
    {
        float weight = MathF.Exp(distance);
        sum += weight;
        if (weight > 0) weighted += distance * weight;
    }
}
