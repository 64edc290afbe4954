using System.CommandLine;
using System.Globalization;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Checks;

/// <summary>The command <c>teleo check analysis</c>: runs the analysis of studies on data with known effects.</summary>
internal static class AnalysisCommand
{
    private static readonly Option<bool> IsFull = new("--full") { Description = "Repeat four times as often" };

    public static Subcommand Build() =>
        new("analysis", "Measure false positives, coverage and recovery of the analysis of studies", Run, ["teleo check analysis"])
        {
            IsFull,
        };

    private static ExitCode Run(CommandContext context)
    {
        var found = context.During("self-test", progress => SelfTest.Run(
            context.Get(IsFull) ? SelfTest.Full : SelfTest.Quick, (done, all) => progress.Report(done, all), context.Cancellation));
        return context.Result(found, test =>
        {
            context.Write(Table.Of(test.Findings,
                (Column.Text("what"), finding => finding.What),
                (Column.Word("data"), finding => finding.Data),
                (Column.Number("seeds"), finding => finding.Seeds),
                (Column.Number("share"), finding => finding.Share.ToString("0.000", CultureInfo.InvariantCulture)),
                (Column.Number("must be"), finding => finding.Informs ? ""
                    : string.Create(CultureInfo.InvariantCulture, $"{finding.Least:0.00} to {finding.Most:0.000}")),
                (Column.Word(""), finding => finding.Holds ? "" : "FAILS")));
            context.Line($"{test.Repetitions} studies each; BCa falls short of 95 % at few seeds, so Student's interval judges");
        }, found.Holds ? ExitCode.Ok : ExitCode.IntegrityFailure);
    }
}
