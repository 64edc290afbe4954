using System.CommandLine;
using System.Globalization;
using Teleo.Experiments.Live;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Probes;
using Teleo.Shell;
using Teleo.Skills;

namespace Teleo.Pools;

/// <summary>The command <c>teleo pool fidelity</c>: the sim-to-real card.</summary>
internal static class PoolFidelityCommand
{
    private static readonly Option<string?> Policies = new("--policies", "-p")
    {
        Description = "Policies, separated by commas [eight unlike ones]",
        HelpName = "P1,P2"
    };

    private static readonly Option<int> Repeat = new("--repeat")
    {
        Description = "Live runs of each policy; their medians count",
        DefaultValueFactory = _ => 5,
        HelpName = "N"
    };

    private static readonly Option<bool> Parts =
        new("--parts") { Description = "Show each mechanism by skill and by policy" };

    public static Subcommand Build() =>
        new("fidelity", "Run one workload on the live pool and in the simulator, and report the differences", Run,
        ["teleo pool fidelity --skills skills --workload drift --duration 600 --budget 50%"])
    {
        PoolCommands.Skills, PoolCommands.Workload, PoolCommands.Budget, PoolCommands.Duration, PoolCommands.Seed,
        Policies, PoolCommands.Miss, PoolCommands.Workers,
        PoolCommands.Variants, PoolCommands.Specialists, PoolCommands.Profile, TrustArguments.List, PoolCalibrateCommand.Rounds,
        PoolCalibrateCommand.Requests, PoolCommands.ProcessorTime, Repeat, Parts,
    };

    private static ExitCode Run(CommandContext context)
    {
        string[] policies = context.Get(Policies)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [.. Fidelity.DefaultPolicies];
        int repeats = context.Get(Repeat);
        if (repeats < 1) throw CommandFailure.Usage("--repeat takes a number of at least 1");
        if (policies.Length < 2) throw CommandFailure.Usage("--policies takes at least two policies, to compare their order");
        var options = PoolCommands.OptionsOf(context) with { SpecialistsOnly = context.Get(PoolCommands.Specialists) };
        using var run = new LiveRun(options, PoolCommands.ClockOf(context));
        foreach (string policy in policies) run.CreatePolicy(policy);   // what is misspelt is told before anything is measured
        var calibration = context.Get(PoolCommands.Profile) is { } file
            ? PoolCommands.CalibrationIn(file)
            : PoolCalibrateCommand.Measure(run.Folder, context);
        var fidelity = new Fidelity(run, calibration);
        using (var progress = context.Progress("comparing"))
            fidelity
                .RunAsync(policies, repeats, (done, policy) => progress.Report(done, (1 + repeats) * policies.Length, policy),
                    context.Cancellation).GetAwaiter().GetResult();
        return context.Result(fidelity.Card(options.Workload, Machine.Load(context.Clock), context.Clock.GetUtcNow()),
            card => Write(card, context));
    }

    private static void Write(FidelityCard card, CommandContext context)
    {
        context.Line(
            context.Terminal.Bold(
                $"{card.Workload}, {card.Requests} requests in {ByteSize.Text(card.BudgetBytes)}; {card.Machine}, {card.Processors} "
                    + $"processors, load {card.LoadBefore:F1} before and {card.LoadAfter:F1} after, {card.Clock} time"));
        Errors("mechanism", "skills", card.Mechanisms, context);
        if (context.Get(Parts))
        {
            Each("skill, by medians", card.Skills, context);
            Each("policy, by means", card.Policies, context);
        }

        context.Line();
        Errors("metric", "policies", card.Metrics, context);
        context.Line();
        var arms = new Table(Column.Text("policy"), Column.Number("cost live"), Column.Number("simulated"), Column.Number("wait live"),
            Column.Number("simulated"), Column.Number("loads live"), Column.Number("simulated"));
        foreach (var arm in card.Arms.OrderBy(arm => arm.LiveCost))
            arms.Add(arm.Policy, PoolTable.Text(arm.LiveCost), PoolTable.Text(arm.SimulatedCost), PoolTable.Seconds(arm.LiveWait),
                PoolTable.Seconds(arm.SimulatedWait), arm.LiveLoads, arm.SimulatedLoads);
        context.Write(arms);
        context.Line(string.Create(CultureInfo.InvariantCulture,
            $"rank agreement of {card.Arms.Length} policies by cost: Kendall's tau {card.RankAgreement:F2}"));
    }

    private static void Each(string of, IEnumerable<FidelityPart> parts, CommandContext context)
    {
        context.Line();
        var table = new Table(Column.Text(of), Column.Word("mechanism"), Column.Number("times"), Column.Number("live"),
            Column.Number("simulated"), Column.Number("error"));
        foreach (var part in parts)
            table.Add(part.Of, part.Mechanism, part.Count, PoolTable.Seconds(part.Live), PoolTable.Seconds(part.Simulated),
                PoolTable.Percent((part.Simulated - part.Live) / part.Live));
        context.Write(table);
    }

    private static void Errors(string what, string over, IEnumerable<FidelityError> errors, CommandContext context)
    {
        var table = new Table(Column.Word(what), Column.Number("median error"), Column.Number("worst"),
            Column.Number("bias"), Column.Number(over));
        foreach (var error in errors)
            table.Add(error.Name, PoolTable.Percent(error.MedianError), PoolTable.Percent(error.WorstError),
                PoolTable.Percent(error.Bias), error.Compared);
        context.Write(table);
    }
}
