using System.Collections.Immutable;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Sweeps;

/// <summary>The regions of a pool over two parameters, and the boundaries between them along one of them.</summary>
/// <param name="across">The parameter whose values are looked at one by one.</param>
/// <param name="along">The parameter along which boundaries are searched.</param>
internal sealed class RegionMap(Scenario scenario, string policy, SweepAxis across, SweepAxis along, double seconds, ulong firstSeed,
    int seeds)
{
    /// <summary>Halvings of one step of the axis.</summary>
    public const int Halvings = 5;

    /// <summary>The policy whose cost is compared; null for none.</summary>
    public string? Against { get; init; }

    /// <summary>Searches each value and each seed; results do not depend on the number of threads.</summary>
    /// <param name="progress">Searches done, and all.</param>
    public ImmutableArray<RegionLine> Run(int threads, Action<int, int> progress, CancellationToken cancellation)
    {
        var search = new BoundarySearch(along, Halvings);
        var point = new SweepPoint(scenario, policy, seconds) { Against = Against };
        var found = new ParallelRuns(threads, done => progress(done, across.Points * seeds), cancellation).OfCells(across.Points, seeds,
            (i, seed) => search.Of(at => RegionRule.Of(
                point.Play([(across.Name, across[i]), (along.Name, at)], firstSeed + (ulong)seed, cancellation))));
        return [.. found.Select((ofValue, i) => LineOf(across[i], ofValue, search))];
    }

    private static RegionLine LineOf(double value, SeedBoundaries[] found, BoundarySearch search) => new(value,
        [.. Enumerable.Range(0, found[0].Regions.Length).Select(step => MostFrequent(found.Select(seed => seed.Regions[step])))],
        [.. search.Together(found)]);

    private static int MostFrequent(IEnumerable<int> regions) =>
        regions.GroupBy(region => region).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
}

/// <summary>One value of the parameter across: the region of most seeds at each point along, and the boundaries.</summary>
internal sealed record RegionLine(double Value, ImmutableArray<int> Regions, ImmutableArray<RegionBoundary> Boundaries);
