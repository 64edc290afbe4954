using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Teleo.Experiments.Contenders;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Sweeps;

/// <summary>Draws and writes a sweep: a heat map per measure, and one table of all cells.</summary>
internal static class SweepFigures
{
    public static IEnumerable<Figure> Of(GridRefinement grid, SweepAxis x, SweepAxis y, string policy, string title)
    {
        ImmutableArray<double> xEdges = [.. x.Edges()], yEdges = [.. y.Edges()];
        for (int m = 0; m < PhaseSweep.Measures.Length; m++)
        {
            var (id, label, unit) = PhaseSweep.Measures[m];
            var values = ImmutableArray.CreateBuilder<double>(x.Points * y.Points);
            for (int row = 0; row < y.Points; row++)
                for (int column = 0; column < x.Points; column++) values.Add(grid.At(column, row)[m]);
            yield return Figure.Of($"sweep-{id}", ScaleOf(x, xEdges, policy), ScaleOf(y, yEdges, policy),
                new Mark.Cells(xEdges, yEdges, values.MoveToImmutable(), new ColourScale(label, unit))) with
            {
                Title = title,
                Note =
                    $"{grid.Evaluated} of {x.Points * y.Points} cells were run; the others lie between cells that agree and are "
                        + "interpolated.",
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

    private static Scale ScaleOf(SweepAxis axis, ImmutableArray<double> edges, string policy) => axis.Logarithmic
        ? new Scale.Logarithmic(LabelOf(axis, policy)) { From = edges[0], To = edges[^1] }
        : new Scale.Linear(LabelOf(axis, policy)) { From = edges[0], To = edges[^1] };

    private static string LabelOf(SweepAxis axis, string policy) => axis.Name switch
    {
        PhaseSweep.LoadAxis => "load, as a multiple of the workload's rate",
        PhaseSweep.CapacityAxis => "capacity",
        _ when PolicyCatalog.TryFind(policy, out var entry)
            && entry.Options.FirstOrDefault(option => option.Name == axis.Name) is { Meaning: { } meaning } => $"{axis.Name}: {meaning}",
        _ => axis.Name,
    };
}
