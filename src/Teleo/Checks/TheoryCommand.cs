using System.CommandLine;
using Teleo.Controller.Domain;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Checks;

/// <summary>The command <c>teleo check theory</c>: figures of the simulator against queueing and cache theory.</summary>
internal static class TheoryCommand
{
    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "The one seed of everything drawn",
        DefaultValueFactory = _ => 1,
        HelpName = "N"
    };

    public static Subcommand Build() =>
        new("theory", "Compare the simulator with queueing and cache theory", Run, ["teleo check theory"]) { Seed };

    private static ExitCode Run(CommandContext context)
    {
        var seeds = new SeedTree((ulong)context.Get(Seed));
        using var progress = context.Progress("checking");
        var checks = new List<TheoryCheck>();
        foreach (var (_, run) in TheoryChecks.All)
        {
            checks.Add(run(seeds));
            progress.Report(checks.Count, TheoryChecks.All.Count);
            context.Cancellation.ThrowIfCancellationRequested();
        }

        context.Result(checks, list =>
        {
            var table = new Table(Column.Text("check"), Column.Number("theory"), Column.Number("simulated"),
                Column.Number("99 % +-"), Column.Word("holds"));
            foreach (var check in list)
                table.Add(check.Name, $"{check.Theory:F4}", $"{check.Simulated:F4}", $"{check.HalfWidth:F4}", check.Holds ? "yes" : "NO");
            context.Write(table);
        });
        return checks.All(check => check.Holds) ? ExitCode.Ok : ExitCode.IntegrityFailure;
    }
}
