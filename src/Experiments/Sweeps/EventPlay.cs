using System.Collections.Immutable;
using Teleo.Controller.Ledger;
using Teleo.Controller.Policies;
using Teleo.Experiments.Phases;
using Teleo.Experiments.Simulator;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// Plays one run up to the end of the span about its event, and reads the pool's sums at the edges of the bins. Bins begin at the
/// event, so that nothing of before is mixed with what comes after.
/// </summary>
internal static class EventPlay
{
    /// <summary>Length of the bins in which the course of the whole run is counted.</summary>
    private const double CourseSeconds = 60;

    public static RunAtEvent Of(PreparedScenario prepared, string policy, double eventSeconds, AlignedSpan span,
        CancellationToken cancellation)
    {
        using var simulation = prepared.Run.Begin(catalog => prepared.CreatePolicy(policy, catalog), null);
        int bins = (int)Math.Ceiling(prepared.Run.Trace.EndNs * 1e-9 / CourseSeconds);
        var course = new RunCourse(bins * CourseSeconds, bins);
        simulation.Decided = report =>
        {
            foreach (var settlement in report.Settlements)
                if (settlement.IsAccepted) course.Actions.Add(simulation.Plant.State.NowNs * 1e-9);
        };
        double[] edges = [.. Enumerable.Range(0, span.Bins + 1).Select(i => eventSeconds - span.BeforeSeconds + i * span.StepSeconds)];
        double[] minutes = [.. Enumerable.Range(0, 1 + Math.Min(bins, (int)(edges[^1] / CourseSeconds))).Select(i => i * CourseSeconds)];
        var read = new Dictionary<double, PoolReading>();
        foreach (double stop in edges.Concat(minutes).Where(stop => stop >= 0).Distinct().Order())
        {
            simulation.Run(PlantState.Nanoseconds(stop), cancellation);
            read[stop] = PoolReading.Of(simulation, stop);
        }

        for (int i = 1; i < minutes.Length; i++)
        {
            var (before, now) = (read[minutes[i - 1]], read[minutes[i]]);
            course.Arrivals.Add(minutes[i - 1], now.Arrivals - before.Arrivals);
            course.Misses.Add(minutes[i - 1], now.Misses - before.Misses);
        }

        var names = SourcesOf(simulation.Policy);
        return new(eventSeconds, CurvesOf(read, edges, RunAtEvent.Measures.Select(measure => measure.Between)),
            CurvesOf(read, edges, names.Select((_, source) => (Func<PoolReading, PoolReading, double, double>)((_, now, _) =>
                now.Accounts[source]))), names, course);
    }

    /// <summary>A curve for each measure; bins before the run have no value.</summary>
    private static double[][] CurvesOf(Dictionary<double, PoolReading> read, double[] edges,
        IEnumerable<Func<PoolReading, PoolReading, double, double>> measures) =>
        [.. measures.Select(between => (double[])[.. Enumerable.Range(1, edges.Length - 1)
            .Select(i => edges[i - 1] < 0 ? double.NaN
            : between(read[edges[i - 1]], read[edges[i]], edges[i] - edges[i - 1]))])];

    private static ImmutableArray<string> SourcesOf(IPolicy policy)
    {
        if (policy is not IRecordingPolicy own) return [];
        int accounts = own.Record.Inputs.Accounts.Length;
        var sources = new Sources(own.Options.Foresight);
        return accounts == 1 ? ["all"] : [.. Enumerable.Range(0, accounts).Select(sources.NameOf)];
    }
}
