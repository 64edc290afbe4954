using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Storage;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.Tables;
using Teleo.Figures.Plots;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Phases;

/// <summary><c>teleo phase sweep</c>: maps of a pool over two parameters, or three, and of what another policy costs beside ours.</summary>
internal static class PhaseSweepCommand
{
    internal static readonly Option<string> X = new("--x", "-x")
    {
        Description = "First parameter: name=from:to:points, :log for equal ratios; load, capacity or a number of the policy",
        HelpName = "AXIS",
        Required = true
    };
    internal static readonly Option<string> Y = new("--y", "-y")
    {
        Description = "Second parameter, in the same form",
        HelpName = "AXIS",
        Required = true
    };
    private static readonly Option<string?> Panels = new("--panels")
    {
        Description = "Third parameter with its values, a map for each: gain=0.003,0.03,0.3",
        HelpName = "NAME=V,V"
    };
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Seeds of every cell", 1);
    private static readonly Option<int> Coarse =
        CheckedOption.Of("--coarse", "N", "Points between the cells that are always run; 1 runs all", 8, 1, 256);
    private static readonly Option<double> Tolerance = CheckedOption.Of(
        "--tolerance", "SHARE", "Neighbours that differ by more of the range are looked at closely", 0.15, 0, 1);
    private static readonly Option<bool> Scan = new("--scan")
    {
        Description = "First look at a few points of each axis, print them, and narrow the axis to where something changes",
    };

    public static Subcommand Build() =>
        new("sweep",
            "Map what the pool does over two parameters or three, and where another policy costs more or less", Run,
            ["teleo phase sweep --workload foresight-split --capacity 20 -x capacity=10:70:4 -y load=0.5:4:4:log "
                + "--panels endowment=0.3,3,30 --against teleodynamic-gate-open --seeds 4 --coarse 1"])
        {
            X, Y, Panels, PhaseCommands.Against, PhaseCommands.Policy, Seeds, RunOptions.FirstSeed, PhaseCommands.Seconds, Scan, Coarse,
            Tolerance, RunOptions.Threads, PhaseCommands.Out, FormatOption.Format,
            SimCommands.ScenarioOptions,
        };

    private static ExitCode Run(CommandContext context)
    {
        var (x, y) = (PhaseCommands.AxisOf(context.Get(X)), PhaseCommands.AxisOf(context.Get(Y)));
        string policy = context.Get(PhaseCommands.Policy);
        string? against = context.Get(PhaseCommands.Against);
        var third = SweepPanels.Parse(context.Get(Panels), out string? problem);
        if (problem is not null) throw CommandFailure.Usage($"--panels {problem}");
        PhaseCommands.CheckNames(policy, against, third is null ? [x, y] : [x, y, third.Axis]);
        List<(string Name, double Value)?> panels = third is null ? [null]
            : [.. third.Values.Select(value => ((string, double)?)(third.Name, value))];
        var scenario = SimCommands.ScenarioOf(context);
        scenario.Prepare(context.Get(RunOptions.FirstSeed));   // a mistake in it is told before the first cell
        if (context.Get(Scan)) (x, y) = Narrow(scenario, policy, against, x, y, context);

        var maps = new List<SweepMap>();
        ImmutableArray<SweepMeasure> measures = [];
        var journals = new List<SweepJournal>();
        string folder = context.Get(PhaseCommands.Out);
        try
        {
            using var progress = context.Progress("sweeping");
            for (int p = 0; p < panels.Count; p++)
            {
                var sweep = new PhaseSweep(scenario, policy, x, y, context.Get(PhaseCommands.Seconds),
                    context.Get(RunOptions.FirstSeed), context.Get(Seeds))
                {
                    Against = against,
                    Panel = panels[p],
                };
                measures = sweep.Measures;
                string file = panels.Count == 1 ? "sweep.journal" : $"sweep-{p + 1}.journal";
                journals.Add(new(Path.Combine(folder, file), sweep.Question, measures.Length));
                if (journals[^1].Known > 0) context.Note($"{journals[^1].Known} cells of this sweep were done before it was broken off");
                int cells = x.Points * y.Points, before = p * cells;
                maps.Add(new(panels[p], sweep.Run(context.Get(Coarse), context.Get(Tolerance), context.Get(RunOptions.Threads),
                    journals[^1], done => progress.Report(before + done, panels.Count * cells), context.Cancellation)));
            }

            var figures = new SweepFigures(maps, x, y, measures, policy);
            AtomicFile.WriteText(Path.Combine(folder, "sweep.csv"), figures.Csv());
            string sample = $"{Words(context.Get(Seeds), "seed")} from {context.Get(RunOptions.FirstSeed)} on, "
                + $"{QuantityText.Duration(context.Get(PhaseCommands.Seconds))} each.";
            string[] formats = context.Get(FormatOption.Format);
            var files = figures.Of(scenario.Workload, sample).SelectMany(figure => figure.Save(folder, formats)).ToList();
            foreach (var journal in journals) journal.Finish();
            return Told(context, maps, figures, x, y, measures, files);
        }
        finally
        {
            foreach (var journal in journals) journal.Dispose();
        }
    }

