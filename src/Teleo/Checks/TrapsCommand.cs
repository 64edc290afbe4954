using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Checks;

/// <summary>The command <c>teleo check traps</c>: simulates known regressions of pool managers, each with its limit.</summary>
internal static class TrapsCommand
{
    public static Subcommand Build() =>
        new("traps", "Simulate known regressions of real pool managers and compare each with its limit", Run, ["teleo check traps"]);

    private static ExitCode Run(CommandContext context)
    {
        TrapOutcome[] outcomes = [.. Traps.All.Select(trap => trap.Play())];
        return context.Result(outcomes.Select(PrintedTrap.Of), _ => Write(outcomes, context),
            outcomes.All(outcome => outcome.Holds) ? ExitCode.Ok : ExitCode.IntegrityFailure);
    }

    private static void Write(IReadOnlyList<TrapOutcome> outcomes, CommandContext context) => context.Write(Table.Of(outcomes,
        (Column.Number(""), outcome => outcome.Trap.Number),
        (Column.Word("trap"), outcome => outcome.Trap.Name),
        (Column.Word("measured"), outcome => outcome.Trap.Measure),
        (Column.Number("healthy"), outcome => QuantityText.Number(outcome.Healthy)),
        (Column.Number("bar"), outcome => QuantityText.Number(outcome.Trap.Bar)),
        (Column.Number("broken"), outcome => QuantityText.Number(outcome.Broken)),
        (Column.Text("broken rule"), outcome => outcome.Trap.Broken),
        (Column.Word("holds"), outcome => outcome.Holds ? "yes" : "NO")));

    private sealed record PrintedTrap(int Number, string Trap, string Expected, string Measure, string HealthyRule,
        double Healthy, double Bar, string BrokenRule, double Broken, bool Holds)
    {
        public static PrintedTrap Of(TrapOutcome outcome) => new(
            outcome.Trap.Number, outcome.Trap.Name, outcome.Trap.Expected, outcome.Trap.Measure,
            outcome.Trap.Healthy, outcome.Healthy, outcome.Trap.Bar, outcome.Trap.Broken, outcome.Broken, outcome.Holds);
    }
}
