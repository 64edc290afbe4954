using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Teleo.Figures.Drawing;

/// <summary>
/// The numbers of a figure as one long table, in full precision: a row per point, bar, cell or interval. Columns
/// that a kind of mark does not have stay empty, and so does a NaN.
/// </summary>
internal static class FigureCsv
{
    private const string Header = "panel,mark,kind,name,x,y,lower,upper,x_to,y_to,label";

    public static string Text(Figure figure)
    {
        var csv = new StringBuilder(Header).Append('\n');
        for (int panel = 0; panel < figure.Panels.Length; panel++)
            for (int mark = 0; mark < figure.Panels[panel].Marks.Length; mark++)
                new Rows(csv, panel, mark, figure.Panels[panel]).Add(figure.Panels[panel].Marks[mark]);
        return csv.ToString();
    }

    private sealed class Rows(StringBuilder csv, int panelIndex, int markIndex, Panel panel)
    {
        private bool Sideways => panel.Y is Scale.Categories;

        public void Add(Mark mark)
        {
            foreach (var row in RowsOf(mark)) Write(mark, row);
        }

        private IEnumerable<Row> RowsOf(Mark mark) => mark switch
        {
            Mark.Line line => line.X.Select((x, i) => new Row(x, line.Y[i]) { Lower = At(line.Lower, i), Upper = At(line.Upper, i) }),
            Mark.Step step => Pairs(step.X, step.Y),
            Mark.Points points => Pairs(points.X, points.Y),
            Mark.Bars bars => bars.Items.Select(bar => OnCategory(bar.Position, bar.To, bar.Lower, bar.Upper, bar.From)),
            Mark.Estimates estimates =>
                estimates.Items.Select(item => OnCategory(item.Position, item.Value, item.Lower, item.Upper, double.NaN)),
            Mark.Cells cells => cells.Values.Select((_, i) => OfCell(cells, i)),
            Mark.Spans spans => spans.Items.Select(span =>
                new Row(span.From, span.Row) { XTo = span.To, Label = $"{NameAt(panel.Y, span.Row)}: {span.Kind}" }),
            Mark.Regions regions =>
                regions.Items.Select(region => new Row(region.From, double.NaN) { XTo = region.To, Label = region.Label }),
            Mark.Rule { Across: Direction.Vertical } rule => [new Row(rule.At, double.NaN) { Label = rule.Label }],
            Mark.Rule rule => [new Row(double.NaN, rule.At) { Label = rule.Label }],
            _ => throw new UnreachableException(),
        };

        private static IEnumerable<Row> Pairs(ImmutableArray<double> x, ImmutableArray<double> y) => x.Select((at, i) => new Row(at, y[i]));

        private static Row OfCell(Mark.Cells cells, int index)
        {
            int columns = cells.XEdges.Length - 1, row = index / columns, column = index % columns;
            return new(cells.XEdges[column], cells.YEdges[row])
            {
                XTo = cells.XEdges[column + 1],
                YTo = cells.YEdges[row + 1],
                Label = Number(cells.Values[index]),
            };
        }

        private Row OnCategory(double position, double value, double lower, double upper, double from)
        {
            string? label = NameAt(Sideways ? panel.Y : panel.X, position);
            return Sideways
                ? new(value, position) { Lower = lower, Upper = upper, XTo = from, Label = label }
                : new(position, value) { Lower = lower, Upper = upper, YTo = from, Label = label };
        }

        private void Write(Mark mark, Row row)
        {
            csv.Append(panelIndex).Append(',').Append(markIndex).Append(',').Append(mark.GetType().Name.ToLowerInvariant())
                .Append(',').Append(Quoted(mark.Name ?? ""));
            foreach (double value in (ReadOnlySpan<double>)[row.X, row.Y, row.Lower, row.Upper, row.XTo, row.YTo])
                csv.Append(',').Append(Number(value));
            csv.Append(',').Append(Quoted(row.Label ?? "")).Append('\n');
        }

        private static double At(ImmutableArray<double> values, int i) => values.Length == 0 ? double.NaN : values[i];

        private static string? NameAt(Scale scale, double position) =>
            scale is Scale.Categories names && position >= 0 && position < names.Names.Length && position == Math.Floor(position)
                ? names.Names[(int)position]
                : null;

        private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

        private static string Quoted(string text) =>
            text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private readonly record struct Row(double X, double Y)
    {
        public double Lower { get; init; } = double.NaN;

        public double Upper { get; init; } = double.NaN;

        public double XTo { get; init; } = double.NaN;

        public double YTo { get; init; } = double.NaN;

        public string? Label { get; init; }
    }
}
