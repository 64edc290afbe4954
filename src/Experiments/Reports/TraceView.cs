using System.Globalization;
using Teleo.Controller.Tracing;
using Teleo.Experiments.Tracing;

namespace Teleo.Experiments.Reports;

/// <summary>
/// A decision trace as one page. It is read twice, so that the size of each decision is known before the first is written.
/// </summary>
internal static class TraceView
{
    /// <summary>The first digits of a revision are enough to find it.</summary>
    private const int ShownHash = 12;

    /// <summary>Writes the page and gives the number of its decisions.</summary>
    /// <param name="note">Called with the place where the trace was cut short.</param>
    public static long Write(string trace, string page, Action<string> note, CancellationToken cancellation)
    {
        long decisions;
        using (var stream = TraceFile.Open(trace)) decisions = Played(new TraceReader(stream), null, note, cancellation);
        using var again = TraceFile.Open(trace);
        var reader = new TraceReader(again);
        var header = reader.Header;
        var view = new TraceViewWriter($"{header.Policy}, run {header.RunId}", Facts(header), header.Catalog,
            header.Options.ForLedger().Minimum, TraceViewWriter.KeptFor(decisions))
        {
            Foresight = header.Options.Foresight,
            ResourceUnit = header.Options.AccountCount() == 0 ? "credits" : "s",
        };
        Played(reader, view, note, cancellation);
        view.Save(page);
        return decisions;
    }

    /// <summary>Reads to the end, or to the end of a trace that was cut short; its earlier lines are valid.</summary>
    private static long Played(TraceReader reader, TraceViewWriter? view, Action<string> note, CancellationToken cancellation)
    {
        try
        {
            for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                if (line == TraceLine.Decision) view?.Receive(reader.Record);
                else view?.Realise(reader.Outcome);
            }
        }
        catch (TraceException cut) when (cut.Fault == TraceFault.Unfinished)
        {
            if (view is not null) note(cut.Message);
        }

        return reader.Decisions;
    }

    private static List<(string Name, string Value)> Facts(TraceHeader header) =>
    [
        ("policy", header.Policy),
        ("seed", header.Seed.ToString(CultureInfo.InvariantCulture)),
        ("source", header.SourceRevision[..Math.Min(ShownHash, header.SourceRevision.Length)]),
        .. header.Run.Select(fact => (fact.Key, fact.Value)),
    ];
}
