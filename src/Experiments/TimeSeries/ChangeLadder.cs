using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;
using static System.FormattableString;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Selects the word for a change from evidence. Each rung has its own test; a rung without data is not passed, whatever the others show. A
/// report uses <see cref="Word"/> and nothing stronger.
/// </summary>
internal sealed class ChangeLadder
{
    private const double Level = 0.01;
    private readonly List<Rung> _rungs = [];

    /// <param name="Evidence">The numbers the judgement rests on, for print.</param>
    public readonly record struct Rung(ChangeWord Word, bool Passed, string Evidence);

    public IReadOnlyList<Rung> Rungs => _rungs;

    public ChangeWord Word => _rungs.Where(rung => rung.Passed).Select(rung => rung.Word).DefaultIfEmpty(ChangeWord.NoChange).Max();

    /// <summary>
    /// Tests a single break against AR(1) surrogates fitted to the same series, and against a straight line: a ramp is no shift, however
    /// significant a break in its middle looks.
    /// </summary>
    public ChangeLadder TestRegimeShift(double[] series, RandomStream random, int surrogates = 199)
    {
        double seen = ExplainedByBreak(series), line = ExplainedByLine(series);
        var model = Ar1.Fit(series);
        int asMuch = 1;
        for (int i = 0; i < surrogates; i++)
            if (ExplainedByBreak(model.Simulate(series.Length, ref random)) >= seen) asMuch++;
        double p = asMuch / (surrogates + 1.0);
        int[] breaks = ChangePoints.Pelt(series, ChangePoints.DefaultPenalty(series), shortest: 5);
        bool passed = p <= Level && seen > line && breaks.Length > 1;
        return Add(ChangeWord.RegimeShift, passed,
            Invariant($"a break explains {seen:0.00} of the variance, a line {line:0.00}; p = {p:0.000} by surrogates; ")
                + $"{breaks.Length - 1} breaks found");
    }

    /// <summary>The loop at speed zero, and levels at one control value from independent starts at both ends.</summary>
    public ChangeLadder TestBistable(Hysteresis loop, double[] fromLow, double[] fromHigh)
    {
        double difference = Sample.Mean(fromHigh) - Sample.Mean(fromLow);
        double error = Math.Sqrt(Sample.Variance(fromHigh) / fromHigh.Length + Sample.Variance(fromLow) / fromLow.Length);
        double p = Distributions.StudentTwoSided(difference / Math.Max(error, 1e-300), Math.Min(fromLow.Length, fromHigh.Length) - 1);
        string evidence =
            Invariant($"area of the loop at speed zero {loop.StaticArea:0.000} (95 % {loop.Interval.Lower:0.000} to ")
            + Invariant($"{loop.Interval.Upper:0.000}) from {loop.Speeds} speeds; starts from both ends differ by {difference:0.00} ")
            + Invariant($"(p = {p:0.0000})");
        return Add(ChangeWord.Bistable, loop.LoopRemains && p < Level, evidence);
    }

    /// <param name="growth">Scaling of the peak of susceptibility.</param>
    /// <param name="crossings">Where the cumulants of neighbouring sizes cross; NaN where they do not.</param>
    /// <param name="collapse">Residual of the collapsed curves.</param>
    public ChangeLadder TestTransition(FiniteSizeScaling growth, double[] crossings, double collapse)
    {
        bool crossing = crossings.Length > 0 && crossings.All(double.IsFinite);
        bool passed = growth.IsBroadEnough && growth.Interval.Lower > 0 && crossing && collapse < 0.05;
        string evidence =
            Invariant($"exponent {growth.Exponent:0.00} [{growth.Interval.Lower:0.00}, {growth.Interval.Upper:0.00}] ")
            + Invariant($"over {growth.Sizes} sizes and a factor {growth.Factor:0}; ")
            + Invariant($"{crossings.Count(double.IsFinite)} of {crossings.Length} cumulants cross; collapse residual {collapse:0.000}");
        return Add(ChangeWord.Transition, passed, evidence);
    }

    private ChangeLadder Add(ChangeWord word, bool passed, string evidence)
    {
        _rungs.Add(new(word, passed, evidence));
        return this;
    }

    private static double ExplainedByBreak(double[] x)
    {
        double whole = ChangePoints.Cost(x, [x.Length]);
        return whole == 0 ? 0 : 1 - ChangePoints.Cost(x, ChangePoints.Binary(x, 1)) / whole;
    }

    private static double ExplainedByLine(double[] x)
    {
        double whole = ChangePoints.Cost(x, [x.Length]);
        double left =
            LeastSquares.Fit(x, LeastSquares.Ones(x.Length), [.. Enumerable.Range(0, x.Length).Select(i => (double)i)]).ResidualSquares;
        return whole == 0 ? 0 : 1 - left / whole;
    }
}
