using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// A phase diagram: our controller, or any policy, over two parameters of itself, of the load or of the budget. All
/// cells share the seeds and with them the workload's draws.
/// </summary>
internal sealed class PhaseSweep(Scenario scenario, string policy, SweepAxis x, SweepAxis y, double seconds, ulong firstSeed, int seeds = 1)
{
    private const double Level = 0.95;

    /// <summary>The measure that compares with another policy.</summary>
    public const string InfluenceId = "influence";

    /// <summary>The policy whose cost is compared with that of the swept one; null for none.</summary>
    public string? Against { get; init; }

    /// <summary>A third parameter and its value in this map; null for none.</summary>
    public (string Name, double Value)? Panel { get; init; }

    /// <summary>The quantities of each cell, in the order of its numbers.</summary>
    public ImmutableArray<SweepMeasure> Measures =>
    [
        .. PointFigures.Own.Select(own => own.Measure),
        .. (SweepMeasure[])(Against is null ? [] :
        [
            new(InfluenceId, $"Cost of {Against} beyond that of {policy}", "%") { IsSigned = true },
            new("influence-lower", "Lower end of its interval", "%") { IsDrawn = false },
            new("influence-upper", "Upper end of its interval", "%") { IsDrawn = false },
        ]),
    ];

    /// <summary>All that the cells depend on, on one line.</summary>
    public string Question
    {
        get
        {
            var prepared = scenario.Prepare(firstSeed);
            string all = string.Create(CultureInfo.InvariantCulture,
                $"{prepared.Run.Trace.ContentHash} {scenario.Capacity} {prepared.Run.Settings} {policy} {Against} {x} {y} {Panel} "
                    + $"{seconds:R} {firstSeed} {seeds} {string.Join(' ', Measures.Select(measure => measure.Id))} {Fingerprint.Code}");
            return $"sweep {Fingerprint.Of(all)}";
        }
    }

    /// <summary>Runs the needed cells, level by level; cells in the journal, if there is one, are taken from it.</summary>
    public GridRefinement Run(int coarsest, double tolerance, int threads, SweepJournal? journal,
        Action<int> progress, CancellationToken cancellation)
    {
        var grid = new GridRefinement(x.Points, y.Points, coarsest, tolerance);
        var runs = new ParallelRuns(threads, progress, cancellation);
        grid.Run(points => runs.Of(points.Count, i =>
        {
            var (column, row) = points[i];
            if (journal is not null && journal.TryGet(column, row, out double[]? known)) return known;
            double[] measured = Measure(x[column], y[row], cancellation);
            journal?.Add(column, row, measured);
            return measured;
        }));
        return grid;
    }

    private double[] Measure(double xValue, double yValue, CancellationToken cancellation)
    {
        List<(string, double)> at = [(x.Name, xValue), (y.Name, yValue)];
        if (Panel is { } panel) at.Add(panel);
        var point = new SweepPoint(scenario, policy, seconds) { Against = Against };
        var runs = Enumerable.Range(0, seeds).Select(i => point.Play(at, firstSeed + (ulong)i, cancellation)).ToList();
        double[] own = [.. PointFigures.Own.Select(measure => runs.Average(measure.Of))];
        return Against is null ? own : [.. own, .. InfluenceOf([.. runs.Select(run => run.Influence)])];
    }

    /// <summary>The mean difference with its interval by Student; one seed has no interval.</summary>
    private static double[] InfluenceOf(double[] differences)
    {
        if (differences.Length == 1) return [differences[0], double.NaN, double.NaN];
        var paired = PairedTest.Of(differences);
        var interval = paired.Interval(Level);
        return [paired.Mean, interval.Lower, interval.Upper];
    }
}
