using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Is there a trend? Kendall's tau of a series against time. Its p-value holds for independent values only: on the
/// overlapping windows of an early-warning indicator it rejects four stationary series in five (see
/// <see cref="EarlyWarning"/>).
/// </summary>
/// <param name="Balance">Pairs that rise less pairs that fall.</param>
/// <param name="Tau">Tau-b, corrected for ties.</param>
internal readonly record struct MannKendall(double Balance, double Variance, double Z, double P, double Tau)
{
    public static MannKendall Of(ReadOnlySpan<double> x)
    {
        long n = x.Length, pairs = n * (n - 1) / 2;
        double[] sorted = x.ToArray();
        Array.Sort(sorted);
        long tied = 0;
        double tieTerm = 0;
        for (int i = 0; i < sorted.Length;)
        {
            int j = i + 1;   // what is no number equals nothing, not even itself
            while (j < sorted.Length && sorted[j] == sorted[i]) j++;
            long t = j - i;
            tied += t * (t - 1) / 2;
            tieTerm += t * (t - 1.0) * (2 * t + 5);
            i = j;
        }

        double balance = pairs - tied - 2.0 * Inversions(x.ToArray(), new double[x.Length]);
        double variance = (n * (n - 1.0) * (2 * n + 5) - tieTerm) / 18;
        double z = balance == 0 || variance == 0 ? 0 : (balance - Math.Sign(balance)) / Math.Sqrt(variance);
        double scale = Math.Sqrt((double)pairs * (pairs - tied));
        return new(balance, variance, z, 2 * Distributions.NormalCdf(-Math.Abs(z)), scale == 0 ? 0 : balance / scale);
    }

    /// <summary>Pairs in falling order, counted while merging; ties do not count.</summary>
    private static long Inversions(Span<double> x, Span<double> spare)
    {
        if (x.Length < 2) return 0;
        int middle = x.Length / 2;
        long count = Inversions(x[..middle], spare) + Inversions(x[middle..], spare);
        int left = 0, right = middle;
        for (int to = 0; to < x.Length; to++)
        {
            bool takeRight = left == middle || (right < x.Length && x[right] < x[left]);
            if (takeRight) count += middle - left;
            spare[to] = takeRight ? x[right++] : x[left++];
        }

        spare[..x.Length].CopyTo(x);
        return count;
    }
}
