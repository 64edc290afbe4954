using System.Text;

namespace Teleo.Figures.Drawing;

/// <summary>The data of one path element, in absolute coordinates rounded to a hundredth of a pixel.</summary>
internal sealed class SvgPath
{
    private readonly StringBuilder _data = new();

    public void MoveTo(double x, double y) => _data.Append('M').Hundredths(x).Append(' ').Hundredths(y);

    public void LineTo(double x, double y) => _data.Append('L').Hundredths(x).Append(' ').Hundredths(y);

    public void HorizontalTo(double x) => _data.Append('H').Hundredths(x);

    public void VerticalTo(double y) => _data.Append('V').Hundredths(y);

    public void Close() => _data.Append('Z');

    /// <summary>A stretch in relative coordinates, such as the outline of a marker.</summary>
    public void Append(string relative) => _data.Append(relative);

    public void Box(double x, double y, double width, double height)
    {
        MoveTo(x, y);
        HorizontalTo(x + width);
        VerticalTo(y + height);
        HorizontalTo(x);
        Close();
    }

    public override string ToString() => _data.ToString();
}

/// <summary>Writes the numbers of an SVG.</summary>
internal static class SvgNumbers
{
    /// <summary>Shortest decimal of at most two places; made by hand because figures hold many thousands of them.</summary>
    public static StringBuilder Hundredths(this StringBuilder to, double value)
    {
        long hundredths = (long)Math.Round(Math.Clamp(value, -1e6, 1e6) * 100);
        if (hundredths < 0) to.Append('-');
        ulong size = (ulong)Math.Abs(hundredths);
        to.Append(size / 100);
        uint rest = (uint)(size % 100);
        if (rest == 0) return to;
        to.Append('.').Append((char)('0' + rest / 10));
        if (rest % 10 != 0) to.Append((char)('0' + rest % 10));
        return to;
    }
}
