using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Teleo.Engine.Formats;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Reads a request log of a server or proxy: delimited text, JSON lines or an Ollama server log, plain or gzip, in any order. It finds
/// columns by their usual names. A faulty row is left out and counted with its reason; a log with more than a tenth of faulty rows is
/// refused.
/// </summary>
/// <remarks>Rows are streamed: memory holds one line, the names so far and the sorter's rows.</remarks>
internal sealed class LogImport
{
    /// <summary>Tokens of a request without token counts: the medians of the synthetic workloads.</summary>
    public const int AssumedInputTokens = 300, AssumedOutputTokens = 40;

    private const double MostFaultyShare = 0.1;

    /// <summary>Two neighbouring rows further apart than this are of a clock that jumped.</summary>
    private const long LongestJumpNs = 180L * 86_400 * Request.NanosecondsPerSecond;

    private readonly ModelNames _skills = new();
    private readonly Dictionary<string, LogDrop> _drops = [];
    private readonly byte[]? _model;
    private readonly RequestSorter _rows;
    private ILogFormat? _format;
    private LogClock _clock = new(0);
    private long _line;
    private long _count;
    private long _lastNs = -1;
    private readonly long[] _without = new long[2];
    private WorkloadError? _error;

    private LogImport(RequestSorter rows, string? model) => (_rows, _model) = (rows, model is null ? null : Encoding.UTF8.GetBytes(model));

    /// <summary>The names of the models, by their numbers in the requests.</summary>
    public ImmutableArray<string> Skills => _skills.Names;

    /// <summary>The origin of absolute times; 0 where the log counts from its own start.</summary>
    public bool IsAbsolute => _clock.IsAbsolute;

    /// <summary>Reads the whole log into the sorter. Null, with an error, if it is not a log or too many rows are faulty.</summary>
    /// <param name="model">The model of rows that name none; null where each row must name one.</param>
    /// <param name="progress">Called with the bytes read so far, now and then.</param>
    public static LogImport? TryRead(Stream file, RequestSorter rows, string? model, Action<long>? progress, out WorkloadError? error)
    {
        var import = new LogImport(rows, model);
        bool isRead = import.ReadAll(file, progress);
        error = import._error;
        return isRead ? import : null;
    }

    /// <summary>The report, once the sorter has been read.</summary>
    public LogReport Report(long firstNs, long lastNs) => new()
    {
        Format = _format!.Name,
        Mapping = [.. Mapping()],
        Ignored = [.. _format.Ignored],
        Rows = _count,
        Requests = _rows.Count - _rows.Duplicates,
        Models = _skills.Count,
        Dropped = [.. _drops.Values.OrderByDescending(drop => drop.Rows)],
        OutOfOrder = _rows.OutOfOrder,
        Duplicates = _rows.Duplicates,
        Alike = _rows.Alike,
        From = IsAbsolute ? DateTimeOffset.UnixEpoch.AddTicks(firstNs / 100) : null,
        Seconds = (lastNs - (IsAbsolute ? firstNs : 0)) * 1e-9,
    };

    private IEnumerable<LogMapping> Mapping()
    {
        var columns = _format!.Columns.ToArray();
        yield return new("time", columns[(int)LogRole.Time], _clock.Description);
        string? model = columns[(int)LogRole.Model];
        yield return new("model", model, model is null ? $"all taken for {Encoding.UTF8.GetString(_model!)}" : SpellingNote());
        if (columns[(int)LogRole.Session] is { } session) yield return new("session", session, "");
        if (columns[(int)LogRole.Id] is { } id) yield return new("id", id, "");
        yield return new("input tokens", columns[(int)LogRole.Input], Note(LogRole.Input, AssumedInputTokens));
        yield return new("output tokens", columns[(int)LogRole.Output], Note(LogRole.Output, AssumedOutputTokens));
    }

    private string SpellingNote() => (_skills.Spellings - _skills.Count) switch
    {
        0 => "",
        1 => "one spelling differs from another only in case or by :latest, and is taken for the same model",
        var more => $"{more} spellings differ from others only in case or by :latest, and are taken for the same models",
    };

    private string Note(LogRole role, int assumed)
    {
        if (_format!.Columns[(int)role] is null) return $"ASSUMED to be {assumed} for every request";
        long without = _without[role == LogRole.Input ? 0 : 1];
        if (without == 0) return "";
        return string.Create(CultureInfo.InvariantCulture, $"ASSUMED to be {assumed} in {without:N0} rows that leave it out");
    }