    private static ExitCode Told(CommandContext context, List<SweepMap> maps, SweepFigures figures, SweepAxis x, SweepAxis y,
        ImmutableArray<SweepMeasure> measures, List<string> files)
    {
        bool compares = measures.Any(measure => measure.Id == PhaseSweep.InfluenceId);
        var influence = maps.Select(map => (map.Title, Count: compares ? InfluenceCount.Of(map, x, y, measures) : null)).ToList();
        int cells = maps.Count * x.Points * y.Points, run = maps.Sum(map => map.Grid.Evaluated);
        return context.Result(new
        {
            Folder = context.Get(PhaseCommands.Out),
            Cells = cells,
            Run = run,
            Influence = compares ? influence.Select(one => Printed(one.Title, one.Count!)) : null,
            Files = files,
        }, r =>
        {
            context.Line(r.Run == r.Cells ? $"ran all {r.Cells} cells"
                : $"ran {r.Run} of {r.Cells} cells; the others lie between cells that agree");
            if (compares) WriteInfluence(context, influence!);
            foreach (var (measure, value) in figures.Flat)
                context.Paragraph($"{measure.Id} is {QuantityText.Number(value)} in every cell: no map of it.");
            context.Line($"wrote sweep.csv and {files.Count} files of maps to {r.Folder}");
        });
    }

    private static object Printed(string? panel, InfluenceCount count) =>
        new { Panel = panel, count.Cells, count.Dearer, count.Cheaper, count.Equal, count.ByChance, count.Share };

    private static void WriteInfluence(CommandContext context, List<(string? Title, InfluenceCount Count)> influence)
    {
        string against = context.Get(PhaseCommands.Against)!;
        context.Write(Table.Of(influence,
            (Column.Word("map"), row => row.Title ?? "all"),
            (Column.Number("cells"), row => row.Count.Cells),
            (Column.Number($"{against} dearer"), row => row.Count.Dearer),
            (Column.Number("cheaper"), row => row.Count.Cheaper),
            (Column.Number("the same"), row => row.Count.Equal),
            (Column.Number("by chance"), row => QuantityText.Number(row.Count.ByChance)),
            (Column.Number("other than chance"), row =>
                $"{Math.Max(0, row.Count.Dearer + row.Count.Cheaper - row.Count.ByChance) / Math.Max(1, row.Count.Cells):P0}")));
        context.Paragraph("Dearer and cheaper: cells whose 95 % interval of the paired difference excludes 0. By chance: how many would if "
            + "there were no difference.");
        if (context.Get(Seeds) == 1) context.Paragraph("One seed has no interval: give --seeds 3 or more to count cells.");
    }

    private static (SweepAxis X, SweepAxis Y) Narrow(
        Scenario scenario, string policy, string? against, SweepAxis x, SweepAxis y, CommandContext context)
    {
        var point = new SweepPoint(scenario, policy, context.Get(PhaseCommands.Seconds)) { Against = against };
        ulong seed = context.Get(RunOptions.FirstSeed);
        using var progress = context.Progress("scanning");
        int done = 0, all = 3 * (Math.Min(x.Points, AxisScan.MostPoints) + Math.Min(y.Points, AxisScan.MostPoints));
        return (One(x, y), One(y, x));

        SweepAxis One(SweepAxis axis, SweepAxis other)
        {
            var scan = AxisScan.Of(axis, other, (at, across) =>
            {
                var figures = point.Play([(axis.Name, at), (other.Name, across)], seed, context.Cancellation);
                progress.Report(++done, all);
                return figures;
            });
            if (!context.IsJson) Write(scan, context);
            if (scan.Narrowed is null)
                context.Note($"nothing changes along {axis.Name} from {axis.From} to {axis.To}: choose another range");
            return scan.Narrowed ?? axis;
        }
    }

    private static void Write(AxisScan scan, CommandContext context)
    {
        context.Write(Table.Of(scan.Steps,
            (Column.Number(scan.Axis.Name), step => QuantityText.Number(step.Value)),
            (Column.Number("late %"), step => QuantityText.Number(100 * step.Figures.Loss)),
            (Column.Number("reloads per 1,000"), step => QuantityText.Number(step.Figures.Reloads)),
            (Column.Number("cost"), step => QuantityText.Number(step.Figures.Cost)),
            (Column.Number("gate binds %"), step => QuantityText.Number(100 * step.Figures.GateBinding)),
            (Column.Number("other dearer %"), step => QuantityText.Number(step.Figures.Influence)),
            (Column.Word("changes"), step => step.Changes ? "yes" : "")));
        if (scan.Narrowed is { } axis)
            context.Line($"{axis.Name} from {QuantityText.Number(axis.From)} to {QuantityText.Number(axis.To)}");
    }

    private static string Words(int count, string what) => count == 1 ? $"1 {what}"
        : string.Create(CultureInfo.InvariantCulture, $"{count} {what}s");
}
