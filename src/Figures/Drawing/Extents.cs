namespace Teleo.Figures.Drawing;

/// <summary>Finds the range that the marks of a panel cover on each axis.</summary>
internal static class Extents
{
    public static (Extent X, Extent Y) Of(Panel panel)
    {
        var (x, y) = (Extent.Nothing, Extent.Nothing);
        bool sideways = panel.Y is Scale.Categories;
        foreach (var mark in panel.Marks)
        {
            switch (mark)
            {
                case Mark.Line line:
                    (x, y) = (Over(x, line.X), Over(Over(Over(y, line.Y), line.Lower), line.Upper));
                    break;
                case Mark.Step step:
                    (x, y) = (Over(x, step.X), Over(y, step.Y));
                    break;
                case Mark.Points points:
                    (x, y) = (Over(x, points.X), Over(y, points.Y));
                    break;
                case Mark.Bars bars:
                    var along = bars.Items.Aggregate(Extent.Nothing,
                        (e, bar) => e.With(bar.From).With(bar.To).With(bar.Lower).With(bar.Upper));
                    (x, y) = sideways ? (x.With(along), y) : (x, y.With(along));
                    break;
                case Mark.Estimates estimates:
                    var reach = estimates.Items.Aggregate(Extent.Nothing,
                        (e, item) => e.With(item.Value).With(item.Lower).With(item.Upper));
                    (x, y) = sideways ? (x.With(reach), y) : (x, y.With(reach));
                    break;
                case Mark.Cells cells:
                    (x, y) = (Over(x, cells.XEdges), Over(y, cells.YEdges));
                    break;
                case Mark.Spans spans:
                    x = spans.Items.Aggregate(x, (e, span) => e.With(span.From).With(span.To));
                    break;
                case Mark.Regions regions:
                    x = regions.Items.Aggregate(x, (e, region) => e.With(region.From).With(region.To));
                    break;
                case Mark.Rule rule when rule.Across == Direction.Horizontal:
                    y = y.With(rule.At);
                    break;
                case Mark.Rule rule:
                    x = x.With(rule.At);
                    break;
            }
        }

        return (Positive(panel.X, x, panel), Positive(panel.Y, y, panel));
    }

    /// <summary>Series that run the whole width touch both sides; points and estimates get air.</summary>
    public static bool IsTightOnX(Panel panel) =>
        panel.Marks.Any(mark => mark is Mark.Line { Markers: false } or Mark.Step or Mark.Cells or Mark.Spans or Mark.Regions)
        && !panel.Marks.Any(mark => mark is Mark.Points or Mark.Estimates or Mark.Bars or Mark.Line { Markers: true });

    public static bool IsTightOnY(Panel panel) => panel.Marks.Any(mark => mark is Mark.Cells);

    /// <summary>A logarithmic axis covers the positive values only.</summary>
    private static Extent Positive(Scale scale, Extent extent, Panel panel)
    {
        if (scale is not Scale.Logarithmic || extent.Low > 0) return extent;
        bool isX = ReferenceEquals(scale, panel.X);
        var positive = Extent.Nothing;
        foreach (var mark in panel.Marks)
        {
            var values = mark switch
            {
                Mark.Line line => isX ? line.X : [.. line.Y, .. line.Lower, .. line.Upper],
                Mark.Step step => isX ? step.X : step.Y,
                Mark.Points points => isX ? points.X : points.Y,
                Mark.Bars bars => bars.Items.SelectMany(bar => new[] { bar.From, bar.To, bar.Lower, bar.Upper }),
                Mark.Estimates estimates => estimates.Items.SelectMany(item => new[] { item.Value, item.Lower, item.Upper }),
                Mark.Cells cells => isX ? cells.XEdges : cells.YEdges,
                _ => Enumerable.Empty<double>(),
            };
            foreach (double value in values)
                if (value > 0) positive = positive.With(value);
        }

        return positive.Low <= positive.High ? positive : new(1, 10);
    }

    private static Extent Over(Extent extent, IEnumerable<double> values)
    {
        var (low, high) = (extent.Low, extent.High);
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) continue;
            if (value < low) low = value;
            if (value > high) high = value;
        }

        return new(low, high);
    }
}
