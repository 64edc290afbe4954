using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// A phase diagram: our controller, or any policy, over two parameters of itself, of the load or of the budget. All
/// cells share the workload's draws.
/// </summary>
internal sealed class PhaseSweep(Scenario scenario, string policy, SweepAxis x, SweepAxis y, double seconds, ulong seed)
{
    public const string LoadAxis = "load";
    public const string CapacityAxis = "capacity";

    /// <summary>Epochs over which resident sets are compared.</summary>
    private const double EpochSeconds = 60;

    /// <summary>The quantities measured in each cell, in the order of <see cref="Measure"/>.</summary>
    public static readonly ImmutableArray<(string Id, string Label, string? Unit)> Measures =
    [
        ("overlap", "Overlap of resident sets with the epoch before", null),
        ("resident-share", "Resident skills as a share of the catalog", null),
        ("action-rate", "Structural actions", "1/min"),
        ("no-op-share", "Decisions that selected no-op", null),
        ("gate-binding", "Decisions at which E forbade the best action", null),
        ("loss", "Requests not served within their time", null),
    ];

    /// <summary>All that the cells depend on, on one line.</summary>
    public string Question
    {
        get
        {
            var prepared = scenario.Prepare(seed);
            string all = string.Create(CultureInfo.InvariantCulture,
                $"{prepared.Run.Trace.ContentHash} {scenario.Capacity} {prepared.Run.Settings} {policy} {x} {y} {seconds:R} {seed} "
                    + $"{string.Join(' ', Measures.Select(measure => measure.Id))} {Fingerprint.Code}");
            return $"sweep {Fingerprint.Of(all)}";
        }
    }

    /// <summary>Runs the needed cells, level by level; cells in the journal are taken from it.</summary>
    public GridRefinement Run(int coarsest, double tolerance, int threads, SweepJournal journal,
        Action<int> progress, CancellationToken cancellation)
    {
        var grid = new GridRefinement(x.Points, y.Points, coarsest, tolerance);
        int done = 0;
        grid.Run(points =>
        {
            var results = new double[points.Count][];
            Parallel.For(0, points.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
            {
                var (column, row) = points[i];
                if (journal.TryGet(column, row, out double[]? known))
                {
                    results[i] = known;
                }
                else
                {
                    results[i] = Measure(x[column], y[row], cancellation);
                    journal.Add(column, row, results[i]);
                }

                progress(Interlocked.Increment(ref done));
            });
            return results;
        });
        return grid;
    }

    private double[] Measure(double xValue, double yValue, CancellationToken cancellation)
    {
        var at = new List<(string Name, double Value)> { (x.Name, xValue), (y.Name, yValue) };
        double load = ValueOf(at, LoadAxis) ?? 1;
        var machine = ValueOf(at, CapacityAxis) is { } capacity
            ? scenario with { Capacity = ((long)Math.Round(capacity)).ToString(CultureInfo.InvariantCulture) }
            : scenario;
        var prepared = machine.Prepare(seed);
        var run = prepared.Run with { Trace = PacedWorkload.Constant(prepared.Run.Trace, load, seconds) };
        string spec = WithOptions(policy, at.Where(p => p.Name is not (LoadAxis or CapacityAxis)));

        var probe = new PoolProbe(EpochSeconds);
        var report = run.Play(catalog => prepared.CreatePolicy(spec, catalog), new RunHooks { Decided = probe.Note }, cancellation);
        var epochs = probe.Epochs.Skip(1).ToList();   // the first epoch is compared with an empty pool
        double decisions = Math.Max(1, probe.Decisions);
        return
        [
            epochs.Count == 0 ? 0 : epochs.Average(epoch => epoch.Overlap),
            epochs.Count == 0 ? 0 : epochs.Average(epoch => epoch.ResidentShare),
            probe.Actions / (report.SimulatedSeconds / 60),
            probe.NoOps / decisions,
            probe.GateBound / decisions,
            1 - (report.SloAttainment ?? 0),
        ];
    }

    /// <summary>The policy's name with more numbers: <c>teleodynamic:tick=5,trickle=0.002</c>.</summary>
    internal static string WithOptions(string policy, IEnumerable<(string Name, double Value)> options)
    {
        string text = string.Join(',', options.Select(option => FormattableString.Invariant($"{option.Name}={option.Value:R}")));
        return text.Length == 0 ? policy : policy + (policy.Contains(':') ? "," : ":") + text;
    }

    private static double? ValueOf(List<(string Name, double Value)> at, string name)
    {
        foreach (var (candidate, value) in at)
            if (candidate == name) return value;
        return null;
    }
}
