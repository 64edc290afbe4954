using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;

namespace Teleo.Experiments.Tracing;

/// <summary>
/// Makes a complete trace from the file of a killed run: every line before the first cut or changed one, a mark in the header, and an end.
/// </summary>
public static class TraceRecovery
{
    /// <summary>The member of the header's run that marks a recovered trace.</summary>
    public const string Mark = "recovered";

    /// <exception cref="TraceException">Not even the header can be read.</exception>
    public static RecoveredTrace Recover(string unfinished, string path)
    {
        var found = Play(unfinished, null);
        return TraceFile.Write(path, stream =>
        {
            using var source = TraceFile.Open(unfinished);
            var header = new TraceReader(source).Header;
            if (!found.IsWhole)
            {
                string left = $"the run was cut short; {found.Decisions} decisions and {found.Outcomes} outcomes were left";
                header = header with { Run = header.Run.SetItem(Mark, left) };
            }

            using var writer = new TraceWriter(stream, header);
            return Play(unfinished, writer);
        });
    }

    private static RecoveredTrace Play(string unfinished, IDecisionSink? sink)
    {
        using var stream = TraceFile.Open(unfinished);
        var reader = new TraceReader(stream);
        var (decisions, outcomes) = (0L, 0L);
        while (true)
        {
            var line = TryRead(reader, out string reason);
            if (line is null or TraceLine.End) return new(decisions, outcomes, IsWhole: line is not null, reason);
            if (line == TraceLine.Decision)
            {
                decisions++;
                sink?.Receive(reader.Record);
            }
            else
            {
                outcomes++;
                sink?.Realise(reader.Outcome);
            }
        }
    }

    private static TraceLine? TryRead(TraceReader reader, out string reason)
    {
        reason = "";
        try
        {
            return reader.Read();
        }
        catch (Exception end) when (end is TraceException or InvalidDataException or EndOfStreamException)
        {
            reason = end.Message;
            return null;
        }
    }
}

/// <param name="IsWhole">True where the run had ended its trace and only the last rename was missing.</param>
/// <param name="Reason">The fault of the first line that was not taken.</param>
public sealed record RecoveredTrace(long Decisions, long Outcomes, bool IsWhole, string Reason);
