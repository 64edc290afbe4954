using MathNet.Numerics;

namespace Teleo.Experiments.Statistics;

/// <summary>Counts of successes and of events, with exact intervals.</summary>
public static class Proportions
{
    public static double BinomialPmf(int successes, int trials, double p) =>
        p is 0 or 1
            ? (successes == (p == 0 ? 0 : trials) ? 1 : 0)
            : Math.Exp(SpecialFunctions.BinomialLn(trials, successes) + successes * Math.Log(p) + (trials - successes) * Math.Log(1 - p));

    /// <summary>The exact interval of Clopper and Pearson: never covers less than its level.</summary>
    public static Interval ClopperPearson(int successes, int trials, double level)
    {
        double tail = (1 - level) / 2;
        return new(
            successes == 0 ? 0 : Distributions.BetaQuantile(tail, successes, trials - successes + 1),
            successes == trials ? 1 : Distributions.BetaQuantile(1 - tail, successes + 1, trials - successes));
    }

    /// <summary>Wilson's interval: close to its level on average, and never outside [0, 1].</summary>
    public static Interval Wilson(int successes, int trials, double level)
    {
        double z = Distributions.NormalQuantile(0.5 + level / 2), n = trials, share = successes / n;
        double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * Math.Sqrt(share * (1 - share) / n + z * z / (4 * n * n));
        return new(centre - half, centre + half);
    }
}