    private bool ReadAll(Stream file, Action<long>? progress)
    {
        bool isGzip = IsGzip(file, out uint statedBytes);
        using var text = isGzip ? new InflatedStream(file) : file;
        var lines = new LineReader(text);
        try
        {
            while (true)
            {
                bool isRead = lines.TryRead(out var line);
                _line = lines.Line;
                if (!isRead && !lines.IsTooLong) break;
                if ((_line & 0xFFFF) == 0) progress?.Invoke(file.Position);
                if (!isRead)
                {
                    _count++;
                    Drop($"the line has more than {LineReader.LongestLine} bytes");
                }
                else if (!line.IsEmpty && !TryLine(line)) return false;
            }

            if (isGzip && (uint)lines.BytesRead != statedBytes)
                return Fail(WorkloadFault.Truncated,
                    "the compressed file is cut short, or has several members; write it anew: zcat FILE | gzip > NEW");
        }
        catch (InvalidDataException)
        {
            _line = lines.Line + 1;
            return Fail(WorkloadFault.Truncated, "the compressed data is damaged or cut short");
        }

        return IsUsable();
    }

    private bool IsUsable()
    {
        long faulty = _drops.Values.Sum(drop => drop.Rows);
        if (faulty > MostFaultyShare * _count)
        {
            var worst = _drops.Values.MaxBy(drop => drop.Rows)!;
            _line = worst.FirstLine;
            return Fail(WorkloadFault.TooManyFaulty,
                string.Create(CultureInfo.InvariantCulture, $"{worst.Reason}; {faulty:N0} of {_count:N0} rows are faulty"));
        }

        if (_format is null) return Fail(WorkloadFault.EmptyFile, "the file is empty");
        return _rows.Count > 0 || Fail(WorkloadFault.NoRequests, "the file states no request");
    }

    private bool TryLine(ReadOnlySpan<byte> line)
    {
        if (_format is null)
        {
            if (line.StartsWith("\uFEFF"u8)) line = line[3..];
            if (!TryOpen(line)) return false;
            if (_format is DelimitedLog) return true;
        }

        LogRow row = default;
        string? fault = "the line has a NUL byte";
        switch (line.Contains((byte)0) ? LogLine.Faulty : _format!.Read(line, ref row, out fault))
        {
            case LogLine.Request when TryRequest(row, out var request, out fault):
                _rows.Add(request, Hash(row.Id));
                break;
            case LogLine.Other:
                return true;
            default:
                Drop(fault!);
                break;
        }

        _count++;
        return true;
    }

    /// <summary>Finds the format from the first line that is not empty.</summary>
    private bool TryOpen(ReadOnlySpan<byte> line)
    {
        if (line.Contains((byte)0)) return Fail(WorkloadFault.NotUtf8, "the first line has a NUL byte: this is no text");
        var start = line.Trim(" \t"u8);
        bool isGin = line.IndexOf("[GIN]"u8) >= 0;
        if (!isGin && (start.StartsWith("{"u8) || start.StartsWith("["u8)))
        {
            _format = new JsonLog();
            return true;
        }

        var delimited = DelimitedLog.TryOpen(line, out _error);
        if (_error is not null) return false;
        if (delimited is not null)
        {
            _clock = new(delimited.TimeUnitNs);
            _format = delimited;
            const string OneModel = "; where all requests are for one model, give --model-name NAME";
            return HasColumn(delimited, LogRole.Time, "") && (_model is not null || HasColumn(delimited, LogRole.Model, OneModel));
        }

        const string Known = "no header with a time and a model, no JSON and no Ollama server log";
        const string Nameless = "an Ollama server log does not name the models; give --model-name NAME, or log at the proxy or client";
        if (!ServerLog.IsOne(line)) return Fail(WorkloadFault.MissingColumn, $"{Known}; the first line begins with '{Shown(start)}'");
        if (_model is null) return Fail(WorkloadFault.MissingColumn, Nameless);
        _format = new ServerLog();
        return true;
    }

    private bool HasColumn(DelimitedLog log, LogRole role, string remedy)
    {
        if (log.Columns[(int)role] is not null) return true;
        string known = string.Join(", ", LogRoles.NamesOf(role).Take(8));
        return Fail(WorkloadFault.MissingColumn,
            $"the header has no column for the {role.ToString().ToLowerInvariant()} ({known}, ...){remedy}");
    }

