namespace Teleo.Figures.Drawing;

/// <summary>Draws a panel's grid, axes, labels and title around its plotting area.</summary>
internal sealed class AxisPainter(SvgCanvas canvas, Theme theme)
{
    public void Grid(PanelFrame frame)
    {
        if (!frame.X.IsCategorical)
            foreach (var tick in frame.X.Labels) Line(frame.X.Map(tick.At), 0, frame.X.Map(tick.At), frame.Height, theme.Grid);
        if (!frame.Y.IsCategorical)
            foreach (var tick in frame.Y.Labels) Line(0, frame.Y.Map(tick.At), frame.Width, frame.Y.Map(tick.At), theme.Grid);
    }

    public void Axes(PanelFrame frame)
    {
        Line(0, frame.Height, frame.Width, frame.Height, theme.Quiet);
        Line(0, 0, 0, frame.Height, theme.Quiet);
        AlongX(frame);
        AlongY(frame);
        foreach (var (x, y, text) in frame.Rules.Placed) canvas.Text(x, y, text, new(Layout.TickSize, theme.Quiet));
        double printedAt = frame.Width + 8;
        foreach (var (item, text) in frame.PrintedEstimates()) canvas.Text(printedAt, frame.Y.Map(item.Position) + 4,
            text, new(Layout.TickSize, theme.Ink));
        frame.ColourBar?.Draw(canvas, frame.Width + frame.RightLabelsWidth, frame.Height, theme);
        if (frame.Panel.Title is { } title) Title(frame, title);
    }

    /// <summary>Above the plotting area, and as far to the left of it as a long title needs.</summary>
    private void Title(PanelFrame frame, string title)
    {
        double room = frame.Width + frame.Right;
        double before = Math.Clamp(FontMetrics.Width(title, Layout.LabelSize, bold: true) - room, 0, frame.Left);
        string shown = FontMetrics.Shorten(title, Layout.LabelSize, (room + before) / 1.08);
        canvas.Text(-before, -frame.Rules.LaneHeight - 9, shown, new(Layout.LabelSize, theme.Ink, Bold: true));
    }

    private void AlongX(PanelFrame frame)
    {
        double below = frame.Height + Layout.TickLength;
        if (!frame.X.IsCategorical)
            foreach (var tick in frame.X.Labels) Line(frame.X.Map(tick.At), frame.Height, frame.X.Map(tick.At), below, theme.Quiet);
        if (!frame.LabelsX) return;

        if (frame.Categories is { } categories)
        {
            var style = new TextStyle(Layout.TickSize, theme.Ink, categories.IsSlanted ? Anchor.End : Anchor.Middle, Turn: categories.Turn);
            foreach (var (at, text) in categories.Texts)
                canvas.Text(frame.X.Map(at) + (categories.IsSlanted ? 4 : 0), below + Layout.TickSize + 1, text, style);
        }
        else
        {
            foreach (var tick in frame.X.Labels)
            {
                // An exponent is part of the width that is centred.
                double shift = tick.Exponent is null ? 0 : -FontMetrics.Width(tick.Exponent, Layout.TickSize * 0.72) / 2;
                double left = frame.X.Map(tick.At) + shift - FontMetrics.Width(tick.Text, Layout.TickSize) / 2;
                canvas.Text(left, below + Layout.TickSize + 1, tick.Text, new(Layout.TickSize, theme.Ink), tick.Exponent);
            }
        }

        if (frame.X.Title.Length > 0)
        {
            string title = FontMetrics.Shorten(frame.X.Title, Layout.LabelSize, frame.Width + frame.Left);
            canvas.Text(frame.Width / 2, frame.Height + frame.Bottom - 4, title, new(Layout.LabelSize, theme.Ink, Anchor.Middle));
        }
    }

    private void AlongY(PanelFrame frame)
    {
        if (!frame.Y.IsCategorical)
            foreach (var tick in frame.Y.Labels) Line(-Layout.TickLength, frame.Y.Map(tick.At), 0, frame.Y.Map(tick.At), theme.Quiet);
        if (!frame.LabelsY) return;

        int stride = frame.Y.IsCategorical ? (int)Math.Ceiling(12 / (frame.Height / Math.Max(frame.Y.Labels.Count, 1))) : 1;
        for (int i = 0; i < frame.Y.Labels.Count; i += stride)
        {
            var tick = frame.Y.Labels[i];
            string text = frame.Y.IsCategorical ? FontMetrics.Shorten(tick.Text, Layout.TickSize, Layout.WidestCategory) : tick.Text;
            canvas.Text(-Layout.TickLength - 3 - tick.WidthAt(Layout.TickSize) + FontMetrics.Width(tick.Text, Layout.TickSize)
                - FontMetrics.Width(text, Layout.TickSize),
                frame.Y.Map(tick.At) + 4, text, new(Layout.TickSize, theme.Ink), tick.Exponent);
        }

        double first = -Layout.TickLength - 3 - frame.YTicksWidth - 9 - (frame.YTitle.Count - 1) * Layout.LineHeight;
        for (int i = 0; i < frame.YTitle.Count; i++)
            canvas.Text(first + i * Layout.LineHeight, frame.Height / 2, frame.YTitle[i],
                new(Layout.LabelSize, theme.Ink, Anchor.Middle, Turn: -90));
    }

    private void Line(double x1, double y1, double x2, double y2, string ink) =>
        canvas.Segment(x1, y1, x2, y2, ink, ink == theme.Grid ? 0.75 : 1);
}
