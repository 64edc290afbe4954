using System.Net.Http.Json;
using System.Text.Json;
using Teleo.Engine.Generation;
using Teleo.Pool.Requests;

namespace Teleo.Server.Upstream;

/// <summary>The calls of another server with Ollama's protocol. Its statements are checked here.</summary>
/// <param name="http">Reaches the server; disposed with this.</param>
internal sealed class OllamaClient(HttpClient http, TimeProvider time) : IForeignClient
{
    private readonly HttpClient _http = http;

    public Task<List<ForeignModel>> ModelsAsync(CancellationToken cancellation) => ListAsync("/api/tags", cancellation);

    public Task<List<ForeignModel>> ResidentAsync(CancellationToken cancellation) => ListAsync("/api/ps", cancellation);

    public async Task WishAsync(string model, bool stays, CancellationToken cancellation)
    {
        var wish = new { model, keep_alive = stays ? -1 : 0, stream = false };
        using var answer = await _http.PostAsJsonAsync("/api/generate", wish, cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"the upstream server answered {(int)answer.StatusCode} to a wish for {model}");
    }

    public async Task<PoolAnswer> AskAsync(string name, int model, PoolRequest request, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        using var message = new HttpRequestMessage(HttpMethod.Post, IsChat(request) ? "/api/chat" : "/api/generate");
        IForeignClient.Carry(request, message);
        message.Content = JsonContent.Create(BodyOf(name, request));
        using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
            return IForeignClient.Failed($"answered {(int)response.StatusCode}");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        var text = new System.Text.StringBuilder();
        double first = double.NaN;
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0) continue;
            if (line.Length > IForeignClient.LongestLine) return IForeignClient.Failed("sent a line that never ends");
            var piece = JsonDocument.Parse(line).RootElement;
            if (piece.TryGetProperty("error", out _)) return IForeignClient.Failed("failed while it answered");
            string said =
                (IsChat(request) ? piece.GetProperty("message").GetProperty("content") : piece.GetProperty("response")).GetString() ?? "";
            if (double.IsNaN(first)) first = time.GetElapsedTime(began).TotalSeconds;
            text.Append(said);
            if (said.Length > 0) request.Sink?.Output(model, said);
            if (piece.GetProperty("done").GetBoolean()) return Ended(piece, text.ToString(), first);
        }

        return IForeignClient.Failed("ended before its answer did");
    }

    public void Dispose() => _http.Dispose();

    private static PoolAnswer Ended(JsonElement end, string text, double first) => new(RequestStatus.Answered, text)
    {
        PromptTokens = Count(end, "prompt_eval_count"),
        AnswerTokens = Count(end, "eval_count"),
        IsCut = end.TryGetProperty("done_reason", out var reason) && reason.ValueEquals("length"),
        FirstOutput = first,
        Waited = end.TryGetProperty("load_duration", out var load) && load.TryGetInt64(out long ns) ? Math.Max(0, ns * 1e-9) : 0,
    };

    private static int Count(JsonElement end, string name) =>
        end.TryGetProperty(name, out var value) && value.TryGetInt32(out int count) ? count : 0;

    private static bool IsChat(PoolRequest request) => request.Prompt is { Turns.IsEmpty: false };

    private static object BodyOf(string name, PoolRequest request)
    {
        var generation = request.Prompt?.Generation ?? new GenerationOptions();
        var draw = generation.Sampling;
        var options = new
        {
            num_predict = generation.MaxTokens,
            temperature = draw.Temperature,
            top_p = draw.TopP,
            top_k = draw.TopK,
            min_p = draw.MinP,
            seed = draw.Seed,
            repeat_penalty = draw.RepeatPenalty,
            repeat_last_n = draw.RepeatWindow,
            stop = generation.Stops,
        };
        if (request.Prompt is not { Turns: { IsEmpty: false } turns })
            return new { model = name, prompt = request.Input, raw = request.Prompt is { AddsFirst: false }, stream = true, options };
        var messages = turns.Select(turn => new { role = turn.Role, content = turn.Content });
        return new { model = name, messages, stream = true, options };
    }

    private async Task<List<ForeignModel>> ListAsync(string path, CancellationToken cancellation)
    {
        var body = await _http.GetFromJsonAsync<JsonElement>(path, cancellation);
        var models = body.GetProperty("models").EnumerateArray().Take(IForeignClient.MostModels).Select(Read).ToList();
        return [.. models.DistinctBy(model => model.Name)];
    }

    private static ForeignModel Read(JsonElement model)
    {
        string name = model.GetProperty("name").GetString() ?? "";
        string digest = model.TryGetProperty("digest", out var stated) ? stated.GetString() ?? "" : "";
        return new ForeignModel(name, Math.Max(1, model.GetProperty("size").GetInt64()), digest);
    }
}
