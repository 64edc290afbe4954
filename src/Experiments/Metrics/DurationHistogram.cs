using System.Numerics;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// Counts durations in buckets whose width is at most 1/256 of their value, so that any number of them takes the same memory. A quantile is
/// the order statistic ceil(p N), given as its bucket's lower edge: exact below 512 ns and at most 0.4 % too low above.
/// </summary>
internal sealed class DurationHistogram
{
    private const int Bits = 8;
    private const int PerOctave = 1 << Bits;

    private readonly long[] _counts = new long[(64 - Bits) * PerOctave];
    private Int128 _sum;

    public long Count { get; private set; }

    public long Max { get; private set; }

    public double MeanSeconds => Count == 0 ? double.NaN : (double)_sum / Count * 1e-9;

    public double MaxSeconds => Max * 1e-9;

    public void Add(long nanoseconds)
    {
        _counts[BucketOf(nanoseconds)]++;
        _sum += nanoseconds;
        Count++;
        if (nanoseconds > Max) Max = nanoseconds;
    }

    /// <summary>Returns NaN for too few values: 1,000 for a p99, 10,000 for a p99.9.</summary>
    public double QuantileSeconds(double p)
    {
        if (Count == 0 || Count < LeastCount(p)) return double.NaN;
        long rank = Math.Max(1, (long)Math.Ceiling(p * Count));
        long seen = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank) return LowerEdge(bucket) * 1e-9;
        }

        return MaxSeconds;
    }

    public static long LeastCount(double p) => p > 0.99 ? 10_000 : p > 0.95 ? 1_000 : 1;

    internal static int BucketOf(long value)
    {
        int shift = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)value) - Bits);
        return (shift << Bits) + (int)(value >> shift);
    }

    internal static long LowerEdge(int bucket)
    {
        if (bucket < 2 * PerOctave) return bucket;
        int shift = (bucket >> Bits) - 1;
        return ((long)(bucket & (PerOctave - 1)) + PerOctave) << shift;
    }
}
