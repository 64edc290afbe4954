using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Reads <c>t_s,model,session,input_tokens,output_tokens[,more]</c>, plain or gzip, into a trace. Columns are found by
/// their names in any order; <c>session</c> may be absent and further columns are ignored. Rows stream: what
/// is held is one line and the names met so far.
/// </summary>
internal sealed class CsvImport
{
    private static readonly string[] Columns = ["t_s", "model", "session", "input_tokens", "output_tokens"];
    private const int Time = 0, Model = 1, Session = 2, Input = 3, Output = 4;

    private readonly CsvFields _fields = new();
    private readonly int[] _fieldOf = [-1, -1, -1, -1, -1];
    private readonly Dictionary<string, int> _skills = [];
    private readonly char[] _text = new char[TraceLayout.MostNameBytes];
    private WorkloadError? _error;
    private long _line;

    private CsvImport()
    {
    }

    /// <summary>Hands every row to <paramref name="add"/>. Returns the skills in order of first mention, or null and the first error.</summary>
    public static ImmutableArray<string>? TryRead(Stream file, Action<Request> add, out WorkloadError? error)
    {
        var import = new CsvImport();
        bool done = import.ReadAll(file, add);
        error = import._error;
        return done ? [.. import._skills.Keys] : null;
    }

    private bool ReadAll(Stream file, Action<Request> add)
    {
        bool isGzip = IsGzip(file, out uint statedBytes);
        using var text = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        var lines = new LineReader(text);
        try
        {
            if (!lines.TryRead(out var header))
            {
                _line = 1;
                return lines.IsTooLong ? TooLong() : Fail(WorkloadFault.EmptyFile, 1, "the file is empty");
            }

            _line = 1;
            if (header.StartsWith("\uFEFF"u8)) header = header[3..];
            if (!ReadHeader(header)) return false;

            long last = 0;
            while (lines.TryRead(out var line))
            {
                _line = lines.Line;
                if (line.IsEmpty) continue;
                if (!TryRow(line, out var row)) return false;
                if (row.ArrivalNs < last) return FailAt(Time, WorkloadFault.Unsorted, "the time is before that of the row above");
                last = row.ArrivalNs;
                add(row);
            }

            _line = lines.Line;
            if (lines.IsTooLong) return TooLong();
            return !isGzip || (uint)lines.BytesRead == statedBytes || Fail(WorkloadFault.Truncated, 1, "the compressed file is cut short, or has several members");
        }
        catch (InvalidDataException e)
        {
            _line = lines.Line + 1;
            return Fail(WorkloadFault.Truncated, 1, $"the compressed data is damaged or cut short ({e.Message.TrimEnd('.')})");
        }
    }

    /// <summary>
    /// The decompressor takes a file that is cut short for a whole one, so the length that a gzip file states at its
    /// very end is compared with what came out. Files of several members are not read.
    /// </summary>
    private static bool IsGzip(Stream file, out uint statedBytes)
    {
        Span<byte> bytes = stackalloc byte[4];
        int read = file.ReadAtLeast(bytes[..2], 2, throwOnEndOfStream: false);
        bool isGzip = read == 2 && bytes[0] == 0x1F && bytes[1] == 0x8B;
        file.Position = isGzip ? Math.Max(0, file.Length - 4) : 0;
        statedBytes = isGzip && file.ReadAtLeast(bytes, 4, throwOnEndOfStream: false) == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        file.Position = 0;
        return isGzip;
    }

    private bool ReadHeader(ReadOnlySpan<byte> header)
    {
        if (!_fields.TrySplit(header)) return Fail(WorkloadFault.UnclosedQuote, _fields.ColumnOf(_fields.Count - 1), "a quote is not closed");
        for (int field = 0; field < _fields.Count; field++)
        {
            int column = Array.IndexOf(Columns, Encoding.UTF8.GetString(_fields.Of(header, field)).Trim());
            if (column < 0) continue;
            if (_fieldOf[column] >= 0) return Fail(WorkloadFault.DuplicateColumn, _fields.ColumnOf(field), $"the column {Columns[column]} stands twice");
            _fieldOf[column] = field;
        }

        foreach (int column in (int[])[Time, Model, Input, Output])
            if (_fieldOf[column] < 0)
                return Fail(WorkloadFault.MissingColumn, 1, $"the header has no column {Columns[column]}; it must name {string.Join(", ", Columns)}");
        return true;
    }

