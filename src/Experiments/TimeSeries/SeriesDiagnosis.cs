using Teleo.Controller.Domain;

namespace Teleo.Experiments.TimeSeries;

/// <summary>One series of one run: its breaks, its regimes, and whether its slowing down exceeded chance.</summary>
/// <param name="Word">The strongest word that a test on this series allows.</param>
/// <param name="Evidence">The numbers behind the word.</param>
/// <param name="Breaks">Times of changes of level, seen afterwards (PELT).</param>
/// <param name="Alarm">First alarm of a CUSUM tuned on the first quarter, as it would have come while running; not a number where none
/// came.</param>
/// <param name="RegimeMeans">Levels of the regimes by BIC; one where no division pays.</param>
/// <param name="DwellSeconds">Mean length of a stay in each; infinite where it is longer than the run, which cannot show it.</param>
/// <param name="WarningP">Share of surrogates whose variance and lag-1 autocorrelation both rise as steadily.</param>
internal sealed record SeriesDiagnosis(
    string Id, double[] Seconds, double[] Values, ChangeWord Word, string Evidence, double[] Breaks,
    double Alarm, double[] RegimeMeans, double[] DwellSeconds,
    EarlyWarningVerdict? Warning, double WarningP)
{
    /// <summary>The limit at which the monitor gives a false alarm about once in this many values.</summary>
    private const double CusumLimit = 8;

    /// <summary>The p-value adjusted for the number of series (Holm).</summary>
    public double AdjustedWarningP { get; init; } = 1;

    public bool Warns => AdjustedWarningP <= 0.05;

    public bool IsConstant => Warning is null;

    public static SeriesDiagnosis Of(string id, double[] seconds, double[] values, SeedTree seeds, int surrogates)
    {
        double spread = Teleo.Pool.Samples.Sample.StandardDeviation(values);
        if (!(spread > 1e-9))
            return new(id, seconds, values, ChangeWord.NoChange, "constant", [], double.NaN,
                [values.Average()], [double.PositiveInfinity], null, 1);
        var ladder = new ChangeLadder().TestRegimeShift(values, seeds.Stream($"phase-break {id}"));
        int[] breaks = ChangePoints.Pelt(values, PenaltyOf(values), shortest: 5);
        var regimes = GaussianRegimes.Fit(values, seeds.Stream($"phase-regimes {id}"), starts: 5);
        var warning = new EarlyWarning { Surrogates = surrogates }.Judge(values, seeds.Stream($"phase-warning {id}"));
        double step = (seconds[^1] - seconds[0]) / (seconds.Length - 1);
        return new(
            id, seconds, values, ladder.Word, ladder.Rungs[0].Evidence,
            [.. breaks.SkipLast(1).Select(at => seconds[at])], AlarmOf(seconds, values),
            regimes.Means, [.. regimes.DwellTimes.Select(steps => steps < values.Length ? steps * step : double.PositiveInfinity)],
            warning, warning.BothP);
    }

    /// <summary>
    /// Returns the least gain of a break: in a series with memory, larger by the number of steps per independent value, and never zero, as
    /// in a series that hardly changes.
    /// </summary>
    private static double PenaltyOf(double[] values)
    {
        double noise = Math.Max(ChangePoints.NoiseVariance(values), 0.05 * Teleo.Pool.Samples.Sample.Variance(values));
        return 3 * noise * Ar1.Fit(values).IntegratedTime * Math.Log(values.Length);
    }

    private static double AlarmOf(double[] seconds, double[] values)
    {
        int learned = values.Length / 4;
        double deviation = Teleo.Pool.Samples.Sample.StandardDeviation(values.AsSpan(0, learned));
        if (!(deviation > 1e-9)) return double.NaN;
        var monitor = new Cusum(Teleo.Pool.Samples.Sample.Mean(values.AsSpan(0, learned)), deviation, limit: CusumLimit);
        for (int i = learned; i < values.Length; i++)
        {
            monitor.Add(values[i]);
            if (monitor.Alarm) return seconds[i];
        }

        return double.NaN;
    }
}
