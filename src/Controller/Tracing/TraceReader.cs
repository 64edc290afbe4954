using System.Globalization;
using System.Text.Json;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>The kind of a line of a trace.</summary>
public enum TraceLine
{
    Decision,
    Outcome,
    End,
}

/// <summary>
/// Reads a trace line by line in constant memory. It checks the hash chain of each line before use; the first fault ends the reading with a
/// <see cref="TraceException"/>.
/// </summary>
public sealed class TraceReader
{
    /// <summary>The longest line in bytes; no decision of the largest catalog needs more.</summary>
    public const int LongestLineBytes = 1 << 26;

    private readonly Stream _stream;
    private readonly HashChain _chain = new();
    private readonly DecisionReader _decisions;
    private readonly ScoreTerms _weights;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isEnded;

    /// <summary>Reads the header.</summary>
    public TraceReader(Stream stream)
    {
        _stream = stream;
        var line = NextLine();
        if (line.IsEmpty) throw new TraceException(TraceFault.Malformed, 1, "header", "the trace is empty");
        Header = ReadHeader(line);
        string[] problems = [.. Header.Options.Problems(), .. Header.Catalog.Problems()];
        if (problems.Length > 0) throw new TraceException(TraceFault.Malformed, 1, "header", string.Join("; ", problems));
        Record = new DecisionRecord(Header.Catalog.Count, Header.Options.AccountCount());
        _decisions = new DecisionReader(Header.Catalog, Header.Format);
        _weights = Header.Options.Score.Weights.ToTerms();
    }

    public TraceHeader Header { get; }

    /// <summary>The line read last, counted from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The decision read last; overwritten by the next.</summary>
    public DecisionRecord Record { get; }

    /// <summary>The outcome read last.</summary>
    public Realisation Outcome { get; private set; }

    public long Decisions { get; private set; }

    public long Outcomes { get; private set; }

    /// <summary>Reads the next line and returns its type; nothing may be read after <see cref="TraceLine.End"/>.</summary>
    public TraceLine Read()
    {
        var line = NextLine();
        if (line.IsEmpty)
            throw Wrong(TraceFault.Unfinished, "end", $"the trace was cut short after {Decisions} complete decisions");
        try
        {
            return ReadLine(line);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw Wrong(TraceFault.Malformed, "json", MessageOf(error), error);
        }
    }

    // The library's own messages speak of its calls; a reader needs the place.
    private static string MessageOf(Exception error) => error is JsonException { BytePositionInLine: { } at }
        ? string.Create(CultureInfo.InvariantCulture, $"byte {at + 1} is not JSON")
        : error is JsonException ? error.Message : "a value is not as the format has it";

