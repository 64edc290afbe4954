using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Teleo.Experiments.Figures;

namespace Teleo.Experiments.Phases;

/// <summary>What is drawn and written of a sweep: a heat map per measure, and one table of all cells.</summary>
internal static class SweepFigures
{
    public static IEnumerable<Figure> Of(GridRefinement grid, SweepAxis x, SweepAxis y, string title)
    {
        ImmutableArray<double> xEdges = [.. x.Edges()], yEdges = [.. y.Edges()];
        for (int m = 0; m < PhaseSweep.Measures.Length; m++)
        {
            var (id, label, unit) = PhaseSweep.Measures[m];
            var values = ImmutableArray.CreateBuilder<double>(x.Points * y.Points);
            for (int row = 0; row < y.Points; row++)
                for (int column = 0; column < x.Points; column++) values.Add(grid.At(column, row)[m]);
            yield return Figure.Of($"sweep-{id}", ScaleOf(x, xEdges), ScaleOf(y, yEdges), new Mark.Cells(xEdges, yEdges, values.MoveToImmutable(), new ColourScale(label, unit))) with
            {
                Title = title,
                Note = $"{grid.Evaluated} of {x.Points * y.Points} cells were run; the others lie between cells that agree and take the value of the nearest.",
            };
        }
    }

    public static string Csv(GridRefinement grid, SweepAxis x, SweepAxis y)
    {
        var csv = new StringBuilder($"{x.Name},{y.Name},run,{string.Join(',', PhaseSweep.Measures.Select(measure => measure.Id))}\n");
        for (int row = 0; row < y.Points; row++)
            for (int column = 0; column < x.Points; column++)
            {
                csv.Append(CultureInfo.InvariantCulture, $"{x[column]:R},{y[row]:R},{(grid.WasEvaluated(column, row) ? 1 : 0)}");
                foreach (double value in grid.At(column, row)) csv.Append(CultureInfo.InvariantCulture, $",{value:R}");
                csv.Append('\n');
            }

        return csv.ToString();
    }

    private static Scale ScaleOf(SweepAxis axis, ImmutableArray<double> edges) => axis.Logarithmic
        ? new Scale.Logarithmic(axis.Name) { From = edges[0], To = edges[^1] }
        : new Scale.Linear(axis.Name) { From = edges[0], To = edges[^1] };
}
