using System.Numerics;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// The sign-flip permutation test: without an effect, each seed's difference could as well have the other sign. Exact to 20 seeds, Monte
/// Carlo beyond. All arms of a family are flipped together, so the largest statistic over the arms (max-T) adjusts for their number and
/// uses their correlation.
/// </summary>
/// <remarks>
/// With every column scaled to unit length, |t| rises with the absolute column sum alone, in the same way for every
/// column; so the largest |t| of an assignment is the largest absolute sum, and no division is needed.
/// </remarks>
public static class SignFlip
{
    public const int LargestExact = 20;

    public const int DefaultDraws = 9_999;

    /// <summary>Two assignments this close have the same statistic; the rest is rounding.</summary>
    private const double Tie = 1e-12;

    /// <summary>The smallest p-value that a two-sided test of <paramref name="seeds"/> seeds can reach.</summary>
    public static double SmallestP(int seeds) => Math.Min(1, 2 / Math.Pow(2, Math.Min(seeds, LargestExact)));

    /// <summary>Returns the fewest seeds whose smallest p-value is below <paramref name="alpha"/>.</summary>
    public static int FewestSeeds(double alpha) =>
        Enumerable.Range(1, LargestExact - 1).FirstOrDefault(seeds => SmallestP(seeds) < alpha, LargestExact);

    public static double PTwoSided(ReadOnlySpan<double> differences, RandomStream chance = default) =>
        Family([differences.ToArray()], chance).Raw[0];

    /// <summary>Returns the one-sided exact count: assignments whose sum is at least the observed one, of 2^n.</summary>
    public static long CountAtLeast(ReadOnlySpan<double> differences)
    {
        double[] unit = UnitLength(differences);
        double observed = unit.Sum() - Tie;
        var (low, high) = HalfSums(unit, fixLast: false);
        long count = 0;
        foreach (double h in high)
            foreach (double l in low)
                if (h + l >= observed) count++;
        return count;
    }

    /// <summary>Raw and max-T adjusted p-values of columns of differences that share their seeds, row by row.</summary>
    public static FamilyResult Family(IReadOnlyList<double[]> columns, RandomStream chance = default, int draws = DefaultDraws)
    {
        int seeds = columns[0].Length;
        if (columns.Any(column => column.Length != seeds)) throw new ArgumentException("every arm needs the same seeds");
        double[][] units = [.. columns.Select(column => UnitLength(column))];
        double[] observed = [.. units.Select(unit => Math.Abs(unit.Sum()) - Tie)];
        return seeds <= LargestExact ? Exact(units, observed) : MonteCarlo(units, observed, chance, draws);
    }

    private static FamilyResult Exact(double[][] units, double[] observed)
    {
        var halves = units.Select(unit => HalfSums(unit, fixLast: true)).ToArray();
        int lowCount = halves[0].Low.Length, highCount = halves[0].High.Length;
        var raw = new long[units.Length];
        var adjusted = new long[units.Length];
        var largest = new double[lowCount];

        for (int h = 0; h < highCount; h++)
        {
            Array.Clear(largest);
            for (int arm = 0; arm < units.Length; arm++)
                raw[arm] += Raise(largest, halves[arm].Low, halves[arm].High[h], observed[arm]);
            for (int arm = 0; arm < units.Length; arm++)
                adjusted[arm] += Raise(largest, largest, 0, observed[arm]);
        }

        double all = (double)lowCount * highCount;
        return new([.. raw.Select(count => count / all)], [.. adjusted.Select(count => count / all)]);
    }

    /// <summary>Lifts each entry of <paramref name="largest"/> to |sum + shift| and counts how many of these reach the bar.</summary>
    private static long Raise(double[] largest, double[] sums, double shift, double bar)
    {
        var reaching = Vector<long>.Zero;
        var bars = new Vector<double>(bar);
        var shifts = new Vector<double>(shift);
        int i = 0;
        for (; i <= sums.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var sum = Vector.Abs(new Vector<double>(sums, i) + shifts);
            reaching -= Vector.GreaterThanOrEqual(sum, bars);
            Vector.Max(new Vector<double>(largest, i), sum).CopyTo(largest, i);
        }

        long count = Vector.Sum(reaching);
        for (; i < sums.Length; i++)
        {
            double sum = Math.Abs(sums[i] + shift);
            if (sum >= bar) count++;
            largest[i] = Math.Max(largest[i], sum);
        }

        return count;
    }

    private static FamilyResult MonteCarlo(double[][] units, double[] observed, RandomStream chance, int draws)
    {
        int seeds = units[0].Length;
        var raw = new long[units.Length];
        var adjusted = new long[units.Length];
        var signs = new double[seeds];
        var sums = new double[units.Length];
        for (int draw = 0; draw < draws; draw++)
        {
            for (int i = 0; i < seeds; i++) signs[i] = (chance.NextUInt64() & 1) == 0 ? 1 : -1;
            for (int arm = 0; arm < units.Length; arm++) sums[arm] = Math.Abs(Dot(signs, units[arm]));
            double largest = sums.Max();
            for (int arm = 0; arm < units.Length; arm++)
            {
                if (sums[arm] >= observed[arm]) raw[arm]++;
                if (largest >= observed[arm]) adjusted[arm]++;
            }
        }

        return new([.. raw.Select(k => MonteCarloP(k, draws))], [.. adjusted.Select(k => MonteCarloP(k, draws))]);
    }

    /// <summary>Returns a Monte Carlo p-value; the observed arrangement counts as one of the draws, so it is never zero.</summary>
    public static double MonteCarloP(long reaching, int draws) => (1.0 + reaching) / (1.0 + draws);

    /// <summary>
    /// Returns the sums over every sign of the first and of the second half of the column; any assignment is one of each. With the last
    /// sign fixed, every assignment also represents its mirror image, which has the same absolute sum.
    /// </summary>
    private static (double[] Low, double[] High) HalfSums(double[] column, bool fixLast)
    {
        int half = column.Length / 2;
        double[] high = fixLast ? [.. AllSums(column.AsSpan(half..^1)).Select(sum => sum + column[^1])] : AllSums(column.AsSpan(half));
        return (AllSums(column.AsSpan(0, half)), high);
    }

    private static double[] AllSums(ReadOnlySpan<double> values)
    {
        var sums = new double[1 << values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int filled = 1 << i;
            for (int s = 0; s < filled; s++)
            {
                sums[filled + s] = sums[s] - values[i];
                sums[s] += values[i];
            }
        }

        return sums;
    }

    private static double[] UnitLength(ReadOnlySpan<double> column)
    {
        double[] values = column.ToArray();
        double length = Math.Sqrt(Dot(values, values));
        return length > 0 ? [.. values.Select(value => value / length)] : values;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    public sealed record FamilyResult(double[] Raw, double[] Adjusted);
}
