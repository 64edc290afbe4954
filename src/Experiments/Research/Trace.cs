using Teleo.Controller.Deciding;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Tracing;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Research;

/// <summary>
/// A decision trace: all decisions of a run, their reasons, and the decisions under another rule. Decisions are read from the file on
/// access, so that memory does not grow with the run.
/// </summary>
/// <example><code>
/// var trace = Trace.Open("run.jsonl.gz");
/// foreach (var decision in trace.Decisions().Where(decision => decision.Acted).Take(3)) Console.WriteLine(decision.Explanation);
/// trace.View("run.html");
/// </code></example>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class Trace : IShown
{
    private readonly string _path;

    private Trace(string path, TraceHeader header, TraceSummary summary) => (_path, Header, Summary) = (path, header, summary);

    /// <summary>Opens a trace and checks all of it; a <see cref="TraceException"/> has the first faulty line.</summary>
    public static Trace Open(string path)
    {
        using var stream = TraceFile.Open(path);
        var reader = new TraceReader(stream);
        return new(path, reader.Header, TraceVerifier.Verify(reader));
    }

    /// <summary>The header: the policy, its skills, its options and the run.</summary>
    public TraceHeader Header { get; }

    public TraceSummary Summary { get; }

    string IShown.Html => HtmlTable.Of(
        ["policy", "decisions", "acted", "the resource forbade"],
        [[Header.Policy, $"{Summary.Decisions}", $"{Summary.Acted}", $"{Summary.GateBound}"]]) + Figure().Svg();

    /// <summary>All decisions in order.</summary>
    public IEnumerable<TracedDecision> Decisions()
    {
        using var stream = TraceFile.Open(_path);
        var reader = new TraceReader(stream);
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
            if (line == TraceLine.Decision) yield return TracedDecision.Of(reader.Record, Header.Catalog);
    }

    /// <summary>
    /// Returns each decision with the one that other options would have made at the same time. The run itself is unchanged, so the
    /// consequences of the other decision are not known.
    /// </summary>
    public IEnumerable<(TracedDecision Made, TracedDecision Instead)> Under(ControllerOptions options)
    {
        using var stream = TraceFile.Open(_path);
        var reader = new TraceReader(stream);
        var replay = new TraceReplay(Header.Catalog, options);
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
        {
            if (line != TraceLine.Decision) continue;
            replay.Difference(reader.Record);
            replay.Again.Outcome = replay.Again.Choice.Outcome;
            replay.Again.Balance = reader.Record.Balance;
            yield return (TracedDecision.Of(reader.Record, Header.Catalog), TracedDecision.Of(replay.Again, Header.Catalog));
        }
    }

    /// <summary>Writes decisions, candidates, ledger, actions, bets as tables (docs/reference/ANALYSIS.md); returns their paths.</summary>
    /// <param name="format"><c>parquet</c> or <c>csv</c>.</param>
    public IReadOnlyList<string> Export(string folder, string format = TableFiles.Parquet)
    {
        if (!TableFiles.Formats.Contains(format))
            throw new InputException("UnknownFormat", $"no format '{format}'{Suggestions.Sentence(format, [.. TableFiles.Formats])}");
        using var stream = TraceFile.Open(_path);
        return TraceExport.Write(new TraceReader(stream), folder, format);
    }

    /// <summary>Draws the residency of each skill over time, and the resource below.</summary>
    public Figure Figure()
    {
        using var stream = TraceFile.Open(_path);
        return TraceFigure.Of(new TraceReader(stream));
    }

    /// <summary>Writes one page to look around in, which opens from the file in any browser.</summary>
    public void View(string page) => TraceView.Write(_path, page, _ => { }, CancellationToken.None);
}
