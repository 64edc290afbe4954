using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Writes a decision trace line by line to a stream: a header, every decision record, every measured outcome with its decision, and an end
/// line with counts. The caller owns the stream, compressed or not. No wall-clock time is written.
/// </summary>
public sealed class TraceWriter : IDecisionSink, IDisposable
{
    private readonly Stream _stream;
    private readonly LineWriter _json = new();
    private readonly DecisionWriter _decisions;
    private readonly HashChain _chain = new();
    private bool _isEnded;

    public TraceWriter(Stream stream, TraceHeader header)
    {
        _stream = stream;
        _decisions = new DecisionWriter(header.Catalog.Count);
        Begin("header"u8);
        _json.WritePropertyName("header"u8);
        _json.WriteRaw(header.ToJson());
        EndLine();
    }

    public long Decisions { get; private set; }

    public long Outcomes { get; private set; }

    /// <summary>Bytes before compression.</summary>
    public long Bytes { get; private set; }

    public void Receive(DecisionRecord record)
    {
        Begin("decision"u8);
        _decisions.Write(_json, record);
        EndLine();
        Decisions++;
    }

    public void Realise(in Realisation realisation)
    {
        Begin("outcome"u8);
        _json.WriteNumber("decision"u8, realisation.DecisionId);
        _json.WriteNumber("skill"u8, realisation.Skill);
        _json.WriteNumber("t"u8, realisation.TimeNs);
        _json.WriteBoolean("succeeded"u8, realisation.Succeeded);
        _json.WriteReal("predictedSeconds"u8, realisation.PredictedSeconds);
        _json.WriteReal("realisedSeconds"u8, realisation.RealisedSeconds);
        EndLine();
        Outcomes++;
    }

    /// <summary>Writes the last line. A trace without it was cut short; its lines are valid all the same.</summary>
    public void End()
    {
        if (_isEnded) return;
        _isEnded = true;
        Begin("end"u8);
        _json.WriteNumber("decisions"u8, Decisions);
        _json.WriteNumber("outcomes"u8, Outcomes);
        EndLine();
        _stream.Flush();
    }

    /// <summary>Ends the trace; the stream stays open.</summary>
    public void Dispose() => End();

    private void Begin(ReadOnlySpan<byte> type)
    {
        _json.Clear();
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
    }

    private void EndLine()
    {
        Span<byte> hash = stackalloc byte[HashChain.Digits];
        System.Text.Encoding.ASCII.GetBytes(_chain.Extend(_json.Written), hash);
        _json.WriteString("hash"u8, hash);
        _json.WriteEndObject();
        _json.WriteRaw("\n"u8);
        _stream.Write(_json.Written);
        Bytes += _json.Written.Length;
    }
}
