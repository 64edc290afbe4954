using System.Text.Json;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Reads a log of one JSON object a line, or an array with one object a line. Members of nested objects are found by their path, as in
/// <c>usage.prompt_tokens</c>.
/// </summary>
internal sealed class JsonLog : ILogFormat
{
    private const int DeepestPath = 3;

    private readonly string?[] _columns = new string?[LogRoles.Count];
    private readonly int[] _ranks = new int[LogRoles.Count];
    private readonly byte[][] _texts = [.. Enumerable.Range(0, LogRoles.Count).Select(_ => new byte[LineReader.LongestLine])];
    private readonly int[] _lengths = new int[LogRoles.Count];
    private readonly Dictionary<string, string> _normalised = [];
    private readonly SortedSet<string> _ignored = new(StringComparer.Ordinal);
    private readonly string[] _path = new string[DeepestPath + 1];

    public string Name => "JSON lines";

    public ReadOnlySpan<string?> Columns => _columns;

    public IReadOnlyCollection<string> Ignored => _ignored;

    public LogLine Read(ReadOnlySpan<byte> line, ref LogRow row, out string? fault)
    {
        fault = null;
        line = line.Trim(" \t"u8);
        if (line.StartsWith("["u8)) line = line[1..].Trim(" \t"u8);
        if (line.EndsWith("]"u8)) line = line[..^1].Trim(" \t"u8);
        if (line.EndsWith(","u8)) line = line[..^1];
        if (line.IsEmpty) return LogLine.Other;
        Array.Fill(_lengths, 0);
        Array.Fill(_ranks, int.MaxValue);
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) fault = "the line is no JSON object";
            else ReadMembers(ref reader, 0);
            if (fault is null && reader.Read()) fault = "text follows the JSON object";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            fault = "the line is not valid JSON";
        }

        if (fault is not null) return LogLine.Faulty;
        row = new LogRow
        {
            Time = Text(LogRole.Time),
            Model = Text(LogRole.Model),
            Session = Text(LogRole.Session),
            Input = Text(LogRole.Input),
            Output = Text(LogRole.Output),
            Id = Text(LogRole.Id),
        };
        return LogLine.Request;
    }

    private ReadOnlySpan<byte> Text(LogRole role) => _texts[(int)role].AsSpan(0, _lengths[(int)role]);

    private void ReadMembers(ref Utf8JsonReader reader, int depth)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _path[depth] = reader.GetString()!;
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when depth < DeepestPath:
                    ReadMembers(ref reader, depth + 1);
                    break;
                case JsonTokenType.String or JsonTokenType.Number:
                    Take(ref reader, depth);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void Take(ref Utf8JsonReader reader, int depth)
    {
        string path = depth == 0 ? _path[0] : string.Join('.', _path, 0, depth + 1);
        if (!_normalised.TryGetValue(path, out string? name))
        {
            name = LogRoles.Normalised(path);
            if (_normalised.Count < 1024) _normalised.Add(path, name);
        }

        if (!LogRoles.TryFind(name, out var role, out int rank))
        {
            if (_ignored.Count < 32) _ignored.Add(path);
            return;
        }

        if (rank >= _ranks[(int)role]) return;
        _ranks[(int)role] = rank;
        _columns[(int)role] = path;
        _lengths[(int)role] = reader.TokenType == JsonTokenType.String
            ? reader.CopyString(_texts[(int)role])
            : Copy(reader.ValueSpan, _texts[(int)role]);
    }

    private static int Copy(ReadOnlySpan<byte> from, byte[] into)
    {
        from.CopyTo(into);
        return from.Length;
    }
}
