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
        // The cells of a load: from a quiet start, then from a burst.
        var storms = new ParallelRuns(threads, done => progress(done, Runs), cancellation).OfCells(2 * loads.Length, seeds, (cell, seed) =>
        {
            double load = loads[cell / 2], begins = cell % 2 == 0 ? load : burst;
            return StormRun.Play(scenario.Prepare(firstSeed + (ulong)seed), policy, rules,
                [(BurstSeconds, begins, begins), (StaySeconds, load, load)], cancellation).EndsInStorm;
        });
        return [.. loads.Select((load, l) => new FoldPoint(load, Count(2 * l), Count(2 * l + 1), seeds))];

        int Count(int cell) => storms[cell].Count(storm => storm);
    }
}

/// <summary>Runs that end in a storm at one load, by how they began.</summary>
internal readonly record struct FoldPoint(double Load, int FromQuiet, int FromBurst, int Seeds);
