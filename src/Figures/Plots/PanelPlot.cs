using ScottPlot;
using ScottPlot.TickGenerators;
using Teleo.Figures.Drawing;
using Layout = Teleo.Figures.Drawing.Layout;

namespace Teleo.Figures.Plots;

/// <summary>The layout of one panel as a ScottPlot plot, with the ranges, ticks and labels of the SVG.</summary>
internal sealed class PanelPlot
{
    private readonly PanelFrame _frame;
    private readonly Page _page;
    private readonly Theme _theme;

    public PanelPlot(Page page, int panel, Theme theme)
    {
        EmbeddedFont.Register();
        (_page, _theme, _frame) = (page, theme, page.Frames[panel]);
        Plot.FigureBackground.Color = Plot.DataBackground.Color = Color.FromHex(theme.Paper);
        Plot.Axes.Color(Color.FromHex(theme.Quiet));
        SetRanges();
        SetTicks();
        SetLabels();
        var marks = new PlotMarks(Plot, _frame, page.Keys, theme);
        foreach (var mark in _frame.Panel.Marks.OrderBy(mark => mark is Mark.Regions ? 0 : 1)) marks.Add(mark);
        Plot.Font.Set(EmbeddedFont.Family);
    }

    public Plot Plot { get; } = new();

    public void AddLegend()
    {
        if (_page.Keys.InOrder.Length == 0) return;
        PlotLegend.Fill(Plot.Legend, _page.Keys, _theme);
        Plot.ShowLegend(Edge.Bottom);
    }

    /// <summary>The first category of a vertical axis is at the top, so that axis runs downwards.</summary>
    private void SetRanges()
    {
        var (x, y) = (_frame.X, _frame.Y);
        double left = x.At(x.Low), right = x.At(x.High);
        var (bottom, top) = y.IsCategorical ? (y.At(y.High), y.At(y.Low)) : (y.At(y.Low), y.At(y.High));
        foreach (var across in Plot.Axes.GetXAxes()) Plot.Axes.SetLimitsX(left, right, across);
        foreach (var up in Plot.Axes.GetYAxes()) Plot.Axes.SetLimitsY(bottom, top, up);
    }

    private void SetTicks()
    {
        var (across, up) = (Plot.Axes.Bottom, Plot.Axes.Left);
        across.TickGenerator = _frame.Categories is { } names && _frame.LabelsX
            ? Manual(names.Texts.Select(text => (text.At, text.Text)), _frame.X)
            : new AxisTicks(_frame.X, tick => _frame.LabelsX ? TextOf(tick) : "");
        up.TickGenerator = new AxisTicks(_frame.Y, tick => _frame.LabelsY ? ShortTextOf(tick) : "");
        var beside = _frame.PrintedEstimates().Select(row => (row.Item.Position, row.Text));
        var ruled = _frame.Rules.Placed.Where(label => label.Y >= 0).Select(label => (_frame.Y.ValueAt(label.Y - 4), label.Text));
        Plot.Axes.Right.TickGenerator = Manual([.. beside, .. ruled], _frame.Y);
        Plot.Axes.Top.TickGenerator = new RuleTicks(_frame.X,
            [.. _frame.Rules.Placed.Where(label => label.Y < 0).Select(AboveData)
                .Select(label => new ScottPlot.Tick(_frame.X.At(label.At), label.Text))],
            [.. _frame.Panel.Marks.OfType<Mark.Rule>().Where(rule => rule.Across == Direction.Vertical)
                .Select(rule => new ScottPlot.Tick(_frame.X.At(rule.At), rule.Label))]);
        foreach (var axis in new IAxis[] { across, up, Plot.Axes.Top, Plot.Axes.Right })
        {
            bool outer = axis == Plot.Axes.Top || axis == Plot.Axes.Right;
            bool isRuled = axis == Plot.Axes.Top || (axis == Plot.Axes.Right && !_frame.PrintedEstimates().Any());
            Inks.Text(axis.TickLabelStyle, Layout.TickSize, isRuled ? _theme.Quiet : _theme.Ink);
            bool named = axis == across ? _frame.X.IsCategorical : axis == up && _frame.Y.IsCategorical;
            axis.MajorTickStyle.Length = outer || named ? 0 : (float)Layout.TickLength;
            axis.MajorTickStyle.Color = Color.FromHex(_theme.Quiet);
            axis.MinorTickStyle.Length = 0;
            axis.FrameLineStyle.Width = outer ? 0 : 1;
        }

        if (_frame.Categories is { IsSlanted: true } slanted)
        {
            var style = across.TickLabelStyle;
            (style.Rotation, style.Alignment, style.OffsetY) = (slanted.Turn, Alignment.MiddleRight, 5);
            across.MinimumSize = (float)_frame.Bottom;   // ScottPlot takes the height of level labels
        }

        Plot.Grid.MajorLineColor = Color.FromHex(_theme.Grid);
        Plot.Grid.XAxisStyle.IsVisible = !_frame.X.IsCategorical;
        Plot.Grid.YAxisStyle.IsVisible = !_frame.Y.IsCategorical;
    }

