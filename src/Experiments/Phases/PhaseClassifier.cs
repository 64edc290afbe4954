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
        return new(criteria.Version, criteria.Hash, criteria.Window,
            [.. WindowsOf(series, criteria).Select(window => LabelOf(window, criteria))]);
    }

    /// <summary>
    /// Counts the windows that meet each condition of each phase. The counts show the missing conditions of an absent phase.
    /// </summary>
    internal static ImmutableArray<ConditionCount> Count(PhaseSeries series, PhaseCriteria criteria)
    {
        var windows = WindowsOf(series, criteria).ToList();
        return [.. Conditions.Select(condition => new ConditionCount(condition.Phase, condition.Says,
            windows.Count(window => condition.Holds(window, criteria)), windows.Count))];
    }

    private static IEnumerable<WindowFacts> WindowsOf(PhaseSeries series, PhaseCriteria criteria)
    {
        double[] complexity = criteria.ComplexityOf(series);
        return Enumerable.Range(0, series.Length / criteria.Window)
            .Select(i => WindowFacts.Of(series, complexity, i * criteria.Window, criteria.Window));
    }

    /// <summary>All conditions of a phase have to hold.</summary>
    private static readonly ImmutableArray<Condition> Conditions =
    [
        new(Phase.UnderStructuring, "loss is high", (w, c) => w.Loss >= c.HighLoss),
        new(Phase.UnderStructuring, "complexity is low", (w, c) => w.Complexity <= c.LowComplexity),
        new(Phase.UnderStructuring, "growth is frequent", (w, c) => w.Growth >= c.FrequentGrowth),
        new(Phase.UnderStructuring, "E is spent fast", (w, c) => w.EnergyChange <= -c.FastSpending),
        new(Phase.TeleodynamicGrowth, "growth fires", (w, c) => w.Growth >= c.Firing),
        new(Phase.TeleodynamicGrowth, "reorganising fires", (w, c) => w.Reorganising >= c.Firing),
        new(Phase.TeleodynamicGrowth, "loss falls", (w, c) => w.LossChange <= -c.Trend),
        new(Phase.TeleodynamicGrowth, "complexity rises", (w, c) => w.ComplexityChange >= c.Trend),
        new(Phase.TeleodynamicGrowth, "E is settled", (w, c) => Math.Abs(w.EnergyChange) <= c.Settled),
        new(Phase.OverStructuring, "no-op dominates or upkeep outweighs gain", (w, c) => w.NoOp >= c.DominantNoOp || w.Upkeep > w.Gain),
        new(Phase.OverStructuring, "complexity is not low", (w, c) => w.Complexity > c.LowComplexity),
        new(Phase.OverStructuring, "complexity is steady", (w, c) => Math.Abs(w.ComplexityChange) < c.Trend),
        new(Phase.OverStructuring, "loss does not fall", (w, c) => w.LossChange > -c.Trend),
    ];

    private static Phase LabelOf(WindowFacts window, PhaseCriteria criteria)
    {
        Phase[] met = [.. Conditions.GroupBy(condition => condition.Phase)
            .Where(phase => phase.All(condition => condition.Holds(window, criteria))).Select(phase => phase.Key)];
        return met.Length == 1 ? met[0] : Phase.Ambiguous;
    }

    private sealed record Condition(Phase Phase, string Says, Func<WindowFacts, PhaseCriteria, bool> Holds);

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

/// <summary>Windows of a run that meet one condition of a phase.</summary>
internal readonly record struct ConditionCount(Phase Phase, string Condition, int Met, int Windows);
