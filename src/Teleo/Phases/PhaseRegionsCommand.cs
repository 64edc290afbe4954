using System.Collections.Immutable;
using System.CommandLine;
using Teleo.Engine.Storage;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.Tables;
using Teleo.Figures.Plots;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Phases;

/// <summary><c>teleo phase regions</c>: the named regions of a pool over two parameters, and where their boundaries lie.</summary>
internal static class PhaseRegionsCommand
{
    private static readonly Option<string> Across = new("--across", "-x")
    {
        Description = "Parameter whose values are looked at one by one: name=from:to:points",
        DefaultValueFactory = _ => "capacity=2:14:7",
        HelpName = "AXIS"
    };
    private static readonly Option<string> Along = new("--along", "-y")
    {
        Description = "Parameter along which boundaries are searched, in the same form",
        DefaultValueFactory = _ => "load=0.25:64:9:log",
        HelpName = "AXIS"
    };
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Seeds, each searched alone", 6, least: 2);
    private static readonly Option<double> Seconds = PhaseCommands.SecondsOf("Simulated seconds of each run", 1800);

    public static Subcommand Build() =>
        new("regions", "Name the regions of a pool over two parameters, and say where their boundaries lie", Run,
            ["teleo phase regions --workload zipf --capacity 6 --across capacity=2:14:7 --along load=0.25:64:9:log --seeds 6"])
        {
            Across, Along, PhaseCommands.Against, PhaseCommands.Policy, Seeds, RunOptions.FirstSeed, Seconds, RunOptions.Threads,
            PhaseCommands.Out, FormatOption.Format,
            SimCommands.ScenarioOptions,
        };

    private static ExitCode Run(CommandContext context)
    {
        var (across, along) = (PhaseCommands.AxisOf(context.Get(Across)), PhaseCommands.AxisOf(context.Get(Along)));
        string policy = context.Get(PhaseCommands.Policy);
        string? against = context.Get(PhaseCommands.Against);
        PhaseCommands.CheckNames(policy, against, across, along);
        if (along.Name == SweepPoint.CapacityAxis)
            throw CommandFailure.Usage("--along cannot be capacity: it is a whole number of skills and cannot be halved; give it --across");
        var scenario = SimCommands.ScenarioOf(context);
        ulong seed = context.Get(RunOptions.FirstSeed);
        scenario.Prepare(seed);   // a mistake in it is told before the first run
        var map = new RegionMap(scenario, policy, across, along, context.Get(Seconds), seed, context.Get(Seeds)) { Against = against };
        var lines = PhaseCommands.Played(context, "searching", map.Run);
        string folder = context.Get(PhaseCommands.Out);
        AtomicFile.WriteText(Path.Combine(folder, "boundaries.csv"), RegionFigures.Csv(lines, across, along));
        string sample = $"{context.Get(Seeds)} seeds from {seed} on, each searched alone, "
            + $"{QuantityText.Duration(context.Get(Seconds))} a run";
        RegionFigures.Of(lines, across, along, policy, $"{policy} on {scenario.Workload}", context.Get(Seeds), sample)
            .Save(folder, context.Get(FormatOption.Format));
        return context.Result(Printed(lines, across, along), _ => Write(context, lines, across, along, folder));
    }

    private static object Printed(ImmutableArray<RegionLine> lines, SweepAxis across, SweepAxis along) => new
    {
        Rules = RegionRule.All.Select(rule => new { rule.Name, rule.Says }),
        Across = across.Name,
        Along = along.Name,
        Lines = lines.Select(line => new
        {
            At = line.Value,
            Regions = line.Regions.Select((region, i) => new { At = along[i], Region = RegionRule.All[region].Name }),
            Boundaries = line.Boundaries.Select(boundary => new
            {
                From = RegionRule.All[boundary.From].Name,
                To = RegionRule.All[boundary.To].Name,
                boundary.At,
                Lower = QuantityText.Known(boundary.Lower),
                Upper = QuantityText.Known(boundary.Upper),
                boundary.Seeds,
            }),
        }),
    };

    private static void Write(CommandContext context, ImmutableArray<RegionLine> lines, SweepAxis across, SweepAxis along, string folder)
    {
        var table = new Table(Column.Number(across.Name), Column.Text("from"), Column.Text("to"), Column.Number($"at {along.Name}"),
            Column.Word("95 %"), Column.Number("seeds"));
        foreach (var line in lines)
        {
            foreach (var boundary in line.Boundaries)
                table.Add(QuantityText.Number(line.Value), RegionRule.All[boundary.From].Name, RegionRule.All[boundary.To].Name,
                    QuantityText.Number(boundary.At),
                    double.IsFinite(boundary.Lower)
                        ? $"{QuantityText.Number(boundary.Lower)} to {QuantityText.Number(boundary.Upper)}" : "-",
                    $"{boundary.Seeds} of {context.Get(Seeds)}");
            if (line.Boundaries.IsEmpty)
                table.Add(QuantityText.Number(line.Value), RegionRule.All[line.Regions[0]].Name, "nothing else", "", "", "");
        }

        context.Write(table);
        var met = lines.SelectMany(line => line.Regions).ToHashSet();
        foreach (int region in met.Order()) context.Paragraph($"{RegionRule.All[region].Name}: {RegionRule.All[region].Says}.");
        context.Line($"wrote boundaries.csv and the figure regions to {folder}");
    }
}
