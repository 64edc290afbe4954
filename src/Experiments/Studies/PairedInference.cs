using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Studies;

/// <summary>
/// The intervals and p-values of the paired differences of a study: Student's for a fixed number of seeds, and sequential ones, valid at
/// any look, if the study may stop early.
/// </summary>
internal readonly record struct PairedInference(Interval Interval95, Interval Interval90)
{
    /// <summary>The gambler stakes half of the wealth on each seed's sign.</summary>
    private const double Stake = 1;

    public static PairedInference Of(StudyDefinition study, double[] differences)
    {
        if (differences.Length < 2) return new(Unknown, Unknown);
        if (study.Stopping.Rule != StoppingKind.None)
            return new(Sequence(differences, 0.05, study.Stopping.Least), Sequence(differences, 0.10, study.Stopping.Least));
        var test = PairedTest.Of(differences);
        return new(test.Interval(0.95), test.Interval(0.90));
    }

    /// <summary>Returns one over the largest wealth of either gambler so far; seeds without a difference change no wealth.</summary>
    public static double AnytimeP(double[] differences)
    {
        int[] wins = [.. differences.Where(d => d != 0).Select(d => d > 0 ? 1 : 0)];
        double[] up = EProcess.Betting(wins, 0.5, Stake), down = EProcess.Betting([.. wins.Select(win => 1 - win)], 0.5, Stake);
        double most = up.Zip(down, (a, b) => (a + b) / 2).Append(1).Max();
        return 1 / most;
    }

    /// <summary>
    /// Returns the normal-mixture confidence sequence with the observed spread in place of the true one, widened by Student's correction,
    /// and narrowest at the first look.
    /// </summary>
    private static Interval Sequence(double[] differences, double alpha, int firstLook)
    {
        int n = differences.Length;
        double best = -2 * Math.Log(alpha), mixing = (best + Math.Log(best) + 1) / firstLook;
        double widening = Distributions.StudentQuantile(1 - alpha / 2, n - 1) / Distributions.NormalQuantile(1 - alpha / 2);
        double half = ConfidenceSequence.HalfWidth(n, mixing, alpha) * Sample.StandardDeviation(differences) * widening;
        double mean = Sample.Mean(differences);
        return new(mean - half, mean + half);
    }

    private static readonly Interval Unknown = new(double.NaN, double.NaN);
}
