using System.Globalization;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Reports;

/// <summary>The words and number formats of study results.</summary>
internal static class StudyPhrases
{
    public static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    public static string WordOf(CriterionAnswer answer) => answer switch
    {
        CriterionAnswer.Holds => "holds",
        CriterionAnswer.Fails => "fails",
        CriterionAnswer.NotMeasured => "was not measured",
        _ => "is open",
    };

    public static string Word(Effect effect) => effect.Outcome switch
    {
        MarginConclusion.Superior => "better",
        MarginConclusion.Inferior => "worse",
        MarginConclusion.Equivalent => "equivalent",
        MarginConclusion.DifferentWithinMargin => "different",
        _ => effect.Failed > 0 ? "not judged" : "undecided",
    };

    public static string Signed(double share) =>
        !double.IsFinite(share) ? "-"
        : share.ToString(Math.Abs(share) < 10 ? "+0.0 %;-0.0 %;0.0 %" : "+#,0 %;-#,0 %", CultureInfo.InvariantCulture);

    public static string Range(Interval interval) =>
        double.IsFinite(interval.Lower) ? $"{Signed(interval.Lower)} to {Signed(interval.Upper)}" : "-";

    public static string P(double p) => double.IsNaN(p) ? "-" : p < 0.001 ? "<0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Short(double value) => !double.IsFinite(value) ? "-"
        : value.ToString(Math.Abs(value) is >= 1e4 and < 1e12 ? "N0" : "G4", CultureInfo.InvariantCulture);
}
