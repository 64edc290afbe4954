using System.Net.Http.Json;
using System.Text.Json;
using Teleo.Engine.Generation;
using Teleo.Pool.Requests;

namespace Teleo.Server.Upstream;

/// <summary>The calls of another server with Ollama's protocol. Its statements are checked here.</summary>
/// <param name="http">Reaches the server; disposed with this.</param>
internal sealed class OllamaClient(HttpClient http, TimeProvider time) : HttpForeignClient(http, time)
{
    public override Task<List<ForeignModel>> ModelsAsync(CancellationToken cancellation) => ListAsync("/api/tags", cancellation);

    public override Task<List<ForeignModel>> ResidentAsync(CancellationToken cancellation) => ListAsync("/api/ps", cancellation);

    public override async Task SetResidentAsync(string model, bool stays, CancellationToken cancellation)
    {
        var command = new { model, keep_alive = stays ? -1 : 0, stream = false };
        using var answer = await Http.PostAsJsonAsync("/api/generate", command, cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"the upstream server answered {(int)answer.StatusCode} to a wish for {model}");
    }

    protected override string PathOf(bool isChat) => isChat ? "/api/chat" : "/api/generate";

    protected override JsonElement? Read(string line, out bool isLast)
    {
        isLast = false;
        if (line.Length == 0) return null;
        var piece = JsonElement.Parse(line);
        isLast = piece.TryGetProperty("done", out var done) && done.GetBoolean();
        return piece;
    }

    protected override string TextIn(JsonElement piece, bool isChat) =>
        (isChat ? piece.GetProperty("message").GetProperty("content") : piece.GetProperty("response")).GetString() ?? "";

    protected override PoolAnswer With(PoolAnswer answer, JsonElement piece, double seconds) => answer with
    {
        PromptTokens = Count(piece, "prompt_eval_count"),
        AnswerTokens = Count(piece, "eval_count"),
        IsCut = piece.TryGetProperty("done_reason", out var reason) && reason.ValueEquals("length"),
        Waited = piece.TryGetProperty("load_duration", out var load) && load.TryGetInt64(out long ns) ? Math.Max(0, ns * 1e-9) : 0,
    };

    protected override object BodyOf(string name, PoolRequest request, bool isChat)
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
        if (!isChat)
            return new { model = name, prompt = request.Input, raw = request.Prompt is { AddsFirst: false }, stream = true, options };
        var messages = request.Prompt!.Turns.Select(turn => new { role = turn.Role, content = turn.Content });
        return new { model = name, messages, stream = true, options };
    }

    private async Task<List<ForeignModel>> ListAsync(string path, CancellationToken cancellation)
    {
        var body = await Http.GetFromJsonAsync<JsonElement>(path, cancellation);
        var models = body.GetProperty("models").EnumerateArray().Take(MostModels).Select(Read).ToList();
        return [.. models.DistinctBy(model => model.Name)];
    }

    private static ForeignModel Read(JsonElement model)
    {
        string name = model.GetProperty("name").GetString() ?? "";
        string digest = model.TryGetProperty("digest", out var stated) ? stated.GetString() ?? "" : "";
        return new ForeignModel(name, Math.Max(1, model.GetProperty("size").GetInt64()), digest);
    }
}
