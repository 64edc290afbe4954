using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Sweeps;

/// <summary>Draws and writes a sweep: a heat map per measure, with a panel for each value of a third parameter, and one table.</summary>
/// <param name="policy">The policy that was swept.</param>
internal sealed class SweepFigures(IReadOnlyList<SweepMap> maps, SweepAxis x, SweepAxis y, ImmutableArray<SweepMeasure> measures,
    string policy)
{
    private const int MostColumns = 3;

    /// <summary>Measures that have one value in every cell; they have no map.</summary>
    public IEnumerable<(SweepMeasure Measure, double Value)> Flat =>
        from measure in measures
        where measure.IsDrawn
        let values = ValuesOf(measure)
        where values.Max() == values.Min()
        select (measure, values[0]);

    /// <summary>Draws every measure that differs between cells.</summary>
    /// <param name="workload">The workload in words.</param>
    /// <param name="sample">Seeds and length of the runs, as a sentence.</param>
    public IEnumerable<Figure> Of(string workload, string sample)
    {
        var flat = Flat.Select(one => one.Measure).ToHashSet();
        return measures.Where(measure => measure.IsDrawn && !flat.Contains(measure)).Select(measure => FigureOf(measure, workload, sample));
    }

    /// <summary>Draws the regions in which the other policy costs more or less, even if there are none.</summary>
    public Figure Influence(string workload, string sample) =>
        FigureOf(measures.First(measure => measure.Id == PhaseSweep.InfluenceId), workload, sample);

    private Figure FigureOf(SweepMeasure measure, string workload, string sample)
    {
        var colours = ColoursOf(measure);
        return new Figure($"sweep-{measure.Id}", [.. maps.Select(map => PanelOf(map, measure, colours))])
        {
            Columns = Math.Min(MostColumns, maps.Count),
            ShareX = maps.Count > 1,
            ShareY = maps.Count > 1,
            Width = maps.Count > 1 ? 900 : 680,
            Title = measure.IsSigned ? $"{measure.Label}, on {workload}" : $"{measure.Label}: {policy} on {workload}",
            Note = $"{sample} {(measure.Id == PhaseSweep.InfluenceId ? InfluenceNote() : "")}{CellsNote()}",
        };
    }

    public string Csv() => CsvText.Of(
        [.. maps[0].Panel is { } named ? [named.Name] : Array.Empty<string>(), x.Name, y.Name, "run",
            .. measures.Select(measure => measure.Id)],
        from map in maps
        from row in Enumerable.Range(0, y.Points)
        from column in Enumerable.Range(0, x.Points)
        select (object?[])
        [
            .. map.Panel is { } panel ? [panel.Value] : Array.Empty<object?>(), x[column], y[row],
            map.Grid.WasEvaluated(column, row) ? 1 : 0, .. map.Grid.At(column, row).Select(CsvText.Named),
        ]);

    private Panel PanelOf(SweepMap map, SweepMeasure measure, ColourScale colours)
    {
        int m = measures.IndexOf(measure);
        List<Mark> marks = [new Mark.Cells([.. x.Edges()], [.. y.Edges()], [.. CellsOf(map, m)], colours)];
        if (measure.Id == PhaseSweep.InfluenceId)
        {
            marks.Add(Certain(map, cell => cell[m + 1] > 0, "dearer, interval above 0"));
            marks.Add(Certain(map, cell => cell[m + 2] < 0, "cheaper, interval below 0"));
        }

        return new(ScaleOf(x, policy), ScaleOf(y, policy), [.. marks])
        {
            Title = map.Title,
        };
    }

    /// <summary>A point on each cell whose interval excludes 0.</summary>
    private Mark.Points Certain(SweepMap map, Func<double[], bool> holds, string name)
    {
        var cells = map.Grid.Evaluations(x, y).Where(cell => holds(cell.Values)).ToList();
        return new([.. cells.Select(cell => cell.X)], [.. cells.Select(cell => cell.Y)]) { Name = name };
    }

    /// <summary>One scale for all panels; that of a signed measure has 0 in its middle.</summary>
    private ColourScale ColoursOf(SweepMeasure measure)
    {
        double[] values = ValuesOf(measure);
        double most = values.Max(), least = values.Min();
        if (!measure.IsSigned) return new(measure.Label, measure.Unit) { From = least, To = most };
        double side = most == 0 && least == 0 ? 1 : Math.Max(Math.Abs(most), Math.Abs(least));
        return new("Dearer by", measure.Unit) { From = -side, To = side, Centre = 0 };
    }

    private double[] ValuesOf(SweepMeasure measure)
    {
        int m = measures.IndexOf(measure);
        return [.. maps.SelectMany(map => CellsOf(map, m))];
    }

    private IEnumerable<double> CellsOf(SweepMap map, int measure) =>
        from row in Enumerable.Range(0, y.Points)
        from column in Enumerable.Range(0, x.Points)
        select map.Grid.At(column, row)[measure];

    private string InfluenceNote() => string.Concat(maps.Select(map =>
    {
        var count = InfluenceCount.Of(map, x, y, measures);
        return $"{(map.Title is { } title ? $"{title}: " : "")}{count.Dearer + count.Cheaper} of {count.Cells} intervals exclude 0, "
            + string.Create(CultureInfo.InvariantCulture, $"{count.ByChance:0.#} expected by chance. ");
    }));

    private string CellsNote()
    {
        int all = x.Points * y.Points * maps.Count, run = maps.Sum(map => map.Grid.Evaluated);
        return run == all ? "Every cell was run." : $"{run} of {all} cells were run; the others lie between cells that agree and are "
            + "interpolated.";
    }

    /// <summary>Returns the scale of an axis from the first edge of its cells to the last.</summary>
    internal static Scale ScaleOf(SweepAxis axis, string policy)
    {
        double[] edges = axis.Edges();
        string label = LabelOf(axis, policy);
        return axis.Logarithmic ? new Scale.Logarithmic(label) { From = edges[0], To = edges[^1] }
            : new Scale.Linear(label) { From = edges[0], To = edges[^1] };
    }

    private static string LabelOf(SweepAxis axis, string policy) => axis.Name switch
    {
        SweepPoint.LoadAxis => "load, as a multiple of the workload's rate",
        SweepPoint.CapacityAxis => "capacity, in skills",
        _ when PolicyCatalog.TryFind(policy, out var entry)
            && entry.Options.FirstOrDefault(option => option.Name == axis.Name) is { Meaning: { } meaning } => $"{axis.Name}: {meaning}",
        _ => axis.Name,
    };
}
