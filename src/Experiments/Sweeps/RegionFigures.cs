using System.Collections.Immutable;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Sweeps;

/// <summary>Draws and writes the regions of a pool with their boundaries.</summary>
internal static class RegionFigures
{
    /// <summary>The points that were looked at by their region, and each boundary with its interval.</summary>
    /// <param name="sample">Seeds and length of the runs, as the beginning of a sentence.</param>
    public static Figure Of(
        ImmutableArray<RegionLine> lines, SweepAxis across, SweepAxis along, string policy, string title, int seeds, string sample)
    {
        var points = lines.SelectMany(line => line.Regions.Select((region, i) => (X: line.Value, Y: along[i], Region: region)))
            .GroupBy(point => point.Region).OrderBy(region => region.Key).Select(region =>
                new Mark.Points([.. region.Select(point => point.X)], [.. region.Select(point => point.Y)])
                {
                    Name = RegionRule.All[region.Key].Name,
                });
        var drawn = lines.Select(line => line with { Boundaries = [.. line.Boundaries.Where(b => 2 * b.Seeds >= seeds)] }).ToList();
        var pairs = drawn.SelectMany(line => line.Boundaries).Select(boundary => (boundary.From, boundary.To)).Distinct().Order();
        return Figure.Of("regions", SweepFigures.ScaleOf(across, policy), SweepFigures.ScaleOf(along, policy),
            [.. points, .. pairs.Select(pair => BoundaryOf(drawn, pair.From, pair.To))]) with
        {
            Title = title,
            Note = $"{sample}. Points: the region of most seeds. Lines: mean place of the boundary, with the 95 % interval over the seeds "
                + "that have it; none where fewer than half of them do.",
        };
    }

    /// <summary>The line has a gap where the boundary was not met.</summary>
    private static Mark.Line BoundaryOf(List<RegionLine> lines, int from, int to)
    {
        var none = new RegionBoundary(from, to, double.NaN, double.NaN, double.NaN, 0);
        RegionBoundary[] found = [.. lines.Select(line => line.Boundaries.Where(b => b.From == from && b.To == to).DefaultIfEmpty(none)
            .First())];
        return new([.. lines.Select(line => line.Value)], [.. found.Select(boundary => boundary.At)])
        {
            Lower = [.. found.Select(boundary => boundary.Lower)],
            Upper = [.. found.Select(boundary => boundary.Upper)],
            Name = $"{RegionRule.All[from].Name} | {RegionRule.All[to].Name}",
            Markers = true,
        };
    }

    public static string Csv(ImmutableArray<RegionLine> lines, SweepAxis across, SweepAxis along) => CsvText.Of(
        [across.Name, "from", "to", along.Name, "lower", "upper", "seeds"],
        from line in lines
        from boundary in line.Boundaries
        select new object?[]
        {
            line.Value, new Quoted(RegionRule.All[boundary.From].Name), new Quoted(RegionRule.All[boundary.To].Name), boundary.At,
            boundary.Lower, boundary.Upper, boundary.Seeds,
        });
}
