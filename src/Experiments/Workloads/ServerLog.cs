using System.Buffers.Text;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Reads the text log of an Ollama server: its lines <c>[GIN] 2026/01/05 - 08:00:00 | 200 | 1.2s | 127.0.0.1 | POST "/api/chat"</c>, which
/// are written at the end of a request and do not name the model.
/// </summary>
internal sealed class ServerLog : ILogFormat
{
    private static readonly byte[][] Served =
    [
        [.. "/api/chat"u8], [.. "/api/generate"u8], [.. "/api/embed"u8], [.. "/v1/chat/completions"u8], [.. "/v1/completions"u8],
        [.. "/v1/embeddings"u8], [.. "/v1/messages"u8],
    ];

    private readonly string?[] _columns = ["[GIN] time less duration", null, "client address", null, null, null];

    public string Name => "Ollama server log";

    public ReadOnlySpan<string?> Columns => _columns;

    public IReadOnlyCollection<string> Ignored => [];

    public static bool IsOne(ReadOnlySpan<byte> line) =>
        line.IndexOf("[GIN]"u8) >= 0 || line.IndexOf("level="u8) >= 0 || line.IndexOf("ollama"u8) >= 0;

    public LogLine Read(ReadOnlySpan<byte> line, ref LogRow row, out string? fault)
    {
        fault = null;
        int gin = line.IndexOf("[GIN]"u8);
        if (gin < 0) return LogLine.Other;
        var rest = line[(gin + 5)..];
        var time = Part(ref rest);
        Part(ref rest);
        var duration = Part(ref rest);
        var client = Part(ref rest);
        if (!IsServed(rest)) return LogLine.Other;
        if (!TryDuration(duration, out double seconds))
        {
            fault = "the line has no duration";
            return LogLine.Faulty;
        }

        row = new LogRow { Time = time, Session = client, SecondsSinceArrival = seconds };
        return LogLine.Request;
    }

    /// <summary>Takes the text up to the next bar.</summary>
    private static ReadOnlySpan<byte> Part(scoped ref ReadOnlySpan<byte> rest)
    {
        int bar = rest.IndexOf((byte)'|');
        var part = bar < 0 ? rest : rest[..bar];
        rest = bar < 0 ? default : rest[(bar + 1)..];
        return part.Trim((byte)' ');
    }

    private static bool IsServed(ReadOnlySpan<byte> request)
    {
        if (request.IndexOf("POST"u8) < 0) return false;
        foreach (byte[] path in Served)
            if (request.IndexOf(path) >= 0) return true;
        return false;
    }

    /// <summary>Reads a duration such as <c>1m2.5s</c>, <c>345.6ms</c> or <c>12µs</c>.</summary>
    private static bool TryDuration(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        if (text.IsEmpty) return false;
        while (!text.IsEmpty)
        {
            if (!Utf8Parser.TryParse(text, out double number, out int read) || number < 0) return false;
            text = text[read..];
            var (unit, length) = text.StartsWith("ms"u8) ? (1e-3, 2)
                : text.StartsWith("µs"u8) || text.StartsWith("μs"u8) ? (1e-6, 3)
                : text.StartsWith("us"u8) ? (1e-6, 2)
                : text.StartsWith("ns"u8) ? (1e-9, 2)
                : text.StartsWith("h"u8) ? (3600.0, 1)
                : text.StartsWith("m"u8) ? (60.0, 1)
                : text.StartsWith("s"u8) ? (1.0, 1)
                : (0, 0);
            if (length == 0) return false;
            seconds += number * unit;
            text = text[length..];
        }

        return seconds <= 1e6;
    }
}
