using System.Globalization;

namespace Teleo.Figures.Drawing;

/// <summary>
/// The layout of one panel: its axes in coordinates of its plotting area (origin at the top left), and the space for labels on each side.
/// The height is given; the width follows from the labels of all panels.
/// </summary>
internal sealed class PanelFrame
{
    private readonly Extent _x;

    public PanelFrame(Panel panel, Extent x, Extent y, double height, bool labelsX, bool labelsY)
    {
        (Panel, Height, _x, LabelsX, LabelsY) = (panel, height, x, labelsX, labelsY);
        WidestBarLabel = Bars.Select(bar => FontMetrics.Width(bar.Label ?? "", Layout.TickSize)).DefaultIfEmpty(0).Max();
        Y = new Axis(panel.Y, panel.Y is Scale.Linear && WidestBarLabel > 0 ? RoomFor(y, Layout.LineHeight, height) : y, height, 0);
        X = new Axis(panel.X, x, 0, 1);
        ColourBar = panel.Marks.OfType<Mark.Cells>().FirstOrDefault() is { } cells ? new ColourBar(cells, height) : null;
        YTitle = labelsY ? FontMetrics.Wrap(Y.Title, Layout.LabelSize, height + 30) : [];
        Rules = new RuleLabels(panel);
        Left = LeftRoom();
        Right = RightRoom();
        Top = 8 + (panel.Title is null ? 0 : 18);
    }

    public Panel Panel { get; }

    public double WidestBarLabel { get; }

    public Axis X { get; private set; }

    public Axis Y { get; }

    public double Width { get; private set; }

    public double Height { get; }

    public bool LabelsX { get; }

    public bool LabelsY { get; }

    public List<string> YTitle { get; }

    public ColourBar? ColourBar { get; }

    public RuleLabels Rules { get; }

    public CategoryLabels? Categories { get; private set; }

    public double Left { get; }

    public double Right { get; }

    public double Top { get; private set; }

    public double Bottom { get; private set; }

    /// <summary>The width of the tick labels, after which the titles of the axes start.</summary>
    public double YTicksWidth { get; private set; }

    /// <summary>Room between the plotting area and the colour bar, for rules and printed estimates.</summary>
    public double RightLabelsWidth { get; private set; }

    /// <summary>Fixes the width of the plotting area, with <paramref name="roomLeft"/> pixels free to the left of it.</summary>
    public void Fit(double width, double roomLeft)
    {
        Width = width;
        X = new Axis(Panel.X, Y.IsCategorical && Panel.X is Scale.Linear && WidestBarLabel > 0
            ? RoomFor(_x, WidestBarLabel, width)
            : _x, 0, width);
        if (X.IsCategorical) Categories = new CategoryLabels(X, width, roomLeft);
        double ticks = LabelsX ? Categories?.Height ?? Layout.TickSize + 3 : 0;
        double title = LabelsX && X.Title.Length > 0 ? Layout.LabelSize + 7 : 0;
        Bottom = Layout.TickLength + 3 + ticks + title;
        Rules.Place(X, Y, width, Height);
        Top += Rules.LaneHeight;
    }

    /// <summary>Returns the estimates whose numbers are printed beside their rows.</summary>
    public IEnumerable<(Estimate Item, string Text)> PrintedEstimates()
    {
        foreach (var mark in Panel.Marks.OfType<Mark.Estimates>().Where(mark => mark.Printed && Y.IsCategorical).Take(1))
        {
            double reach = mark.Items.SelectMany(item => new[] { item.Value, item.Lower, item.Upper })
                .Where(value => value >= X.Low && value <= X.High).Select(Math.Abs).DefaultIfEmpty(1).Max();
            string format = reach is > 0 and (< 1e-4 or >= 1e6)
                ? "0.##e+0"
                : "F" + Math.Clamp(2 - Math.Floor(Math.Log10(Math.Max(reach, 1e-4))), 0, 6);
            var reference = Panel.Marks.OfType<Mark.Rule>().FirstOrDefault(rule => rule.Across == Direction.Vertical);
            string Text(double value) =>
                Ticks.Minus(value.ToString(Math.Abs(value) is >= 1e3 and < 1e6 ? "N0" : format, CultureInfo.InvariantCulture));
            foreach (var item in mark.Items)
                yield return (item, Printed(item));

            // An estimate without spread at the value of no effect is a tie, and is said to be one.
            string Printed(Estimate item) =>
                !double.IsFinite(item.Value) ? "no estimate"
                : item.Lower < item.Upper ? $"{Text(item.Value)} [{Text(item.Lower)}, {Text(item.Upper)}]"
                : item.Value == reference?.At ? "the same"
                : Text(item.Value);
        }
    }

    private IEnumerable<Bar> Bars => Panel.Marks.OfType<Mark.Bars>().SelectMany(mark => mark.Items);

    /// <summary>Bars carry their labels beyond their ends, on the side they point to.</summary>
    private Extent RoomFor(Extent extent, double room, double length) => extent.WithRoom(
        Bars.Any(bar => bar.To < bar.From && bar.To <= 0) ? room : 0, Bars.Any(bar => bar.To >= bar.From) ? room : 0, length);

    private double LeftRoom()
    {
        double widest = Y.IsCategorical ? Layout.WidestCategory : double.MaxValue;
        if (LabelsY) YTicksWidth = Y.Labels.Select(tick => Math.Min(tick.WidthAt(Layout.TickSize), widest)).DefaultIfEmpty(0).Max();
        double labels = LabelsY ? YTicksWidth + 4 : 0;
        return Layout.TickLength + labels + (YTitle.Count == 0 ? 0 : 6 + YTitle.Count * Layout.LineHeight);
    }

    private double RightRoom()
    {
        double printed = PrintedEstimates().Select(row => FontMetrics.Width(row.Text, Layout.TickSize)).DefaultIfEmpty(0).Max();
        double room = Math.Max(printed, Rules.RightWidth);
        RightLabelsWidth = room > 0 ? room + 8 : 0;
        return Math.Max(14, RightLabelsWidth + (ColourBar?.Width ?? 0));
    }
}
