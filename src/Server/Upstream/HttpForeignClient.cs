using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teleo.Pool.Requests;

namespace Teleo.Server.Upstream;

/// <summary>
/// A client of another server whose answers come as JSON, a piece in each line. The protocols differ in paths, bodies and the names of what
/// a piece says.
/// </summary>
/// <param name="http">Reaches the server; disposed with this.</param>
internal abstract class HttpForeignClient(HttpClient http, TimeProvider time) : IForeignClient
{
    protected const int MostModels = 4096;

    /// <summary>Characters of one line of an answer.</summary>
    private const int LongestLine = 1 << 20;

    private static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    protected HttpClient Http => http;

    public abstract Task<List<ForeignModel>> ModelsAsync(CancellationToken cancellation);

    public abstract Task<List<ForeignModel>> ResidentAsync(CancellationToken cancellation);

    public abstract Task SetResidentAsync(string model, bool stays, CancellationToken cancellation);

    public async Task<PoolAnswer> AskAsync(string name, int model, PoolRequest request, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        bool isChat = request.Prompt is { Turns.IsEmpty: false };
        using var message = new HttpRequestMessage(HttpMethod.Post, PathOf(isChat));
        Carry(request, message);
        message.Content = JsonContent.Create(BodyOf(name, request, isChat), options: WithoutNulls);
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode) return Failed($"answered {(int)response.StatusCode}");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        var answer = new PoolAnswer(RequestStatus.Answered) { FirstOutput = double.NaN };
        var text = new StringBuilder();
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length > LongestLine) return Failed("sent a line that never ends");
            if (Read(line, out bool isLast) is { } piece)
            {
                if (piece.TryGetProperty("error", out _)) return Failed("failed while it answered");
                double seconds = time.GetElapsedTime(began).TotalSeconds;
                if (double.IsNaN(answer.FirstOutput)) answer = answer with { FirstOutput = seconds };
                string said = TextIn(piece, isChat);
                text.Append(said);
                if (said.Length > 0) request.Sink?.Output(model, said);
                answer = With(answer, piece, seconds);
            }

            if (isLast) return answer with { Text = text.ToString() };
        }

        return Failed("ended before its answer did");
    }

    public void Dispose() => http.Dispose();

    protected abstract string PathOf(bool isChat);

    /// <summary>Returns the body of a request, to be written as JSON; what is null is left out.</summary>
    protected abstract object BodyOf(string name, PoolRequest request, bool isChat);

    /// <summary>Reads a line of an answer; null where it says nothing.</summary>
    protected abstract JsonElement? Read(string line, out bool isLast);

    protected abstract string TextIn(JsonElement piece, bool isChat);

    /// <summary>Adds the counts and times that a piece states to an answer.</summary>
    /// <param name="seconds">Time since the request was sent.</param>
    protected abstract PoolAnswer With(PoolAnswer answer, JsonElement piece, double seconds);

    protected static int Count(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.TryGetInt32(out int count) ? count : 0;

    /// <summary>Gives the other server the trace that a request stands in.</summary>
    private static void Carry(PoolRequest request, HttpRequestMessage message)
    {
        if (request.Trace == default) return;
        message.Headers.Add("traceparent", $"00-{request.Trace.TraceId}-{request.Trace.SpanId}-{(byte)request.Trace.TraceFlags:x2}");
        if (request.Trace.TraceState is { Length: > 0 } state) message.Headers.Add("tracestate", state);
    }

    private static PoolAnswer Failed(string why) => new(RequestStatus.Failed) { Why = $"the upstream server {why}" };
}
