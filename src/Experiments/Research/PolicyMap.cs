using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Sweeps;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Research;

/// <summary>A map of where another policy costs more or less than one, over two parameters and, as panels, a third.</summary>
/// <example><code>
/// var map = PolicyMap.Play("foresight-split", "20", "teleodynamic", "teleodynamic-gate-open",
///     "capacity=10:70:4", "load=0.5:4:4:log", "endowment=0.3,3,30", seeds: 3);
/// </code></example>
/// <param name="Cells">Every cell with its difference and interval.</param>
/// <param name="Figure">The map drawn.</param>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record PolicyMap(ImmutableArray<MapCell> Cells, Figure Figure) : IShown
{
    string IShown.Html => Figure.Svg();

    /// <param name="policy">The policy whose numbers are swept.</param>
    /// <param name="against">The policy whose cost is compared on the same requests.</param>
    /// <param name="x">A parameter as <c>name=from:to:points</c>, with <c>:log</c> for equal ratios: load, capacity, a number of the
    /// policy.</param>
    /// <param name="panels">A third parameter with its values, as <c>name=value,value</c>; empty for none.</param>
    /// <param name="seconds">Simulated seconds of each run.</param>
    public static PolicyMap Play(string workload, string capacity, string policy, string against, string x, string y, string panels = "",
        int seeds = 3, double seconds = 3600, CancellationToken cancellation = default)
    {
        var (xAxis, yAxis) = (AxisOf(x), AxisOf(y));
        var third = SweepPanels.Parse(panels, out string? problem);
        problem ??= SweepPoint.ProblemWith(policy, against, third is null ? [xAxis, yAxis] : [xAxis, yAxis, third.Axis])
            ?? (seeds < 2 ? "a difference needs 2 seeds or more" : null);
        if (problem is not null) throw InputException.Asked("BadSweep", problem);
        var scenario = WorldWord.Scenario(workload, capacity);
        var maps = new List<SweepMap>();
        ImmutableArray<SweepMeasure> measures = [];
        foreach (double? value in third is null ? [null] : third.Values.Select(value => (double?)value))
        {
            (string, double)? panel = value is { } at ? (third!.Name, at) : null;
            var sweep = new PhaseSweep(scenario, policy, xAxis, yAxis, seconds, 1, seeds) { Against = against, Panel = panel };
            measures = sweep.Measures;
            maps.Add(new(panel, sweep.Run(1, 0, Environment.ProcessorCount, null, _ => { }, cancellation)));
        }

        var figures = new SweepFigures(maps, xAxis, yAxis, measures, policy);
        return new([.. maps.SelectMany(map => CellsOf(map, xAxis, yAxis))],
            figures.Influence(workload, $"{seeds} seeds, {seconds / 60:0} min each."));
    }

    private static IEnumerable<MapCell> CellsOf(SweepMap map, SweepAxis x, SweepAxis y) => map.Grid.Evaluations(x, y)
        .Select(cell => new MapCell(map.Panel?.Value, cell.X, cell.Y, cell.Values[^3], cell.Values[^2], cell.Values[^1]));

    private static SweepAxis AxisOf(string text) =>
        SweepAxis.TryParse(text, out var axis, out string? problem) ? axis : throw InputException.Asked("BadAxis", problem!);
}

/// <summary>One cell of a map.</summary>
/// <param name="Panel">The value of the third parameter; null where there is none.</param>
/// <param name="AtX">The value of the first parameter.</param>
/// <param name="AtY">The value of the second.</param>
/// <param name="Percent">How much more the other policy costs, in percent.</param>
/// <param name="Lower">The lower end of the paired 95 % interval.</param>
/// <param name="Upper">The upper end.</param>
public sealed record MapCell(double? Panel, double AtX, double AtY, double Percent, double Lower, double Upper);
