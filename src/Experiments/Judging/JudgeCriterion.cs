using System.Globalization;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Judging;

/// <summary>
/// One criterion of a commitment: a figure of each seed whose mean must be above a threshold. It holds if the whole 95 % interval is above
/// it and fails if the whole interval is at or below it.
/// </summary>
/// <param name="World">The world whose runs it reads.</param>
/// <param name="Treatment">The treatment that decides it; the run is named in the page.</param>
/// <param name="Figure">One figure for each seed; null where the runs are missing.</param>
internal sealed record JudgeCriterion(
    string Id, string Says, double Threshold, string Unit, JudgeWorld World, string Treatment, Func<JudgeEvidence, double[]?> Figure)
{
    private const double Level = 0.95, Power = 0.8;

    /// <summary>The decision of a run that speaks most against the criterion; negative where there is none.</summary>
    public Func<JudgedRun, long>? DecisionOf { get; init; }

    /// <summary>Returns a value of its figure as text, with its range if there is one; from 1,000 % on as a factor.</summary>
    public string Text(double value, params double[] range)
    {
        var (factor, format, unit) = Unit != " %" ? (1, "0.###", Unit) : Math.Abs(value) < 10 ? (100, "0.0", Unit) : (1, "0", " times");
        string Number(double number) => (factor * number).ToString(format, CultureInfo.InvariantCulture);
        return Number(value) + unit + (range.Length > 0 ? $" ({string.Join(" to ", range.Select(Number))})" : "");
    }

    public JudgeFinding Judge(JudgeEvidence evidence) => Figure(evidence) is { } values ? Judge(values) : JudgeFinding.Missing(this);

    /// <summary>Applies the rule to one figure for each seed. A seed without the figure counts against the criterion.</summary>
    public JudgeFinding Judge(double[] values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        int worst = Array.IndexOf(values, values.MinBy(x => double.IsFinite(x) ? x : double.NegativeInfinity));
        if (known.Length * 2 < values.Length || known.Length < 2)
            return new(this, CriterionAnswer.Fails, double.NaN, double.NaN, double.NaN, double.NaN, worst,
                $"measured in {known.Length} of {values.Length} runs");
        var test = PairedTest.Of(known);
        var interval = test.Interval(Level);
        var answer = interval.Lower > Threshold
            ? CriterionAnswer.Holds
            : interval.Upper <= Threshold ? CriterionAnswer.Fails : CriterionAnswer.Unknown;
        double detectable = Threshold + test.StandardError
            * (Distributions.StudentQuantile(0.5 + Level / 2, test.Degrees) + Distributions.StudentQuantile(Power, test.Degrees));
        return new(this, answer, test.Mean, interval.Lower, interval.Upper, detectable, worst, "");
    }
}

/// <summary>The answer of the runs to one criterion.</summary>
/// <param name="Detectable">
/// The mean that would be distinguished from the threshold with power 80 % at this spread and number of seeds.
/// </param>
/// <param name="WorstSeed">The index of the seed with the lowest figure.</param>
internal sealed record JudgeFinding(
    JudgeCriterion Criterion, CriterionAnswer Answer, double Mean, double Lower, double Upper,
    double Detectable, int WorstSeed, string Note)
{
    public static JudgeFinding Missing(JudgeCriterion criterion) =>
        new(criterion, CriterionAnswer.NotMeasured, double.NaN, double.NaN, double.NaN, double.NaN, -1, "the runs are missing");

    /// <summary>The mean with its interval, or why there is none.</summary>
    public string Evidence => Note.Length > 0 ? Note : Criterion.Text(Mean, Lower, Upper);
}
