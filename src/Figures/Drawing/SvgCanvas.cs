using System.Text;

namespace Teleo.Figures.Drawing;

/// <summary>
/// Writes SVG elements with coordinates to a hundredth of a pixel, and records the place of every text, so that a test can check that no
/// two labels touch.
/// </summary>
internal sealed class SvgCanvas
{
    /// <summary>
    /// The width in pixels above which a text is set to its computed width, whatever font draws it, so that labels touch nowhere if they do
    /// not touch here.
    /// </summary>
    private const double MayDiffer = 40;

    private readonly StringBuilder _body = new();
    private readonly List<TextBox> _texts = [];
    private (double X, double Y) _origin;

    public IReadOnlyList<TextBox> Texts => _texts;

    /// <summary>Begins a group in the coordinates of a panel, until <see cref="EndGroup"/>.</summary>
    public void BeginGroup(double x, double y)
    {
        _origin = (x, y);
        _body.Append("<g transform=\"translate(").Hundredths(x).Append(' ').Hundredths(y).Append(")\">\n");
    }

    public void EndGroup()
    {
        _origin = default;
        _body.Append("</g>\n");
    }

    public void Raw(string svg) => _body.Append(svg).Append('\n');

    public void Rect(double x, double y, double width, double height, string fill, string? more = null)
    {
        _body.Append("<rect x=\"").Hundredths(x).Append("\" y=\"").Hundredths(y).Append("\" width=\"").Hundredths(width)
            .Append("\" height=\"").Hundredths(height).Append("\" fill=\"").Append(fill).Append('"');
        Close(more);
    }

    public void Stroke(string path, string ink, double width, string? dash = null, string? more = null)
    {
        if (path.Length == 0) return;
        _body.Append("<path d=\"").Append(path).Append("\" fill=\"none\" stroke=\"").Append(ink)
            .Append("\" stroke-width=\"").Hundredths(width).Append('"');
        if (dash is not null) _body.Append(" stroke-dasharray=\"").Append(dash).Append('"');
        Close(more);
    }

    public void Fill(string path, string fill, string? more = null)
    {
        if (path.Length == 0) return;
        _body.Append("<path d=\"").Append(path).Append("\" fill=\"").Append(fill).Append('"');
        Close(more);
    }

    public void Segment(double x1, double y1, double x2, double y2, string ink, double width, string? dash = null)
    {
        var path = new SvgPath();
        path.MoveTo(x1, y1);
        path.LineTo(x2, y2);
        Stroke(path.ToString(), ink, width, dash);
    }

    /// <summary>Writes one line of text. An exponent follows as a superscript.</summary>
    public void Text(double x, double y, string text, TextStyle style, string? exponent = null)
    {
        if (text.Length == 0) return;
        double width = FontMetrics.Width(text, style.Size, style.Bold)
            + (exponent is null ? 0 : FontMetrics.Width(exponent, style.Size * 0.72));
        _texts.Add(TextBox.Of(_origin.X + x, _origin.Y + y, width, style, text));

        _body.Append("<text x=\"").Hundredths(x).Append("\" y=\"").Hundredths(y)
            .Append("\" font-size=\"").Hundredths(style.Size).Append("\" fill=\"").Append(style.Ink).Append('"');
        if (style.Anchor != Anchor.Start)
            _body.Append(" text-anchor=\"").Append(style.Anchor == Anchor.Middle ? "middle" : "end").Append('"');
        if (style.Bold) _body.Append(" font-weight=\"bold\"");
        if (width > MayDiffer && exponent is null)
            _body.Append(" textLength=\"").Hundredths(width).Append("\" lengthAdjust=\"spacingAndGlyphs\"");
        if (style.Turn != 0)
            _body.Append(" transform=\"rotate(").Append(style.Turn).Append(' ').Hundredths(x).Append(' ').Hundredths(y).Append(")\"");
        _body.Append('>');
        Escape(text);
        if (exponent is not null)
        {
            _body.Append("<tspan dy=\"").Hundredths(-0.38 * style.Size)
                .Append("\" font-size=\"").Hundredths(0.72 * style.Size).Append("\">");
            Escape(exponent);
            _body.Append("</tspan>");
        }

        _body.Append("</text>\n");
    }

    public static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal);

    public override string ToString() => _body.ToString();

    private void Close(string? more)
    {
        if (more is not null) _body.Append(' ').Append(more);
        _body.Append("/>\n");
    }

    /// <summary>Characters that XML has no place for become the replacement character.</summary>
    private void Escape(string text)
    {
        foreach (char c in text)
        {
            if (c is '&') _body.Append("&amp;");
            else if (c is '<') _body.Append("&lt;");
            else if (c is '>') _body.Append("&gt;");
            else _body.Append(c < ' ' || c is '\uFFFE' or '\uFFFF' ? '\uFFFD' : c);
        }
    }
}

internal enum Anchor : byte
{
    Start,
    Middle,
    End,
}

/// <param name="Turn">Degrees clockwise about the anchor.</param>
internal readonly record struct TextStyle(double Size, string Ink, Anchor Anchor = Anchor.Start, bool Bold = false, int Turn = 0);
