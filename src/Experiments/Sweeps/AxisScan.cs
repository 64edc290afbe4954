using System.Collections.Immutable;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// A coarse look along one axis before a map is made: at a few values of the axis, with the other axis at its ends and its middle, and the
/// part of the axis outside of which nothing changes.
/// </summary>
/// <param name="Axis">The axis as it was asked for.</param>
/// <param name="Steps">The values looked at, in their order.</param>
internal sealed record AxisScan(SweepAxis Axis, ImmutableArray<ScanStep> Steps)
{
    public const int MostPoints = 9;

    /// <summary>The change of a measure from one value to the next that counts, as a share of its range.</summary>
    private const double LeastChange = 0.1;

    /// <summary>The measures that are looked at, each with the range below which it counts as constant.</summary>
    private static readonly ImmutableArray<(Func<PointFigures, double> Of, double LeastRange)> Watched =
    [
        (figures => figures.Loss, 0.02),
        (figures => figures.Reloads, 5),
        (figures => Math.Log(Math.Max(figures.Cost, 1e-3)), 0.05),
        (figures => figures.GateBinding, 0.01),
        (figures => double.IsNaN(figures.Influence) ? 0 : figures.Influence, 2),
    ];

    /// <summary>Returns the axis from the value before the first change to the value after the last; null if nothing changes.</summary>
    public SweepAxis? Narrowed
    {
        get
        {
            int[] changes = [.. Enumerable.Range(1, Steps.Length - 1).Where(i => Steps[i].Changes)];
            return changes.Length == 0 ? null : Axis with { From = Steps[changes[0] - 1].Value, To = Steps[changes[^1]].Value };
        }
    }

    /// <param name="play">Plays one value of the axis at one value of the other.</param>
    public static AxisScan Of(SweepAxis axis, SweepAxis other, Func<double, double, PointFigures> play)
    {
        var coarse = axis with { Points = Math.Min(MostPoints, axis.Points) };
        double[] across = [other[0], other[other.Points / 2], other[other.Points - 1]];
        PointFigures[][] seen = [.. Enumerable.Range(0, coarse.Points)
            .Select(i => (PointFigures[])[.. across.Select(at => play(coarse[i], at))])];
        double[] ranges = [.. Watched.Select(watched => RangeOf(seen.SelectMany(row => row).Select(watched.Of)))];
        return new(axis, [.. seen.Select((row, i) => new ScanStep(coarse[i], Mean(row), i > 0 && Differ(seen[i - 1], row, ranges)))]);
    }

    private static bool Differ(PointFigures[] before, PointFigures[] now, double[] ranges) =>
        Watched.Zip(ranges).Any(one => one.Second >= one.First.LeastRange
            && now.Zip(before, (later, earlier) => Math.Abs(one.First.Of(later) - one.First.Of(earlier)))
                .Any(change => change >= LeastChange * one.Second));

    private static double RangeOf(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return all.Max() - all.Min();
    }

    private static PointFigures Mean(PointFigures[] row) => new(
        row.Average(f => f.Overlap), row.Average(f => f.ResidentShare), row.Average(f => f.ActionRate), row.Average(f => f.NoOpShare),
        row.Average(f => f.GateBinding), row.Average(f => f.Loss), row.Average(f => f.Reloads), row.Average(f => f.Cost),
        row.Average(f => f.Influence));
}

/// <summary>One value of an axis in a scan.</summary>
/// <param name="Figures">Means over the values of the other axis.</param>
/// <param name="Changes">Something changes from the value before to this one.</param>
internal readonly record struct ScanStep(double Value, PointFigures Figures, bool Changes);