    private bool TryRow(ReadOnlySpan<byte> line, out Request row)
    {
        row = default;
        if (!_fields.TrySplit(line)) return Fail(WorkloadFault.UnclosedQuote, _fields.ColumnOf(_fields.Count - 1), "a quote is not closed, or text follows it");
        int needed = _fieldOf.Max() + 1;
        if (_fields.Count < needed) return Fail(WorkloadFault.WrongFieldCount, _fields.ColumnOf(_fields.Count), $"the row has {_fields.Count} fields, the header needs {needed}");
        int session = -1;
        if (!TryTime(line, out long arrival)
            || !TrySkill(line, out int skill)
            || !TryTokens(line, Input, out int input)
            || !TryTokens(line, Output, out int output)) return false;
        if (_fieldOf[Session] >= 0 && _fields.Of(line, _fieldOf[Session]) is { IsEmpty: false } name) session = SessionNumber(name);
        row = new Request(arrival, skill, session, input, output);
        return true;
    }

    private bool TryTime(ReadOnlySpan<byte> line, out long nanoseconds)
    {
        nanoseconds = 0;
        var text = _fields.Of(line, _fieldOf[Time]);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
            return FailAt(Time, WorkloadFault.NotANumber, $"'{Shown(text)}' is no time in seconds");
        if (!double.IsFinite(seconds)) return FailAt(Time, WorkloadFault.NotFinite, $"'{Shown(text)}' is not finite");
        if (seconds < 0) return FailAt(Time, WorkloadFault.Negative, $"the time {Shown(text)} is negative");
        if (seconds > 3e9) return FailAt(Time, WorkloadFault.OutOfRange, $"the time {Shown(text)} is beyond 95 years");

        // Exact decimal arithmetic: a trace's last printed digit survives, which doubles would round after 104 days.
        nanoseconds = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            ? (long)decimal.Round(exact * Request.NanosecondsPerSecond)
            : (long)Math.Round(seconds * Request.NanosecondsPerSecond);
        return true;
    }

    private bool TryTokens(ReadOnlySpan<byte> line, int column, out int tokens)
    {
        var text = _fields.Of(line, _fieldOf[column]);
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out tokens))
            return FailAt(column, WorkloadFault.NotANumber, $"'{Shown(text)}' is no whole number of tokens");
        return tokens >= 0 || FailAt(column, WorkloadFault.Negative, $"{tokens} tokens are negative");
    }

    private bool TrySkill(ReadOnlySpan<byte> line, out int skill)
    {
        skill = -1;
        var bytes = _fields.Of(line, _fieldOf[Model]);
        if (bytes.IsEmpty) return FailAt(Model, WorkloadFault.EmptyName, "the name is empty");
        if (bytes.Length > TraceLayout.MostNameBytes) return FailAt(Model, WorkloadFault.NameTooLong, $"the name has more than {TraceLayout.MostNameBytes} bytes");
        if (Utf8.ToUtf16(bytes, _text, out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
            return FailAt(Model, WorkloadFault.NotUtf8, "the name is not UTF-8");
        ReadOnlySpan<char> name = _text.AsSpan(0, length);
        if (name.Contains('"')) name = name.ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
        if (_skills.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out skill)) return true;
        if (_skills.Count == TraceLayout.MostSkills) return FailAt(Model, WorkloadFault.TooManySkills, $"more than {TraceLayout.MostSkills} different names");
        skill = _skills.Count;
        _skills.Add(name.ToString(), skill);
        return true;
    }

    /// <summary>A session is told from others by 31 bits of its name's FNV-1a: there may be more of them than rows fit in memory.</summary>
    private static int SessionNumber(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name) hash = (hash ^ b) * 16777619;
        return (int)(hash >> 1);
    }

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]);

    private bool TooLong() => Fail(WorkloadFault.LineTooLong, 1, $"the line has more than {LineReader.LongestLine} bytes");

    private bool FailAt(int column, WorkloadFault fault, string found) => Fail(fault, _fields.ColumnOf(_fieldOf[column]), found);

    private bool Fail(WorkloadFault fault, int column, string found)
    {
        _error = new WorkloadError(fault, found, _line, column);
        return false;
    }
}
