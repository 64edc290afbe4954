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
    private static readonly Option<string> Policies = new("--policies", "-p")
    {
        Description = "Policies, separated by commas [eight unlike ones]",
        HelpName = "P1,P2"
    };

    private static readonly Option<int> Repeat =
        CheckedOption.Of("--repeat", "N", "Live runs of each policy; their medians count", 5, 1, 1000);

    private static readonly Option<bool> Parts =
        new("--parts") { Description = "Show each mechanism by skill and by policy" };

    public static Subcommand Build() =>
        new("fidelity", "Run one workload on the live pool and in the simulator, and report the differences", Run,
        ["teleo pool fidelity --skills skills --workload drift --duration 600 --budget 50%"])
    {
        PoolCommands.Skills, PoolCommands.Workload, PoolCommands.Budget, PoolCommands.Duration, RunOptions.Seed,
        Policies, PoolCommands.Miss, PoolCommands.Workers,
        PoolCommands.Variants, PoolCommands.Specialists, PoolCommands.Profile, TrustArguments.List, PoolCalibrateCommand.Rounds,
        PoolCalibrateCommand.Requests, PoolCommands.ProcessorTime, Repeat, Parts,
    };

    private static ExitCode Run(CommandContext context)
    {
        string[] policies = context.Has(Policies) ? context.List(Policies) : [.. Fidelity.DefaultPolicies];
        int repeats = context.Get(Repeat);
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
        context.Write(Table.Of(card.Arms.OrderBy(arm => arm.LiveCost),
            (Column.Text("policy"), arm => arm.Policy),
            (Column.Number("cost live"), arm => QuantityText.Number(arm.LiveCost)),
            (Column.Number("simulated"), arm => QuantityText.Number(arm.SimulatedCost)),
            (Column.Number("wait live"), arm => QuantityText.Duration(arm.LiveWait)),
            (Column.Number("simulated"), arm => QuantityText.Duration(arm.SimulatedWait)),
            (Column.Number("loads live"), arm => arm.LiveLoads),
            (Column.Number("simulated"), arm => arm.SimulatedLoads)));
        context.Line(string.Create(CultureInfo.InvariantCulture,
            $"rank agreement of {card.Arms.Length} policies by cost: Kendall's tau {card.RankAgreement:F2}"));
    }

    private static void Each(string of, IEnumerable<FidelityPart> parts, CommandContext context)
    {
        context.Line();
        context.Write(Table.Of(parts,
            (Column.Text(of), part => part.Of),
            (Column.Word("mechanism"), part => part.Mechanism),
            (Column.Number("times"), part => part.Count),
            (Column.Number("live"), part => QuantityText.Duration(part.Live)),
            (Column.Number("simulated"), part => QuantityText.Duration(part.Simulated)),
            (Column.Number("error"), part => QuantityText.Percent((part.Simulated - part.Live) / part.Live))));
    }

    /// <summary>Prints errors of the simulator as a table.</summary>
    internal static void Errors(string what, string over, IEnumerable<FidelityError> errors, CommandContext context)
    {
        context.Write(Table.Of(errors,
            (Column.Word(what), error => error.Name),
            (Column.Number("median error"), error => QuantityText.Percent(error.MedianError)),
            (Column.Number("worst"), error => QuantityText.Percent(error.WorstError)),
            (Column.Number("bias"), error => QuantityText.Percent(error.Bias)),
            (Column.Number(over), error => error.Compared)));
    }
}
