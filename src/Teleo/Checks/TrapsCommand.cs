using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Checks;

/// <summary>The command <c>teleo check traps</c>: known regressions of pool managers as small worlds, each with its bar.</summary>
internal static class TrapsCommand
{
    public static Subcommand Build() =>
        new("traps", "Play regressions that real pool managers had, each against its bar", Run, ["teleo check traps"]);

    private static ExitCode Run(CommandContext context)
    {
        TrapOutcome[] outcomes = [.. Traps.All.Select(trap => trap.Play())];
        context.Result(outcomes.Select(PrintedTrap.Of), _ => Write(outcomes, context));
        return outcomes.All(outcome => outcome.Holds) ? ExitCode.Ok : ExitCode.IntegrityFailure;
    }

    private static void Write(IReadOnlyList<TrapOutcome> outcomes, CommandContext context)
    {
        var table = new Table(Column.Number(""), Column.Word("trap"), Column.Word("measured"), Column.Number("healthy"),
            Column.Number("bar"), Column.Number("broken"), Column.Text("broken rule"), Column.Word("holds"));
        foreach (var outcome in outcomes)
            table.Add(outcome.Trap.Number, outcome.Trap.Name, outcome.Trap.Measure, RunTable.Text(outcome.Healthy),
                RunTable.Text(outcome.Trap.Bar), RunTable.Text(outcome.Broken), outcome.Trap.Broken, outcome.Holds ? "yes" : "NO");
        context.Write(table);
    }

    private sealed record PrintedTrap(int Number, string Trap, string Expected, string Measure, string HealthyRule,
        double Healthy, double Bar, string BrokenRule, double Broken, bool Holds)
    {
        public static PrintedTrap Of(TrapOutcome outcome) => new(
            outcome.Trap.Number, outcome.Trap.Name, outcome.Trap.Expected, outcome.Trap.Measure,
            outcome.Trap.Healthy, outcome.Healthy, outcome.Trap.Bar, outcome.Trap.Broken, outcome.Broken, outcome.Holds);
    }
}
