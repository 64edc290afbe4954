namespace Teleo.Experiments.Statistics;

/// <summary>The conclusion of a comparison with a margin. "Not significant" is never "no effect".</summary>
public enum MarginConclusion
{
    Inconclusive,
    Superior,
    Inferior,
    Equivalent,

    /// <summary>Surely not zero, yet a difference smaller than the margin is not excluded.</summary>
    DifferentWithinMargin,
}

/// <summary>Two one-sided tests: the difference is above <c>lower</c> and below <c>upper</c>.</summary>
public sealed record Equivalence(double TLower, double PLower, double TUpper, double PUpper, Interval Interval90)
{
    public double P => Math.Max(PLower, PUpper);

    public static Equivalence Of(ReadOnlySpan<double> differences, double lower, double upper)
    {
        var test = PairedTest.Of(differences);
        double tLower = (test.Mean - lower) / test.StandardError, tUpper = (test.Mean - upper) / test.StandardError;
        return new(
            tLower, Distributions.StudentCdf(-tLower, test.Degrees),
            tUpper, Distributions.StudentCdf(tUpper, test.Degrees),
            test.Interval(0.90));
    }

    /// <summary>
    /// Returns the five-way verdict from a 95 % interval of the effect (larger is better), the margin, and the 90 % interval, which inside
    /// the margin is the equivalence test at 5 %.
    /// </summary>
    public static MarginConclusion Judge(Interval interval95, Interval interval90, double margin)
    {
        if (interval95.Lower > margin) return MarginConclusion.Superior;
        if (interval95.Upper < -margin) return MarginConclusion.Inferior;
        if (interval90.IsInside(-margin, margin)) return MarginConclusion.Equivalent;
        if (interval95.Lower > 0 || interval95.Upper < 0) return MarginConclusion.DifferentWithinMargin;
        return MarginConclusion.Inconclusive;
    }

    public static MarginConclusion Judge(ReadOnlySpan<double> differences, double margin)
    {
        var test = PairedTest.Of(differences);
        return Judge(test.Interval(0.95), test.Interval(0.90), margin);
    }
}
