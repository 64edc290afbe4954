namespace Teleo.Figures.Drawing;

/// <summary>
/// Names below a horizontal axis: upright where they fit side by side, otherwise slanted, and thinned when even that is too close.
/// </summary>
internal sealed class CategoryLabels
{
    private const double Slant = 40;
    private const double SlantedPitch = 18;

    public CategoryLabels(Axis axis, double width, double roomLeft)
    {
        int count = Math.Max(axis.Labels.Count, 1);
        double slot = width / count;
        double widest = axis.Labels.Select(tick => tick.WidthAt(Layout.TickSize)).DefaultIfEmpty(0).Max();
        if (widest + 8 <= slot)
        {
            Texts = [.. axis.Labels.Select(tick => (tick.At, tick.Text))];
            Height = Layout.TickSize + 3;
            return;
        }

        IsSlanted = true;
        int stride = (int)Math.Ceiling(SlantedPitch / slot);
        double longest = Math.Min(Layout.WidestCategory, (roomLeft + slot / 2) / Math.Cos(Slant * Math.PI / 180) - 4);
        Texts = [.. axis.Labels.Where((_, i) => i % stride == 0)
            .Select(tick => (tick.At, FontMetrics.Shorten(tick.Text, Layout.TickSize, longest)))];
        Height = Texts.Select(text => FontMetrics.Width(text.Text, Layout.TickSize)).DefaultIfEmpty(0)
            .Max() * Math.Sin(Slant * Math.PI / 180) + Layout.TickSize;
    }

    public List<(double At, string Text)> Texts { get; }

    public bool IsSlanted { get; }

    public int Turn => IsSlanted ? -(int)Slant : 0;

    public double Height { get; }
}
