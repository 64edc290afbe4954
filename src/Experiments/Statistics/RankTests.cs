using Teleo.Pool.Calibration;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// Tests on ranks, exact by counting every arrangement. Tied values share their mean rank; ranks are doubled while
/// counting so that halves stay whole numbers.
/// </summary>
public static class RankTests
{
    public readonly record struct SignedRank(double Plus, double Minus, double PTwoSided)
    {
        public double Smaller => Math.Min(Plus, Minus);
    }

    public readonly record struct MannWhitney(double U, double PTwoSided);

    public readonly record struct Friedman(double ChiSquared, double P);

    /// <summary>Wilcoxon's signed-rank test; zero differences carry no sign and are left out.</summary>
    public static SignedRank Wilcoxon(ReadOnlySpan<double> differences)
    {
        double[] kept = [.. differences.ToArray().Where(d => d != 0)];
        double[] ranks = Sample.Ranks([.. kept.Select(Math.Abs)]);
        int[] doubled = [.. ranks.Select(rank => (int)Math.Round(2 * rank))];
        int total = doubled.Sum();
        int plus = kept.Zip(doubled, (d, rank) => d > 0 ? rank : 0).Sum();

        var ways = new double[total + 1];   // ways[s]: assignments of signs whose positive ranks add up to s
        ways[0] = 1;
        foreach (int rank in doubled)
            for (int s = total; s >= rank; s--) ways[s] += ways[s - rank];
        return new(plus / 2.0, (total - plus) / 2.0, TwoSided(ways, plus));
    }

    /// <summary>Mann and Whitney's test that neither sample tends to exceed the other.</summary>
    public static MannWhitney MannWhitneyTest(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double[] ranks = Sample.Ranks([.. a, .. b]);
        int[] doubled = [.. ranks.Select(rank => (int)Math.Round(2 * rank))];
        int total = doubled.Sum(), observed = doubled.AsSpan(0, a.Length).ToArray().Sum();

        var ways = new double[a.Length + 1][];   // ways[k][s]: choices of k values whose ranks add up to s
        for (int k = 0; k <= a.Length; k++) ways[k] = new double[total + 1];
        ways[0][0] = 1;
        foreach (int rank in doubled)
            for (int k = a.Length; k > 0; k--)
                for (int s = total; s >= rank; s--) ways[k][s] += ways[k - 1][s - rank];
        return new(observed / 2.0 - a.Length * (a.Length + 1) / 2.0, TwoSided(ways[a.Length], observed));
    }

    /// <summary>Returns the probability that chance gives as many positive differences; zeros are left out.</summary>
    public static double SignTest(ReadOnlySpan<double> differences)
    {
        int count = 0, positive = 0;
        foreach (double d in differences)
        {
            if (d != 0) count++;
            if (d > 0) positive++;
        }

        int extreme = Math.Min(positive, count - positive);
        double tail = 0;
        for (int k = 0; k <= extreme; k++) tail += Proportions.BinomialPmf(k, count, 0.5);
        return Math.Min(1, 2 * tail);
    }

    /// <summary>Friedman's test over blocks (rows) of treatments (columns), by its chi-squared limit.</summary>
    public static Friedman FriedmanTest(double[][] blocks)
    {
        int treatments = blocks[0].Length;
        var sums = new double[treatments];
        double ties = 0;
        foreach (double[] block in blocks)
        {
            double[] ranks = Sample.Ranks(block);
            for (int j = 0; j < treatments; j++) sums[j] += ranks[j];
            ties += block.GroupBy(x => x).Sum(tied => Math.Pow(tied.Count(), 3) - tied.Count());
        }

        int n = blocks.Length, k = treatments;
        double chi = (12.0 / (n * k * (k + 1)) * sums.Sum(s => s * s) - 3.0 * n * (k + 1)) / (1 - ties / (n * (Math.Pow(k, 3) - k)));
        return new(chi, Distributions.ChiSquaredUpper(chi, k - 1));
    }

    private static double TwoSided(double[] ways, int observed)
    {
        double all = ways.Sum(), below = 0, above = 0;
        for (int s = 0; s < ways.Length; s++)
        {
            if (s <= observed) below += ways[s];
            if (s >= observed) above += ways[s];
        }

        return Math.Min(1, 2 * Math.Min(below, above) / all);
    }
}
