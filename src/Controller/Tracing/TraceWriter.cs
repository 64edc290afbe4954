using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Writes a decision trace line by line to a stream: a header, every decision whole, every measured outcome joined to its decision, and an
/// end that says how many there were. The stream is the caller's, compressed or not. Nothing of the wall clock is written.
/// </summary>
public sealed class TraceWriter : IDecisionSink, IDisposable
{
    private static readonly JsonWriterOptions Plain = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _line = new(1 << 16);
    private readonly Utf8JsonWriter _json;
    private readonly DecisionWriter _decisions;
    private readonly HashChain _chain = new();
    private bool _isEnded;

    public TraceWriter(Stream stream, TraceHeader header)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(_line, Plain);
        _decisions = new DecisionWriter(header.Catalog.Count);
        Begin("header"u8);
        _json.WritePropertyName("header"u8);
        _json.WriteRawValue(header.ToJson(), skipInputValidation: true);
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

    /// <summary>Writes the last line. A trace without it was cut short; what stands there is valid all the same.</summary>
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
    public void Dispose()
    {
        End();
        _json.Dispose();
    }

    private void Begin(ReadOnlySpan<byte> type)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
    }

    private void EndLine()
    {
        _json.Flush();
        string hash = _chain.Extend(_line.WrittenSpan);
        _json.WriteString("hash"u8, hash);
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        _stream.Write(_line.WrittenSpan);
        Bytes += _line.WrittenCount;
    }
}
