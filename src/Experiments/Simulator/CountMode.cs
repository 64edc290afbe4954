using Teleo.Experiments.Bounds;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// The count tier for policies that are no plain replacement rule: the same plant without time. Loads, unloads and service end at once and
/// no request waits, so a run is a sequence of cache accesses; each load is charged its time from a warm page cache.
/// </summary>
internal static class CountMode
{
    public static SimulatedRun Of(SimulatedRun run) => run with
    {
        Settings = run.Settings with
        {
            IsTimeless = true,
            Workers = 4096,
            Loaders = 4096,
            UnloadSeconds = 0,
            WakeSeconds = 0,
            LeaseSeconds = 0
        },
        Levels = ServiceLevels.None(run.Profiles.Length),
    };

    /// <summary>
    /// Returns the least load seconds per 1,000 requests; null if some skill never fits or the trace is not known beforehand.
    /// </summary>
    public static Bound? BoundOf(SimulatedRun run)
    {
        if (run.Trace is not MemoryWorkload || run.WarmupSeconds > 0 || run.Settings.Initial.Length > 0) return null;
        int[] requests = [.. run.Trace.Requests().Select(row => row.Skill)];
        var instance = new DemandInstance(
            requests,
            [.. run.Profiles.Select(profile => new double[] { profile.Footprint.ResidentBytes })],
            [run.Settings.Capacity.ResidentBytes],
            [.. run.Profiles.Select(profile => profile.WarmLoadSeconds)]);
        if (requests.Distinct().Any(skill => !instance.Fits(skill))) return null;
        var bound = DemandBound.Best(instance);
        double scale = 1000.0 / requests.Length;
        return bound with { Lower = bound.Lower * scale, Upper = bound.Upper * scale };
    }
}
