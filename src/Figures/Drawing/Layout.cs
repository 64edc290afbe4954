namespace Teleo.Figures.Drawing;

/// <summary>The distances and sizes all figures share, in pixels.</summary>
internal static class Layout
{
    public const double TickSize = 11;
    public const double LabelSize = 12;
    public const double TitleSize = 14;
    public const double NoteSize = 11;
    public const double TickLength = 4;
    public const double Outer = 12;
    public const double Gap = 18;
    public const double LineHeight = 15;
    public const double ColourBarWidth = 13;
    public const double WidestCategory = 170;
    public const double RowHeight = 26;
}
