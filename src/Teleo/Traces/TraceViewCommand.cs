using System.CommandLine;
using System.Globalization;
using Teleo.Experiments.Reports;
using Teleo.Shell;

namespace Teleo.Traces;

/// <summary><c>teleo trace view</c>: a trace as one HTML file that opens without network or program.</summary>
internal static class TraceViewCommand
{
    private static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "The page to write [beside the trace]",
        HelpName = "FILE"
    };

    public static Subcommand Build() =>
        new("view", "Write the trace as one interactive HTML page", View,
            ["teleo trace view run.jsonl.gz --out run.html"]) { TraceCommands.Trace, Out };

    private static ExitCode View(CommandContext context)
    {
        string trace = context.GetFile(TraceCommands.Trace), path = context.Get(Out) ?? PagePathFor(trace);
        return TraceCommands.WithRemedy(trace, () => context.Result(
            new
            {
                Page = Path.GetFullPath(path),
                Decisions = TraceView.Write(trace, path, context.Note, context.Cancellation),
                Bytes = new FileInfo(path).Length
            },
            page =>
                context.Line(string.Create(CultureInfo.InvariantCulture,
                    $"wrote {page.Decisions} decisions to {path} ({page.Bytes / 1048576.0:0.0} MiB): open it in a browser"))));
    }

    private static string PagePathFor(string trace)
    {
        string name = trace.EndsWith(".gz", StringComparison.Ordinal) ? trace[..^3] : trace;
        return Path.ChangeExtension(name, ".html");
    }
}