    private TraceLine ReadLine(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 8 });
        reader.Next(JsonTokenType.StartObject);
        reader.NextName();
        if (!reader.ValueTextEquals("type"u8)) throw new JsonException("'type' is not the first member");
        reader.Next(JsonTokenType.String);
        if (reader.ValueTextEquals("decision"u8))
        {
            reader.NextName();
            _decisions.Read(ref reader, Record, _weights);
            Record.Inputs.Seed = Header.Seed;
            Decisions++;
            Finish(ref reader);
            return TraceLine.Decision;
        }

        if (reader.ValueTextEquals("outcome"u8))
        {
            Outcome = ReadOutcome(ref reader);
            Outcomes++;
            Finish(ref reader);
            return TraceLine.Outcome;
        }

        if (!reader.ValueTextEquals("end"u8)) throw new JsonException($"a line is no '{reader.GetString()}'");
        ReadEnd(ref reader);
        Finish(ref reader);
        _isEnded = true;
        if (!NextLine().IsEmpty) throw Wrong(TraceFault.OutOfOrder, "end", "there are lines after the end");
        return TraceLine.End;
    }

    private Realisation ReadOutcome(ref Utf8JsonReader reader) => new(
        reader.Member("decision"u8).NextInt64(),
        reader.Member("skill"u8).NextIndex(Header.Catalog.Count),
        reader.Member("t"u8).NextInt64(),
        reader.Member("succeeded"u8).NextFlag(),
        reader.Member("predictedSeconds"u8).NextReal(),
        reader.Member("realisedSeconds"u8).NextReal());

    private void ReadEnd(ref Utf8JsonReader reader)
    {
        long decisions = reader.Member("decisions"u8).NextInt64();
        long outcomes = reader.Member("outcomes"u8).NextInt64();
        if (decisions != Decisions || outcomes != Outcomes)
            throw Wrong(TraceFault.CountMismatch, "end",
                $"{decisions} decisions and {outcomes} outcomes are counted, {Decisions} and {Outcomes} are there");
    }

    private TraceHeader ReadHeader(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 18 });
            reader.Next(JsonTokenType.StartObject);
            reader.Member("type"u8).Next(JsonTokenType.String);
            if (!reader.ValueTextEquals("header"u8)) throw new JsonException("the first line is no header");
            reader.Member("header"u8);
            reader.Read();
            int from = (int)reader.TokenStartIndex;
            reader.Skip();
            var json = line[from..(int)reader.BytesConsumed];
            string format = FormatOf(json);
            if (format is not (TraceHeader.CurrentFormat or TraceHeader.SecondFormat or TraceHeader.FirstFormat))
                throw Wrong(TraceFault.UnknownFormat, "format",
                    $"'{format}' is none of '{TraceHeader.FirstFormat}', '{TraceHeader.SecondFormat}' and '{TraceHeader.CurrentFormat}'");
            RefuseNullItems(json);
            return TraceHeader.FromJson(json);
        }
        catch (JsonException error) when (error.Path is { Length: > 2 } path)
        {
            throw Wrong(TraceFault.Malformed, $"header.{path[2..]}", $"this is not as {TraceHeader.CurrentFormat} has it", error);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            throw Wrong(TraceFault.Malformed, "header", MessageOf(error), error);
        }
    }

    // The library lets null into lists and maps, whatever their type says.
    private static void RefuseNullItems(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 18 });
        var isList = new Stack<bool>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    isList.Push(reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    isList.Pop();
                    break;
                case JsonTokenType.Null when isList.TryPeek(out bool isItem) && isItem:
                    throw new JsonException("a list of the header holds null");
            }
        }
    }

    private static string FormatOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.NextName() && reader.ValueTextEquals("format"u8) && reader.Read() && reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : "";
    }

    /// <summary>The hash is the last member, and nothing else may follow.</summary>
    private static void Finish(ref Utf8JsonReader reader)
    {
        reader.Member("hash"u8).Next(JsonTokenType.String);
        reader.Next(JsonTokenType.EndObject);
        if (reader.Read()) throw new JsonException("there is text after the line's object");
    }

    /// <summary>The next line without its end, its hash checked; empty at the end of the stream.</summary>
    private ReadOnlySpan<byte> NextLine()
    {
        var line = NextRawLine();
        if (line.IsEmpty) return line;
        LineNumber++;
        if (_isEnded) return line;
        int at = line.LastIndexOf(",\"hash\":\""u8);
        if (at < 0) throw LineNumber > 1 ? Wrong(TraceFault.Malformed, "hash", "the line has no hash") : NoTrace();
        string expected = _chain.Extend(line[..at]);
        var tail = line[at..];
        bool holds = tail.Length == 9 + 64 + 2 && tail[9..73].SequenceEqual(System.Text.Encoding.ASCII.GetBytes(expected))
            && tail[73..].SequenceEqual("\"}"u8);
        if (!holds) throw Wrong(TraceFault.BrokenChain, "hash", "this line was changed, or one before it is missing or moved");
        return line;
    }

    private ReadOnlySpan<byte> NextRawLine()
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsSpan(_start, searched + length);
                _start += searched + length + 1;
                return line.IsEmpty ? throw Wrong(TraceFault.Malformed, "line", "an empty line") : line;
            }

            searched = _end - _start;
            if (!Fill())
                return searched == 0 ? default
                    : LineNumber == 0 ? throw NoTrace()
                    : throw Wrong(TraceFault.Unfinished, "line",
                        $"the trace was cut short within a line, after {Decisions} complete decisions");
        }
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_end >= LongestLineBytes) throw Wrong(TraceFault.TooLarge, "line", $"a line of more than {LongestLineBytes} bytes");
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int read;
        try
        {
            read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw Wrong(TraceFault.Unfinished, "compression",
                $"the compressed stream is cut short or damaged after {Decisions} decisions", error);
        }

        _end += read;
        return read > 0;
    }

    private TraceException NoTrace() =>
        Wrong(TraceFault.Malformed, "hash", "this is no decision trace; --trace of teleo sim run, pool run and serve writes one");

    private TraceException Wrong(TraceFault fault, string field, string message, Exception? inner = null) =>
        new(fault, Math.Max(1, LineNumber), field, message, inner);
}