    private bool TryRequest(in LogRow row, out Request request, out string? fault)
    {
        request = default;
        if (!TryArrival(row, out long arrival, out fault) || !TrySkill(row.Model, out int skill, out fault)) return false;
        if (!TryTokens(row.Input, AssumedInputTokens, LogRole.Input, out int input, out fault)
            || !TryTokens(row.Output, AssumedOutputTokens, LogRole.Output, out int output, out fault)) return false;
        request = new Request(arrival, skill, row.Session.IsEmpty ? -1 : SessionNumber(row.Session), input, output);
        return true;
    }

    private bool TryArrival(in LogRow row, out long arrival, out string? fault)
    {
        const string NoTime = "the time has no known form, or another than before (write 2026-01-05T08:00:00 or seconds), such as ";
        fault = _clock.TryRead(row.Time, out arrival) ? null
            : row.Time.IsEmpty ? "the time is missing" : $"{NoTime}'{Shown(row.Time)}'";
        if (fault is not null) return false;
        arrival = Math.Max(0, arrival - (long)(row.SecondsSinceArrival * Request.NanosecondsPerSecond));
        if (_lastNs >= 0 && Math.Abs(arrival - _lastNs) > LongestJumpNs) fault = "the clock jumps by more than 180 days from the row above";
        else _lastNs = arrival;
        return fault is null;
    }

    private bool TrySkill(ReadOnlySpan<byte> name, out int skill, out string? fault)
    {
        (skill, fault) = (-1, null);
        if (name.IsEmpty) name = _model;
        if (name.IsEmpty) fault = "the model is missing";
        else if ((skill = _skills.Find(name)) >= 0) return true;
        else if (name.Length > WorkloadLayout.MostNameBytes) fault = $"the model's name has more than {WorkloadLayout.MostNameBytes} bytes";
        else if (!Utf8.IsValid(name)) fault = "the model's name is not UTF-8";
        else if (_skills.Spellings == WorkloadLayout.MostSkills) fault = $"more than {WorkloadLayout.MostSkills} different models";
        else skill = _skills.Add(name);
        return fault is null;
    }

    private bool TryTokens(ReadOnlySpan<byte> text, int assumed, LogRole role, out int tokens, out string? fault)
    {
        fault = null;
        tokens = assumed;
        if (text.IsEmpty)
        {
            _without[role == LogRole.Input ? 0 : 1]++;
            return true;
        }

        if (Utf8Parser.TryParse(text, out tokens, out int read) && read == text.Length && tokens >= 0) return true;
        bool isNumber = Utf8Parser.TryParse(text, out double number, out read) && read == text.Length;
        bool isWhole = isNumber && number is >= 0 and <= int.MaxValue && number == Math.Floor(number);
        tokens = isWhole ? (int)number : 0;
        if (!isWhole) fault = $"the number of tokens is no whole number from 0, such as '{Shown(text)}'";
        return isWhole;
    }

    /// <summary>Returns the number of a session from 31 bits of its name's FNV-1a, because the names may not fit in memory.</summary>
    private static int SessionNumber(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name) hash = (hash ^ b) * 16777619;
        return (int)(hash >> 1);
    }

    private static long Hash(ReadOnlySpan<byte> id) => id.IsEmpty ? 0 : (long)(Fnv1a.Hash64(id) | 1);

    /// <summary>Counts a row that is left out; the example in the report is the first one.</summary>
    private void Drop(string reason)
    {
        string kind = reason.Split(", such as ")[0];
        _drops[kind] = _drops.TryGetValue(kind, out var drop) ? drop with { Rows = drop.Rows + 1 } : new LogDrop(reason, 1, _line);
    }

    private bool Fail(WorkloadFault fault, string found)
    {
        _error = new WorkloadError(fault, found, Math.Max(1, _line), 1);
        return false;
    }

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]);

    /// <summary>
    /// Returns true for a gzip file. The decompressor accepts a truncated file, so the length at its end is compared with the output. Files
    /// of several members are not read.
    /// </summary>
    private static bool IsGzip(Stream file, out uint statedBytes)
    {
        Span<byte> bytes = stackalloc byte[4];
        int read = file.ReadAtLeast(bytes[..2], 2, throwOnEndOfStream: false);
        bool isGzip = read == 2 && bytes[0] == 0x1F && bytes[1] == 0x8B;
        file.Position = isGzip ? Math.Max(0, file.Length - 4) : 0;
        bool hasEnd = isGzip && file.ReadAtLeast(bytes, 4, throwOnEndOfStream: false) == 4;
        statedBytes = hasEnd ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        file.Position = 0;
        return isGzip;
    }
}
