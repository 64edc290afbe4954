using System.CommandLine;
using System.Globalization;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Checks;

/// <summary>The command <c>teleo check analysis</c>: data of known truth through the analysis of any study.</summary>
internal static class AnalysisCommand
{
    private static readonly Option<bool> IsFull = new("--full") { Description = "Four times as many repetitions" };

    public static Subcommand Build() =>
        new("analysis", "Measure false positives, coverage and recovery of the analysis of studies", Run, ["teleo check analysis"])
        {
            IsFull,
        };

    private static ExitCode Run(CommandContext context)
    {
        SelfTest found;
        using (var progress = context.Progress("self-test")) found = SelfTest.Run(
            context.Get(IsFull) ? SelfTest.Full : SelfTest.Quick, (done, all) => progress.Report(done, all), context.Cancellation);
        context.Result(found, test =>
        {
            var table = new Table(Column.Text("what"), Column.Word("data"), Column.Number("seeds"), Column.Number("share"),
                Column.Number("must be"), Column.Word(""));
            foreach (var finding in test.Findings)
            {
                table.Add(finding.What, finding.Data, finding.Seeds, finding.Share.ToString("0.000", CultureInfo.InvariantCulture),
                    finding.Informs ? "" : string.Create(CultureInfo.InvariantCulture, $"{finding.Least:0.00} to {finding.Most:0.000}"),
                        finding.Holds ? "" : "FAILS");
            }

            context.Write(table);
            context.Line($"{test.Repetitions} studies each; BCa falls short of 95 % at few seeds, so Student's interval judges");
        });
        return found.Holds ? ExitCode.Ok : ExitCode.IntegrityFailure;
    }
}
