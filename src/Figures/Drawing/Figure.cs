using System.Collections.Immutable;

namespace Teleo.Figures.Drawing;

/// <summary>
/// A figure as a value: marks, scales and numbers. The renderer determines its look, so the same value gives an SVG, its CSV, and a plot of
/// the second renderer.
/// </summary>
/// <example><code>
/// var figure = Figure.Of("energy", new Scale.Time("Time"), new Scale.Linear("E", "credits"), new Mark.Line(seconds, credits));
/// string svg = figure.Svg();
/// </code></example>
/// <param name="Id">Names its files and the ids inside them: lower-case letters, digits and hyphens.</param>
[TypeFormatterSource(typeof(FigureFormatterSource), PreferredMimeTypes = ["image/svg+xml"])]
public sealed record Figure(string Id, ImmutableArray<Panel> Panels)
{
    public string? Title { get; init; }

    /// <summary>The facts needed to read it: units of analysis, the meaning of an interval, the number of runs.</summary>
    public string? Note { get; init; }

    public int Columns { get; init; } = 1;

    /// <summary>All panels cover the same range on x, labelled once below each column.</summary>
    public bool ShareX { get; init; }

    /// <summary>True if all panels have the same range on y, labelled once beside each row.</summary>
    public bool ShareY { get; init; }

    /// <summary>Width in pixels at 96 per inch; the default is one page width of a paper.</summary>
    public double Width { get; init; } = 680;

    /// <summary>A figure of one panel.</summary>
    public static Figure Of(string id, Scale x, Scale y, params ImmutableArray<Mark> marks) => new(id, [new Panel(x, y, marks)]);

    /// <summary>The figure as SVG text.</summary>
    public string Svg(Theme? theme = null) => SvgRenderer.Markup(this, theme ?? Theme.Light);

    /// <summary>Every fault that would keep it from being drawn, at once.</summary>
    public IEnumerable<string> Problems()
    {
        if (Id.Length == 0 || !Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            yield return $"id '{Id}': lower-case letters, digits and hyphens only";
        if (Panels.IsDefaultOrEmpty) yield return "no panels";
        if (Columns < 1) yield return $"{Columns} columns";
        if (!(Width >= 160)) yield return $"width {Width}: at least 160";
        foreach (var problem in Panels.IsDefault ? [] : Panels.SelectMany(panel => panel.Problems())) yield return problem;
    }
}
