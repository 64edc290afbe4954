namespace Teleo.Figures.Drawing;

/// <summary>The layout of a whole figure: heading, legend, panels in a grid with aligned plotting areas, note.</summary>
internal sealed class Page
{
    private const double NarrowestPanel = 90;

    private readonly Legend _legend;

    private Page(Figure figure)
    {
        Figure = figure;
        Keys = new Keys(figure);
        double inner = figure.Width - 2 * Layout.Outer;
        TitleLines = figure.Title is null ? [] : FontMetrics.Wrap(figure.Title, Layout.TitleSize, inner, bold: true);
        NoteLines = figure.Note is null ? [] : FontMetrics.Wrap(figure.Note, Layout.NoteSize, inner);
        _legend = new Legend(Keys, inner);
        PanelsTop = Layout.Outer + (TitleLines.Count == 0 ? 0 : TitleLines.Count * 18 + 4) + _legend.Height;
        Frames = Measure();
        PanelsBottom = Arrange(inner);
        Height = Math.Ceiling(PanelsBottom + (NoteLines.Count == 0 ? 0 : 8 + NoteLines.Count * 14) + Layout.Outer - 4);
    }

    public Figure Figure { get; }

    public List<string> TitleLines { get; }

    public List<string> NoteLines { get; }

    public double PanelsTop { get; }

    public double PanelsBottom { get; }

    public Keys Keys { get; }

    public List<PanelFrame> Frames { get; }

    public List<(double X, double Y)> Origins { get; } = [];

    /// <summary>The requested width, or more if the labels would leave too little for the panels.</summary>
    public double Width { get; private set; }

    public double Height { get; }

    private int Columns => Math.Min(Figure.Columns, Figure.Panels.Length);

    /// <summary>Measures a figure.</summary>
    /// <exception cref="ArgumentException">It has faults; the message names them all.</exception>
    public static Page Of(Figure figure)
    {
        var problems = figure.Problems().ToList();
        if (problems.Count > 0) throw new ArgumentException($"figure '{figure.Id}': {string.Join("; ", problems)}", nameof(figure));
        return new Page(figure);
    }

    public void DrawHeading(SvgCanvas canvas, Theme theme, Fills fills)
    {
        for (int i = 0; i < TitleLines.Count; i++)
            canvas.Text(Layout.Outer, Layout.Outer + 13 + i * 18, TitleLines[i], new(Layout.TitleSize, theme.Ink, Bold: true));
        _legend.Draw(canvas, Layout.Outer, PanelsTop - _legend.Height, theme, fills);
    }

    public void DrawNote(SvgCanvas canvas, Theme theme)
    {
        for (int i = 0; i < NoteLines.Count; i++)
            canvas.Text(Layout.Outer, PanelsBottom + 18 + i * 14, NoteLines[i], new(Layout.NoteSize, theme.Quiet));
    }

    private List<PanelFrame> Measure()
    {
        var panels = Figure.Panels;
        var extents = panels.Select(Extents.Of).ToList();
        if (Figure.ShareX) Share(extents, e => e.X, (e, x) => (x, e.Y));
        if (Figure.ShareY) Share(extents, e => e.Y, (e, y) => (e.X, y));
        bool tightX = Figure.ShareX && panels.All(Extents.IsTightOnX);
        return [.. panels.Select((panel, i) => new PanelFrame(
            panel,
            extents[i].X.For(panel.X, Figure.ShareX ? tightX : Extents.IsTightOnX(panel)),
            extents[i].Y.For(panel.Y, Extents.IsTightOnY(panel)),
            panel.Height ?? HeightFor(panel),
            labelsX: !Figure.ShareX || i + Columns >= panels.Length,   // the last of its column
            labelsY: !Figure.ShareY || i % Columns == 0))];
    }

    /// <summary>Aligns the plotting areas of each row and column and returns the end of the panels.</summary>
    private double Arrange(double inner)
    {
        var left = new double[Columns];
        var right = new double[Columns];
        for (int i = 0; i < Frames.Count; i++)
        {
            left[i % Columns] = Math.Max(left[i % Columns], Frames[i].Left);
            right[i % Columns] = Math.Max(right[i % Columns], Frames[i].Right);
        }

        double labels = left.Sum() + right.Sum() + (Columns - 1) * Layout.Gap;
        double width = Math.Max(NarrowestPanel, (inner - labels) / Columns);
        Width = labels + Columns * width + 2 * Layout.Outer;
        for (int i = 0; i < Frames.Count; i++) Frames[i].Fit(width, left[i % Columns] + Layout.Outer);

        double y = PanelsTop;
        for (int row = 0; row * Columns < Frames.Count; row++)
        {
            var inRow = Frames.Skip(row * Columns).Take(Columns).ToList();
            y += inRow.Max(frame => frame.Top);
            double x = Layout.Outer;
            for (int column = 0; column < inRow.Count; column++)
            {
                Origins.Add((x + left[column], y));
                x += left[column] + width + right[column] + Layout.Gap;
            }

            y += inRow.Max(frame => frame.Height + frame.Bottom) + (row == (Frames.Count - 1) / Columns ? 0 : 8);
        }

        return y;
    }

    private double HeightFor(Panel panel) => panel.Y switch
    {
        Scale.Categories rows => Math.Max(40, rows.Names.Length * Layout.RowHeight),
        _ when Columns > 1 => 150,
        _ when Figure.Panels.Length > 1 => 170,
        _ => 290,
    };

    private static void Share(List<(Extent X, Extent Y)> extents, Func<(Extent X, Extent Y), Extent> get,
        Func<(Extent X, Extent Y), Extent, (Extent, Extent)> set)
    {
        var all = extents.Aggregate(Extent.Nothing, (sum, e) => sum.With(get(e)));
        for (int i = 0; i < extents.Count; i++) extents[i] = set(extents[i], all);
    }
}
