using System.Text;
using static System.FormattableString;

namespace Teleo.Figures.Drawing;

/// <summary>
/// The built-in renderer: plain SVG 1.1 without scripts, fonts or links, with equal bytes for equal figures on every machine. Text sizes
/// come from a table (<see cref="FontMetrics"/>), so nothing depends on installed fonts.
/// </summary>
public static class SvgRenderer
{
    /// <summary>Returns the SVG as text, for a file or inside an HTML page.</summary>
    public static string Markup(Figure figure, Theme theme) => Draw(figure, theme).Markup;

    internal static (string Markup, Page Page, IReadOnlyList<TextBox> Texts) Draw(Figure figure, Theme theme)
    {
        var page = Page.Of(figure);
        var canvas = new SvgCanvas();
        var fills = new Fills(figure.Id, theme);
        page.DrawHeading(canvas, theme, fills);
        for (int i = 0; i < page.Frames.Count; i++) DrawPanel(page, i, canvas, theme, fills);
        page.DrawNote(canvas, theme);
        return (Wrapped(figure, page, canvas, theme, fills), page, canvas.Texts);
    }

    private static void DrawPanel(Page page, int index, SvgCanvas canvas, Theme theme, Fills fills)
    {
        var frame = page.Frames[index];
        var axes = new AxisPainter(canvas, theme);
        var marks = new MarkPainter(canvas, theme, fills, page.Keys, frame);
        canvas.BeginGroup(page.Origins[index].X, page.Origins[index].Y);
        axes.Grid(frame);
        string clip = $"{page.Figure.Id}-p{index}";
        double width = frame.Width + 2, height = frame.Height + 2;
        canvas.Raw($"<clipPath id=\"{clip}\"><rect x=\"-1\" y=\"-1\" "
            + Invariant($"width=\"{width:0.##}\" height=\"{height:0.##}\"/></clipPath>"));
        canvas.Raw($"<g clip-path=\"url(#{clip})\">");
        foreach (var mark in frame.Panel.Marks.OrderBy(mark => mark is Mark.Regions ? 0 : 1)) marks.Draw(mark);
        canvas.Raw("</g>");
        axes.Axes(frame);
        canvas.EndGroup();
    }

    private static string Wrapped(Figure figure, Page page, SvgCanvas canvas, Theme theme, Fills fills)
    {
        string size =
            Invariant($"width=\"{page.Width:0.##}\" height=\"{page.Height:0.##}\" viewBox=\"0 0 {page.Width:0.##} {page.Height:0.##}\"");
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" {size} font-family=\"{FontMetrics.Family}\" role=\"img\">\n");
        svg.Append($"<title>{SvgCanvas.Escaped(figure.Title ?? figure.Id)}</title>\n");
        if (figure.Note is { } note) svg.Append($"<desc>{SvgCanvas.Escaped(note)}</desc>\n");
        if (fills.Definitions.Length > 0) svg.Append("<defs>\n").Append(fills.Definitions).Append("</defs>\n");
        svg.Append($"<rect width=\"100%\" height=\"100%\" fill=\"{theme.Paper}\"/>\n");
        return svg.Append(canvas).Append("</svg>\n").ToString();
    }
}
