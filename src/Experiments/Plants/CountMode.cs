using Teleo.Experiments.Metrics;

namespace Teleo.Experiments.Plants;

/// <summary>
/// The count tier for any policy: the same plant with no time in it. Loads, unloads and service end at once and
/// nobody waits, so a run is a sequence of cache accesses; what loads would have taken is added up from the profiles.
/// </summary>
internal static class CountMode
{
    public static SimulatedRun Of(SimulatedRun run) => run with
    {
        Profiles = [.. run.Profiles.Select(profile => profile with
        {
            ColdLoadSeconds = 0, WarmLoadSeconds = 0, PrefillTokensPerSecond = double.PositiveInfinity, DecodeTokensPerSecond = double.PositiveInfinity,
        })],
        Settings = run.Settings with { Workers = 4096, Loaders = 4096, UnloadSeconds = 0, WakeSeconds = 0, LeaseSeconds = 0 },
        Levels = ServiceLevels.None(run.Profiles.Length),
    };
}
