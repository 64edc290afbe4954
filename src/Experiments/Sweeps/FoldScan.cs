using System.Collections.Immutable;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// Shows a fold by its two branches: at each load, how many runs end in a storm when they begin quietly, and how many when they begin
/// with a burst. Between the two folds the end depends on the beginning.
/// </summary>
internal sealed class FoldScan(Scenario scenario, string policy, RetryRules rules, ImmutableArray<double> loads, double burst,
    ulong firstSeed, int seeds)
{
    private const double BurstSeconds = 600, StaySeconds = 1800;

    /// <summary>Runs that the scan takes.</summary>
    public int Runs => 2 * loads.Length * seeds;

    public ImmutableArray<FoldPoint> Run(int threads, Action<int, int> progress, CancellationToken cancellation)
    {
        var storms = new bool[Runs];
        int done = 0;
        Parallel.For(0, storms.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
        {
            var (load, fromBurst, seed) = (loads[i / seeds / 2], i / seeds % 2 == 1, firstSeed + (ulong)(i % seeds));
            double begins = fromBurst ? burst : load;
            storms[i] = StormRun.Play(scenario.Prepare(seed), policy, rules, [(BurstSeconds, begins, begins), (StaySeconds, load, load)],
                cancellation)
                .EndsInStorm;
            progress(Interlocked.Increment(ref done), storms.Length);
        });
        return [.. loads.Select((load, l) => new FoldPoint(load, Count(l, 0), Count(l, 1), seeds))];

        int Count(int load, int start) => storms.Skip((load * 2 + start) * seeds).Take(seeds).Count(storm => storm);
    }
}

/// <summary>Runs that end in a storm at one load, by how they began.</summary>
internal readonly record struct FoldPoint(double Load, int FromQuiet, int FromBurst, int Seeds);
