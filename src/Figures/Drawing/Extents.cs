namespace Teleo.Figures.Drawing;

/// <summary>Finds the range that the marks of a panel cover on each axis.</summary>
internal static class Extents
{
    public static (Extent X, Extent Y) Of(Panel panel)
    {
        var (x, y) = (Extent.Nothing, Extent.Nothing);
        foreach (var mark in panel.Marks) (x, y) = (Over(x, OnX(mark, panel)), Over(y, OnY(mark, panel)));
        return (Positive(panel.X, x, mark => OnX(mark, panel), panel), Positive(panel.Y, y, mark => OnY(mark, panel), panel));
    }

    /// <summary>Returns the values of a mark on the x axis; bars and estimates use it if the other axis has categories.</summary>
    private static IEnumerable<double> OnX(Mark mark, Panel panel) => mark switch
    {
        Mark.Line line => line.X,
        Mark.Step step => step.X,
        Mark.Points points => points.X,
        Mark.Cells cells => cells.XEdges,
        Mark.Spans spans => spans.Items.SelectMany(span => new[] { span.From, span.To }),
        Mark.Regions regions => regions.Items.SelectMany(region => new[] { region.From, region.To }),
        Mark.Rule { Across: not Direction.Horizontal } rule => [rule.At],
        Mark.Bars or Mark.Estimates when panel.Y is Scale.Categories => Lengths(mark),
        _ => [],
    };

    private static IEnumerable<double> OnY(Mark mark, Panel panel) => mark switch
    {
        Mark.Line line => [.. line.Y, .. line.Lower, .. line.Upper],
        Mark.Step step => step.Y,
        Mark.Points points => points.Y,
        Mark.Cells cells => cells.YEdges,
        Mark.Rule { Across: Direction.Horizontal } rule => [rule.At],
        Mark.Bars or Mark.Estimates when panel.Y is not Scale.Categories => Lengths(mark),
        _ => [],
    };

    private static IEnumerable<double> Lengths(Mark mark) => mark switch
    {
        Mark.Bars bars => bars.Items.SelectMany(bar => new[] { bar.From, bar.To, bar.Lower, bar.Upper }),
        Mark.Estimates estimates => estimates.Items.SelectMany(item => new[] { item.Value, item.Lower, item.Upper }),
        _ => [],
    };

    /// <summary>Returns true if the series touch both sides: series over the whole width do, points and estimates have a margin.</summary>
    public static bool IsTightOnX(Panel panel) =>
        panel.Marks.Any(mark => mark is Mark.Line { Markers: false } or Mark.Step or Mark.Cells or Mark.Spans or Mark.Regions)
        && !panel.Marks.Any(mark => mark is Mark.Points or Mark.Estimates or Mark.Bars or Mark.Line { Markers: true });

    public static bool IsTightOnY(Panel panel) => panel.Marks.Any(mark => mark is Mark.Cells);

    /// <summary>A logarithmic axis covers the positive values only.</summary>
    private static Extent Positive(Scale scale, Extent extent, Func<Mark, IEnumerable<double>> valuesOf, Panel panel)
    {
        if (scale is not Scale.Logarithmic || extent.Low > 0) return extent;
        var positive = Over(Extent.Nothing, panel.Marks.SelectMany(valuesOf).Where(value => value > 0));
        return positive.Low <= positive.High ? positive : new(1, 10);
    }

    private static Extent Over(Extent extent, IEnumerable<double> values) => values.Aggregate(extent, (all, value) => all.With(value));
}
