using System.Collections.Immutable;
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
            switch (mark)
            {
                case Mark.Line line:
                    for (int i = 0; i < line.X.Length; i++) Row(mark, line.X[i], line.Y[i], At(line.Lower, i), At(line.Upper, i));
                    break;
                case Mark.Step step:
                    AddPairs(mark, step.X, step.Y);
                    break;
                case Mark.Points points:
                    AddPairs(mark, points.X, points.Y);
                    break;
                case Mark.Bars bars:
                    foreach (var bar in bars.Items) OnCategory(mark, bar.Position, bar.To, bar.Lower, bar.Upper, bar.From);
                    break;
                case Mark.Estimates estimates:
                    foreach (var item in estimates.Items) OnCategory(mark, item.Position, item.Value, item.Lower, item.Upper, double.NaN);
                    break;
                case Mark.Cells cells:
                    AddCells(cells);
                    break;
                case Mark.Spans spans:
                    foreach (var span in spans.Items)
                        Row(mark, span.From, span.Row, xTo: span.To, label: $"{NameAt(panel.Y, span.Row)}: {span.Kind}");
                    break;
                case Mark.Regions regions:
                    foreach (var region in regions.Items) Row(mark, region.From, double.NaN, xTo: region.To, label: region.Label);
                    break;
                case Mark.Rule rule:
                    bool isVertical = rule.Across == Direction.Vertical;
                    Row(mark, isVertical ? rule.At : double.NaN, isVertical ? double.NaN : rule.At, label: rule.Label);
                    break;
            }
        }

        private void AddPairs(Mark mark, ImmutableArray<double> x, ImmutableArray<double> y)
        {
            for (int i = 0; i < x.Length; i++) Row(mark, x[i], y[i]);
        }

        private void AddCells(Mark.Cells cells)
        {
            int columns = cells.XEdges.Length - 1;
            for (int i = 0; i < cells.Values.Length; i++)
            {
                int row = i / columns, column = i % columns;
                Row(cells, cells.XEdges[column], cells.YEdges[row], xTo: cells.XEdges[column + 1],
                    yTo: cells.YEdges[row + 1], label: Number(cells.Values[i]));
            }
        }

        private void OnCategory(Mark mark, double position, double value, double lower, double upper, double from)
        {
            string? label = NameAt(Sideways ? panel.Y : panel.X, position);
            if (Sideways) Row(mark, value, position, lower, upper, xTo: from, label: label);
            else Row(mark, position, value, lower, upper, yTo: from, label: label);
        }

        private void Row(
            Mark mark, double x, double y, double lower = double.NaN, double upper = double.NaN, double xTo = double.NaN,
            double yTo = double.NaN, string? label = null)
        {
            csv.Append(panelIndex).Append(',').Append(markIndex).Append(',').Append(mark.GetType().Name.ToLowerInvariant())
                .Append(',').Append(Quoted(mark.Name ?? ""));
            foreach (double value in (ReadOnlySpan<double>)[x, y, lower, upper, xTo, yTo]) csv.Append(',').Append(Number(value));
            csv.Append(',').Append(Quoted(label ?? "")).Append('\n');
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
}
