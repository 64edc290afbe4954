using System.Collections.Immutable;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Phases;

/// <summary>
/// Reads phases from raw series by registered criteria, window by window. A window with the signature of no phase, or of several, is
/// ambiguous; nothing is rounded to the nearest phase.
/// </summary>
public static class PhaseClassifier
{
    public static PhaseLabels Classify(PhaseSeries series, PhaseCriteria criteria)
    {
        var problems = series.Problems().ToList();
        if (problems.Count > 0) throw new ArgumentException(string.Join("; ", problems), nameof(series));
        var labels = ImmutableArray.CreateBuilder<Phase>();
        for (int start = 0; start + criteria.Window <= series.Length; start += criteria.Window)
            labels.Add(LabelOf(WindowFacts.Of(series, criteria.ComplexityOf(series), start, criteria.Window), criteria));
        return new(criteria.Version, criteria.Hash, criteria.Window, labels.ToImmutable());
    }

    private static Phase LabelOf(in WindowFacts window, PhaseCriteria criteria)
    {
        var met = new List<Phase>(3);
        if (IsUnderStructuring(window, criteria)) met.Add(Phase.UnderStructuring);
        if (IsGrowth(window, criteria)) met.Add(Phase.TeleodynamicGrowth);
        if (IsOverStructuring(window, criteria)) met.Add(Phase.OverStructuring);
        return met.Count == 1 ? met[0] : Phase.Ambiguous;
    }

    /// <summary>Loss high, complexity low, growth frequent, E spent fast.</summary>
    private static bool IsUnderStructuring(in WindowFacts w, PhaseCriteria c) =>
        w.Loss >= c.HighLoss && w.Complexity <= c.LowComplexity && w.Growth >= c.FrequentGrowth && w.EnergyChange <= -c.FastSpending;

    /// <summary>Both kinds of action fire, loss falls while complexity rises, E settles.</summary>
    private static bool IsGrowth(in WindowFacts w, PhaseCriteria c) =>
        w.Growth >= c.Firing && w.Reorganising >= c.Firing && w.LossChange <= -c.Trend && w.ComplexityChange >= c.Trend
            && Math.Abs(w.EnergyChange) <= c.Settled;

    /// <summary>
    /// Returns true if the no-op dominates or upkeep exceeds gain, with an existing, fixed structure without further benefit.
    /// </summary>
    private static bool IsOverStructuring(in WindowFacts w, PhaseCriteria c) =>
        (w.NoOp >= c.DominantNoOp || w.Upkeep > w.Gain)
        && w.Complexity > c.LowComplexity && Math.Abs(w.ComplexityChange) < c.Trend && w.LossChange > -c.Trend;

    /// <summary>Means, and changes from end to end of the window by a straight line.</summary>
    private readonly record struct WindowFacts(
        double Loss, double LossChange, double Complexity, double ComplexityChange, double Growth, double Reorganising,
        double NoOp, double EnergyChange, double Gain, double Upkeep)
    {
        public static WindowFacts Of(PhaseSeries s, double[] complexity, int start, int length)
        {
            double energy = Math.Max(Math.Abs(Sample.Mean(s.Energy.AsSpan(start, length))), 1e-9);
            return new(
                Mean(s.Loss), Change(s.Loss), Mean(complexity), Change(complexity), Mean(s.Growth), Mean(s.Reorganising), Mean(s.NoOp),
                Change(s.Energy) / energy, Mean(s.Gain), Mean(s.Upkeep));

            double Mean(double[] values) => Sample.Mean(values.AsSpan(start, length));

            double Change(double[] values)
            {
                double middle = (length - 1) / 2.0, product = 0, squares = 0;
                for (int i = 0; i < length; i++)
                {
                    product += (i - middle) * values[start + i];
                    squares += (i - middle) * (i - middle);
                }

                return product / squares * (length - 1);
            }
        }
    }
}
