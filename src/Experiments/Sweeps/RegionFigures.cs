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
        var marks = new List<Mark>();
        for (int region = 0; region < RegionRule.All.Length; region++)
        {
            var points = lines.SelectMany(line => line.Regions.Select((found, i) => (X: line.Value, Y: along[i], Region: found)))
                .Where(point => point.Region == region).ToList();
            if (points.Count > 0)
                marks.Add(new Mark.Points([.. points.Select(point => point.X)], [.. points.Select(point => point.Y)])
                {
                    Name = RegionRule.All[region].Name,
                });
        }

        var drawn = lines.Select(line => line with { Boundaries = [.. line.Boundaries.Where(b => 2 * b.Seeds >= seeds)] }).ToList();
        var pairs = drawn.SelectMany(line => line.Boundaries).Select(boundary => (boundary.From, boundary.To)).Distinct().Order();
        foreach (var (from, to) in pairs) marks.Add(BoundaryOf(drawn, from, to));
        return Figure.Of("regions", ScaleOf(across, policy), ScaleOf(along, policy), [.. marks]) with
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

    private static Scale ScaleOf(SweepAxis axis, string policy)
    {
        double[] edges = axis.Edges();
        string label = SweepFigures.LabelOf(axis, policy);
        return axis.Logarithmic ? new Scale.Logarithmic(label) { From = edges[0], To = edges[^1] }
            : new Scale.Linear(label) { From = edges[0], To = edges[^1] };
    }
}
