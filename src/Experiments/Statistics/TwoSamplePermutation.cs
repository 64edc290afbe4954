using Teleo.Pool.Calibration;

namespace Teleo.Experiments.Statistics;

/// <summary>The exact permutation test of two unpaired means: every way to split the pooled values is one arrangement.</summary>
public readonly record struct TwoSamplePermutation(double Difference, long Reaching, long Arrangements)
{
    private const double Tie = 1e-12;

    public double PTwoSided => (double)Reaching / Arrangements;

    public static TwoSamplePermutation Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double[] pooled = [.. a, .. b];
        if (pooled.Length > 26) throw new ArgumentException($"{pooled.Length} values have too many arrangements to count");
        double total = pooled.Sum(), sizeA = a.Length, sizeB = b.Length;
        double difference = Sample.Mean(a) - Sample.Mean(b);
        double bar = Math.Abs(difference) - Tie * (1 + Math.Abs(total));
        long reaching = 0, arrangements = 0;
        for (uint chosen = 0; chosen < 1u << pooled.Length; chosen++)
        {
            if (uint.PopCount(chosen) != a.Length) continue;
            double sum = 0;
            for (uint rest = chosen; rest != 0; rest &= rest - 1) sum += pooled[(int)uint.TrailingZeroCount(rest)];
            arrangements++;
            if (Math.Abs(sum / sizeA - (total - sum) / sizeB) >= bar) reaching++;
        }

        return new(difference, reaching, arrangements);
    }
}
