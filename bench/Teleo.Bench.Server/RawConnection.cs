using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Teleo.Bench.Server;

/// <summary>One connection that stays open, read as bytes so that the measuring costs little of what is measured.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly string _host;
    private readonly byte[] _buffer = new byte[1 << 20];

    public RawConnection(Uri address)
    {
        _host = address.Authority;
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(address.Host, address.Port);
    }

    /// <summary>The bytes of a request for a completion.</summary>
    public byte[] Completion(string model, string prompt, int tokens, bool streams)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { model, prompt, max_tokens = tokens, temperature = 0, stream = streams });
        string head = $"POST /v1/completions HTTP/1.1\r\nHost: {_host}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>Sends a request and reads its whole answer.</summary>
    public Reply Ask(byte[] request)
    {
        long began = TimeProvider.System.GetTimestamp();
        _socket.Send(request);
        int read = 0, body = -1, length = -1;
        double first = double.NaN;
        while (true)
        {
            int got = _socket.Receive(_buffer, read, _buffer.Length - read, SocketFlags.None);
            if (got == 0) return new Reply(0, first, Since(began), double.NaN, "");   // cut off
            read += got;
            if (body < 0)
            {
                int end = _buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
                if (end < 0) continue;
                (body, length) = (end + 4, LengthIn(_buffer.AsSpan(0, end)));
            }

            if (double.IsNaN(first) && read > body) first = Since(began);
            bool isWhole = length >= 0 ? read - body >= length : _buffer.AsSpan(body, read - body).EndsWith("0\r\n\r\n"u8);
            if (!isWhole) continue;
            int status = int.Parse(_buffer.AsSpan(9, 3), CultureInfo.InvariantCulture);
            double whole = Since(began);
            return new Reply(status, first, whole, PrefillIn(_buffer.AsSpan(body, read - body)),
                status == 200 ? "" : Encoding.UTF8.GetString(_buffer, body, read - body));
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>The length that the head states; -1 for an answer in chunks.</summary>
    private static int LengthIn(ReadOnlySpan<byte> head)
    {
        int at = head.IndexOf("Content-Length: "u8);
        if (at < 0) return -1;
        var rest = head[(at + "Content-Length: ".Length)..];
        int end = rest.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture);
    }

    /// <summary>The milliseconds that one of our servers says it spent on the prompt; NaN where it does not say.</summary>
    private static double PrefillIn(ReadOnlySpan<byte> answer)
    {
        int at = answer.IndexOf("\"prefill_ms\":"u8);
        if (at < 0) return double.NaN;
        var rest = answer[(at + "\"prefill_ms\":".Length)..];
        int end = rest.IndexOfAny((byte)',', (byte)'}');
        return double.Parse(rest[..end], CultureInfo.InvariantCulture);
    }

    private static double Since(long began) => TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
}

/// <summary>The end of one exchange: milliseconds to the first byte of the body and to the last; status 0 for a connection cut off.</summary>
/// <param name="Prefill">Milliseconds that the server says it spent on the prompt; NaN where it does not say.</param>
internal readonly record struct Reply(int Status, double First, double Whole, double Prefill, string Fault);
