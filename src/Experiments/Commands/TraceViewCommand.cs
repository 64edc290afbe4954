using System.CommandLine;
using System.Globalization;
using Teleo.Controller.Tracing;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Shell;

namespace Teleo.Experiments.Commands;

/// <summary><c>teleo trace view</c>: a trace as one HTML file that opens without network or program.</summary>
internal static class TraceViewCommand
{
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "where the page goes; beside the trace where not given", HelpName = "FILE" };

    public static Verb Build() => new("view", "Write the trace as one HTML page to look around in", View, ["teleo trace view run.jsonl.gz --out run.html"]) { TraceCommands.Trace, Out };

    private static ExitCode View(CommandContext context)
    {
        string path = context.Get(Out) ?? PageBeside(context.GetFile(TraceCommands.Trace));
        long decisions = 0;
        var exit = TraceCommands.Guarded(context, TraceCommands.Trace, reader =>
        {
            decisions = Played(reader, null, context);
            return ExitCode.Ok;
        });
        if (exit != ExitCode.Ok) return exit;
        return TraceCommands.Guarded(context, TraceCommands.Trace, reader =>
        {
            var header = reader.Header;
            var view = new TraceViewWriter($"{header.Policy}, run {header.RunId}", Facts(header), header.Catalog, header.Options.Ledger.Minimum, TraceViewWriter.KeptFor(decisions));
            Played(reader, view, context);
            view.Save(path);
            return context.Result(
                new { Page = Path.GetFullPath(path), Decisions = decisions, Bytes = new FileInfo(path).Length },
                page => context.Line(string.Create(CultureInfo.InvariantCulture, $"wrote {page.Decisions} decisions to {path} ({page.Bytes / 1048576.0:0.0} MiB): open it in a browser")));
        });
    }

    /// <summary>Reads to the end, or to where a trace was cut short: what stands before holds and is worth a look.</summary>
    private static long Played(TraceReader reader, TraceViewWriter? view, CommandContext context)
    {
        try
        {
            for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
            {
                context.Cancellation.ThrowIfCancellationRequested();
                if (line == TraceLine.Decision) view?.Receive(reader.Record);
                else view?.Realise(reader.Outcome);
            }
        }
        catch (TraceException cut) when (cut.Fault == TraceFault.Unfinished)
        {
            if (view is not null) context.Note(cut.Message);
        }

        return reader.Decisions;
    }

    private static List<(string Name, string Value)> Facts(TraceHeader header) =>
    [
        ("policy", header.Policy),
        ("seed", header.Seed.ToString(CultureInfo.InvariantCulture)),
        ("source", header.SourceRevision),
        .. header.Run.Select(fact => (fact.Key, fact.Value)),
    ];

    private static string PageBeside(string trace)
    {
        string name = trace.EndsWith(".gz", StringComparison.Ordinal) ? trace[..^3] : trace;
        return Path.ChangeExtension(name, ".html");
    }
}