    private void SetLabels()
    {
        if (_frame.LabelsX) Plot.XLabel(Plain(_frame.X.Title), (float)Layout.LabelSize);
        if (_frame.LabelsY) Plot.YLabel(Plain(string.Join('\n', _frame.YTitle)), (float)Layout.LabelSize);
        if (_frame.Panel.Title is { } title) Plot.Title(title, (float)Layout.LabelSize);
        foreach (var label in new[] { Plot.Axes.Bottom.Label, Plot.Axes.Left.Label, Plot.Axes.Title.Label })
            label.ForeColor = Color.FromHex(_theme.Ink);
        Plot.Axes.Bottom.Label.Bold = Plot.Axes.Left.Label.Bold = false;
    }

    /// <summary>The label of a vertical rule above the plotting area; each lane further up is one more line.</summary>
    private (double At, string Text) AboveData((double X, double Y, string Text) label)
    {
        int lane = (int)Math.Round((-5 - label.Y) / RuleLabels.LaneStep);
        double middle = label.X + FontMetrics.Width(label.Text, Layout.TickSize) / 2;
        return (_frame.X.ValueAt(middle), label.Text + string.Concat(Enumerable.Repeat("\n ", lane)));
    }

    private static NumericManual Manual(IEnumerable<(double At, string Text)> ticks, Drawing.Axis axis)
    {
        var all = ticks.ToList();
        return new NumericManual([.. all.Select(tick => axis.At(tick.At))], [.. all.Select(tick => tick.Text)]);
    }

    private static string ShortTextOf(Drawing.Tick tick) => FontMetrics.Shorten(TextOf(tick), Layout.TickSize, Layout.WidestCategory);

    /// <summary>Returns a label in one size of letters: a small power of ten in full, others as 5e−7.</summary>
    private static string TextOf(Drawing.Tick tick) => tick switch
    {
        { Exponent: null } => tick.Text,
        { At: >= 1e-3 and < 1e5 } => Ticks.Text(tick.At, tick.At, tick.At),
        _ => $"{tick.Text.Replace("×10", "", StringComparison.Ordinal).Replace("10", "1", StringComparison.Ordinal)}e{tick.Exponent}",
    };

    /// <summary>Writes powers in letters that the embedded font has.</summary>
    internal static string Plain(string text)
    {
        int at = text.IndexOf("10⁻", StringComparison.Ordinal);
        if (at < 0) return text;
        const string raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        string digits = string.Concat(text[(at + 3)..].TakeWhile(raised.Contains).Select(c => (char)('0' + raised.IndexOf(c))));
        return $"{text[..at]}10^−{digits}{text[(at + 3 + digits.Length)..]}";
    }
}
