using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Repeats decisions from the record. With the trace's own options every decision must be equal to the bit. With other options, the
/// decision at each point of the recorded run is compared with the recorded one.
/// </summary>
public sealed class TraceReplay
{
    private readonly Decider _decider;
    private readonly DecisionRecord _again;

    public TraceReplay(Catalog catalog, ControllerOptions options)
    {
        _decider = new Decider(catalog, options);
        _again = new DecisionRecord(catalog.Count, options.AccountCount());
    }

    /// <summary>The last repeated decision.</summary>
    public DecisionRecord Again => _again;

    /// <summary>Replays a whole trace under its own options; throws at the first decision that differs, with the field.</summary>
    public static long Reproduce(TraceReader reader, CancellationToken cancellation = default)
    {
        var replay = new TraceReplay(reader.Header.Catalog, reader.Header.Options);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var line = reader.Read();
            if (line == TraceLine.End) return reader.Decisions;
            if (line == TraceLine.Outcome) continue;
            if (replay.Difference(reader.Record) is { } difference)
                throw new TraceException(TraceFault.NotReproduced, reader.LineNumber, difference.Field,
                    $"recorded {difference.Left}, decided again {difference.Right} (decision {reader.Record.Inputs.Sequence})");
        }
    }

    /// <summary>Repeats a recorded decision from its inputs and returns the first field that differs.</summary>
    public RecordDifference? Difference(DecisionRecord recorded)
    {
        recorded.Inputs.CopyTo(_again.Inputs);
        _decider.Decide(_again);
        return RecordDifference.OfDecisions(recorded, _again);
    }
}
