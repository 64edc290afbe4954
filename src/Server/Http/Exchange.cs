using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Teleo.Server.Http;

/// <summary>One HTTP exchange: the body as JSON, and the answer as JSON, lines of JSON, or events.</summary>
internal sealed class Exchange(HttpContext context, long mostBytes)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _line = new(512);

    public HttpContext Context => context;

    public CancellationToken Gone => context.RequestAborted;

    public bool HasBegun => context.Response.HasStarted;

    public async Task<Fields> ReadAsync()
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(Gone);
            if (read.Buffer.Length > mostBytes) throw TooLarge();
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            byte[] body = read.Buffer.ToArray();
            reader.AdvanceTo(read.Buffer.End);
            return Fields.Parse(body);
        }
    }

    public void Header(string name, string value) => context.Response.Headers[name] = value;

    public Task WriteAsync(int status, Action<Utf8JsonWriter> content)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        Write(content);
        context.Response.ContentLength = _line.WrittenCount;
        return context.Response.BodyWriter.WriteAsync(_line.WrittenMemory, Gone).AsTask();
    }

    public async Task WriteTextAsync(string type, ReadOnlyMemory<byte> text)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = text.Length;
        await context.Response.BodyWriter.WriteAsync(text, Gone);
    }

    /// <summary>Starts a streamed answer.</summary>
    /// <param name="type"><c>application/x-ndjson</c> or <c>text/event-stream</c>.</param>
    public void Begin(string type)
    {
        context.Response.ContentType = type;
        context.Response.Headers.CacheControl = "no-cache";
    }

    /// <summary>Sends the headers now, for an answer whose first part may take long.</summary>
    public Task SendHeadersAsync() => context.Response.Body.FlushAsync(Gone);

    /// <summary>Sends one line of JSON.</summary>
    public Task LineAsync(Action<Utf8JsonWriter> content)
    {
        Write(content);
        _line.Write("\n"u8);
        return SendAsync();
    }

    /// <summary>Sends one event with JSON data.</summary>
    public Task EventAsync(Action<Utf8JsonWriter> content)
    {
        _line.ResetWrittenCount();
        _line.Write("data: "u8);
        using (var json = new Utf8JsonWriter(_line, Plain)) content(json);
        _line.Write("\n\n"u8);
        return SendAsync();
    }

    public Task EventAsync(ReadOnlySpan<byte> data)
    {
        _line.ResetWrittenCount();
        _line.Write("data: "u8);
        _line.Write(data);
        _line.Write("\n\n"u8);
        return SendAsync();
    }

    public static Refusal TooLarge() => new(413, "too_large", "the body is larger than this server takes");

    private void Write(Action<Utf8JsonWriter> content)
    {
        _line.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_line, Plain);
        content(json);
    }

    // Sent at once: a token that waits in a buffer is a token that has not come.
    private Task SendAsync() => context.Response.BodyWriter.WriteAsync(_line.WrittenMemory, Gone).AsTask();
}
