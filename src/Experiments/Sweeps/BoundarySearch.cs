using System.Collections.Immutable;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// Finds where the region changes along an axis: a coarse look, then halving between neighbours that differ. Each seed is searched alone,
/// so that the places found over seeds give an interval.
/// </summary>
internal sealed class BoundarySearch(SweepAxis axis, int halvings)
{
    private const double Level = 0.95;

    /// <param name="regionAt">The region at a value of the axis, on one seed.</param>
    public SeedBoundaries Of(Func<double, int> regionAt)
    {
        int[] coarse = [.. Enumerable.Range(0, axis.Points).Select(i => regionAt(axis[i]))];
        var changes = Enumerable.Range(1, coarse.Length - 1).Where(i => coarse[i] != coarse[i - 1])
            .Select(i => Halve(i - 1, coarse[i - 1], coarse[i], regionAt));
        return new([.. coarse], [.. changes]);
    }

    /// <summary>
    /// Puts the changes of several seeds together: for each pair of regions the mean place of its first change, in steps of the axis, with
    /// the interval by Student made wider by what the halving left open and no wider than the axis.
    /// </summary>
    public IEnumerable<RegionBoundary> Together(IReadOnlyList<SeedBoundaries> seeds)
    {
        var firsts = seeds.SelectMany(seed => seed.Changes.GroupBy(change => (change.From, change.To)).Select(group => group.First()));
        foreach (var pair in firsts.GroupBy(change => (change.From, change.To)).OrderBy(group => group.Average(change => change.At)))
        {
            double[] places = [.. pair.Select(change => change.At)];
            double open = 0.5 / (1 << halvings), mean = places.Average();
            var interval = places.Length < 2 ? new Interval(double.NaN, double.NaN) : PairedTest.Of(places).Interval(Level);
            double lower = Math.Max(0, interval.Lower - open), upper = Math.Min(axis.Points - 1, interval.Upper + open);
            yield return new(pair.Key.From, pair.Key.To, axis.At(mean), axis.At(lower), axis.At(upper), places.Length);
        }
    }

    /// <summary>Halves between two neighbours of the coarse look; a third region between them ends the search at its edge.</summary>
    private RegionChange Halve(int left, int from, int to, Func<double, int> regionAt)
    {
        double low = left, high = left + 1;
        for (int i = 0; i < halvings; i++)
        {
            double middle = (low + high) / 2;
            if (regionAt(axis.At(middle)) == from) low = middle;
            else high = middle;
        }

        return new(from, to, (low + high) / 2);
    }
}

/// <summary>A change from one region to another.</summary>
/// <param name="At">The place, in steps of the axis.</param>
internal readonly record struct RegionChange(int From, int To, double At);

/// <summary>The regions of one seed at the points of the coarse look, and the changes between them.</summary>
internal sealed record SeedBoundaries(ImmutableArray<int> Regions, ImmutableArray<RegionChange> Changes);

/// <summary>The place of a change of region over several seeds.</summary>
/// <param name="At">The value of the axis, with its 95 % interval; no interval from one seed.</param>
/// <param name="Seeds">Seeds in which the change was found.</param>
internal readonly record struct RegionBoundary(int From, int To, double At, double Lower, double Upper, int Seeds);
