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
        var axes = Plot.Axes;
        axes.Bottom.TickGenerator = _frame.Categories is { } names && _frame.LabelsX
            ? Manual(names.Texts.Select(text => (text.At, text.Text)), _frame.X)
            : new AxisTicks(_frame.X, tick => _frame.LabelsX ? TextOf(tick) : "");
        axes.Left.TickGenerator = new AxisTicks(_frame.Y, tick => _frame.LabelsY ? ShortTextOf(tick) : "");
        axes.Right.TickGenerator = BesideData();
        axes.Top.TickGenerator = AboveRules();
        Style(axes.Bottom, _theme.Ink, _frame.X.IsCategorical ? 0 : (float)Layout.TickLength, frame: 1);
        Style(axes.Left, _theme.Ink, _frame.Y.IsCategorical ? 0 : (float)Layout.TickLength, frame: 1);
        Style(axes.Top, _theme.Quiet, 0, frame: 0);
        Style(axes.Right, _frame.PrintedEstimates().Any() ? _theme.Ink : _theme.Quiet, 0, frame: 0);
        if (_frame.Categories is { IsSlanted: true } slanted) Slant(slanted);
        Plot.Grid.MajorLineColor = Color.FromHex(_theme.Grid);
        Plot.Grid.XAxisStyle.IsVisible = !_frame.X.IsCategorical;
        Plot.Grid.YAxisStyle.IsVisible = !_frame.Y.IsCategorical;
    }

    /// <summary>The numbers of printed estimates and the labels of horizontal rules.</summary>
    private NumericManual BesideData()
    {
        var printed = _frame.PrintedEstimates().Select(row => (row.Item.Position, row.Text));
        var ruled = _frame.Rules.Placed.Where(label => label.Y >= 0).Select(label => (_frame.Y.ValueAt(label.Y - 4), label.Text));
        return Manual([.. printed, .. ruled], _frame.Y);
    }

    private RuleTicks AboveRules() => new(_frame.X,
        [.. _frame.Rules.Placed.Where(label => label.Y < 0).Select(AboveData)
            .Select(label => new ScottPlot.Tick(_frame.X.At(label.At), label.Text))],
        [.. _frame.Panel.Marks.OfType<Mark.Rule>().Where(rule => rule.Across == Direction.Vertical)
            .Select(rule => new ScottPlot.Tick(_frame.X.At(rule.At), rule.Label))]);

    private void Style(IAxis axis, string ink, float tick, float frame)
    {
        Inks.Text(axis.TickLabelStyle, Layout.TickSize, ink);
        (axis.MajorTickStyle.Length, axis.MinorTickStyle.Length) = (tick, 0);
        axis.MajorTickStyle.Color = Color.FromHex(_theme.Quiet);
        axis.FrameLineStyle.Width = frame;
    }

    /// <summary>Turns the names below the plot, and gives them their height: ScottPlot takes that of level labels.</summary>
    private void Slant(CategoryLabels names)
    {
        var style = Plot.Axes.Bottom.TickLabelStyle;
        (style.Rotation, style.Alignment, style.OffsetY) = (names.Turn, Alignment.MiddleRight, 5);
        Plot.Axes.Bottom.MinimumSize = (float)_frame.Bottom;
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
