namespace Teleo.Figures.Drawing;

/// <summary>The rectangle a text covers (for turned text, its bounding rectangle's spine, see <see cref="Of"/>).</summary>
internal readonly record struct TextBox(double Left, double Top, double Right, double Bottom, string Text)
{
    private const double Ascent = 0.74;
    private const double Descent = 0.22;

    /// <summary>
    /// The box of a text at a baseline point. Upright and quarter-turned text have exact boxes; a slanted label is
    /// counted by the stretch at its anchor, because its neighbours slant with it.
    /// </summary>
    public static TextBox Of(double x, double y, double width, in TextStyle style, string text)
    {
        double start = style.Anchor switch { Anchor.Start => 0, Anchor.Middle => -width / 2, _ => -width };
        double up = Ascent * style.Size, down = Descent * style.Size;
        return style.Turn switch
        {
            0 => new(x + start, y - up, x + start + width, y + down, text),
            -90 => new(x - up, y - start - width, x + down, y - start, text),
            90 => new(x - down, y + start, x + up, y + start + width, text),
            _ => new(x - up * 0.7, y - up, x + down, y + down, text),
        };
    }
}
