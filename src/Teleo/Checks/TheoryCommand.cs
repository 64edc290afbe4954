using Teleo.Controller.Domain;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Checks;

/// <summary>The command <c>teleo check theory</c>: figures of the simulator against queueing and cache theory.</summary>
internal static class TheoryCommand
{
    public static Subcommand Build() =>
        new("theory", "Compare the simulator with queueing and cache theory", Run, ["teleo check theory"]) { RunOptions.Seed };

    private static ExitCode Run(CommandContext context)
    {
        var seeds = new SeedTree(context.Get(RunOptions.Seed));
        var checks = context.ForEach("checking", TheoryChecks.All, check => check.Name, check => check.Run(seeds));
        return context.Result(checks, list => context.Write(Table.Of(list,
            (Column.Text("check"), check => check.Name),
            (Column.Number("theory"), check => $"{check.Theory:F4}"),
            (Column.Number("simulated"), check => $"{check.Simulated:F4}"),
            (Column.Number("99 % +-"), check => $"{check.HalfWidth:F4}"),
            (Column.Word("holds"), check => check.Holds ? "yes" : "NO"))),
            checks.All(check => check.Holds) ? ExitCode.Ok : ExitCode.IntegrityFailure);
    }
}
