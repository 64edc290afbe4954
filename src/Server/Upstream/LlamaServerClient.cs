using System.Net.Http.Json;
using System.Text.Json;
using Teleo.Engine.Generation;
using Teleo.Pool.Requests;

namespace Teleo.Server.Upstream;

/// <summary>
/// The calls of a llama-server that works as a router over several models. Its statements are checked here. It reports the size of a model
/// only while it is loaded; otherwise the size is that of its file, if it can be read here.
/// </summary>
/// <param name="http">Reaches the server; disposed with this.</param>
/// <param name="loadsByItself">True if requests may load an absent model, as for an observed server.</param>
internal sealed class LlamaServerClient(HttpClient http, TimeProvider time, bool loadsByItself) : HttpForeignClient(http, time)
{
    private const string Data = "data: ", Done = "[DONE]";

    private readonly Dictionary<string, long> _bytes = [];
    private readonly Lock _lock = new();

    public override async Task<List<ForeignModel>> ModelsAsync(CancellationToken cancellation)
    {
        var rows = await RowsAsync(cancellation);
        string[] unknown = [.. rows.Where(row => row.Bytes is null).Select(row => row.Name)];
        if (unknown.Length > 0) throw new FormatException(
            $"no size is known of {string.Join(", ", unknown.Take(5))}{(unknown.Length > 5 ? " and others" : "")}; "
            + "load each of them there once, or run this program where their files are");
        return [.. rows.Select(row => new ForeignModel(row.Name, row.Bytes!.Value, ""))];
    }

    public override async Task<List<ForeignModel>> ResidentAsync(CancellationToken cancellation) =>
        [.. (await RowsAsync(cancellation)).Where(row => row.IsLoaded).Select(row => new ForeignModel(row.Name, row.Bytes ?? 1, ""))];

    public override async Task SetResidentAsync(string model, bool stays, CancellationToken cancellation)
    {
        using var answer = await Http.PostAsJsonAsync(stays ? "/models/load" : "/models/unload", new { model }, cancellation);
        if (answer.IsSuccessStatusCode) return;

        // What is as it was wished for already is refused as well.
        if ((await RowsAsync(cancellation)).Any(row => row.Name == model && row.IsLoaded == stays)) return;
        throw new HttpRequestException($"the upstream server answered {(int)answer.StatusCode} to a wish for {model}");
    }

    /// <summary>Reads a list of the router; null where it is none.</summary>
    internal static JsonElement? RouterList(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
            && data.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object && row.TryGetProperty("status", out _)) ? data : null;

    protected override string PathOf(bool isChat) =>
        (isChat ? "/v1/chat/completions" : "/v1/completions") + (loadsByItself ? "" : "?autoload=false");

    protected override JsonElement? Read(string line, out bool isLast)
    {
        isLast = line is Data + Done;
        return isLast || !line.StartsWith(Data, StringComparison.Ordinal) ? null : JsonElement.Parse(line.AsSpan(Data.Length));
    }

    protected override PoolAnswer With(PoolAnswer answer, JsonElement piece, double seconds)
    {
        if (piece.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            answer = answer with { PromptTokens = Count(usage, "prompt_tokens"), AnswerTokens = Count(usage, "completion_tokens") };
        if (piece.TryGetProperty("timings", out var timings) && timings.ValueKind == JsonValueKind.Object)
        {
            double worked = (Milliseconds(timings, "prompt_ms") + Milliseconds(timings, "predicted_ms")) * 1e-3;
            answer = answer with
            {
                PromptTokens = Math.Max(answer.PromptTokens, Count(timings, "prompt_n")),
                AnswerTokens = Math.Max(answer.AnswerTokens, Count(timings, "predicted_n")),
                DecodeSeconds = Milliseconds(timings, "predicted_ms") * 1e-3,
                Seconds = worked,

                // All but the work on prompt and answer. The server tells no time of loading, so that its queue is in this.
                Waited = worked > 0 ? Math.Max(0, seconds - worked) : 0,
            };
        }

        return FirstChoice(piece) is { } choice && choice.TryGetProperty("finish_reason", out var reason) && reason.ValueEquals("length")
            ? answer with { IsCut = true }
            : answer;
    }

    protected override string TextIn(JsonElement piece, bool isChat)
    {
        if (FirstChoice(piece) is not { } choice) return "";
        var holder = choice;
        if (isChat && !choice.TryGetProperty("delta", out holder)) return "";
        return holder.TryGetProperty(isChat ? "content" : "text", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()! : "";
    }

    private static JsonElement? FirstChoice(JsonElement piece) =>
        piece.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
            ? choices[0] : null;

    private static double Milliseconds(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? Math.Max(0, number) : 0;

    protected override object BodyOf(string name, PoolRequest request, bool isChat)
    {
        var generation = request.Prompt?.Generation ?? new GenerationOptions();
        var draw = generation.Sampling;
        return new
        {
            model = name,
            prompt = isChat ? null : request.Input,
            messages = isChat ? request.Prompt!.Turns.Select(turn => new { role = turn.Role, content = turn.Content }) : null,
            stream = true,
            stream_options = new { include_usage = true },
            max_tokens = generation.MaxTokens,
            temperature = draw.Temperature,
            top_p = draw.TopP,
            top_k = draw.TopK,
            min_p = draw.MinP,
            seed = draw.Seed,
            repeat_penalty = draw.RepeatPenalty,
            repeat_last_n = draw.RepeatWindow,
            stop = generation.Stops,
        };
    }

    private async Task<List<Row>> RowsAsync(CancellationToken cancellation)
    {
        var list = RouterList(await Http.GetFromJsonAsync<JsonElement>("/models", cancellation))
            ?? throw new FormatException("/models is no list of a router");
        return [.. list.EnumerateArray().Take(MostModels).Select(Read).DistinctBy(row => row.Name)];
    }

    private Row Read(JsonElement model)
    {
        string name = model.GetProperty("id").GetString() ?? "";
        bool isLoaded = model.GetProperty("status").GetProperty("value").ValueEquals("loaded");
        return new Row(name, isLoaded, BytesOf(name, model));
    }

    private long? BytesOf(string name, JsonElement model)
    {
        lock (_lock)
        {
            if (model.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object
                && meta.TryGetProperty("size", out var size) && size.TryGetInt64(out long stated) && stated > 0) _bytes[name] = stated;
            if (_bytes.TryGetValue(name, out long known)) return known;
            if (!model.TryGetProperty("path", out var path) || path.GetString() is not { Length: > 0 } file) return null;
            if (!File.Exists(file)) return null;
            return _bytes[name] = Math.Max(1, new FileInfo(file).Length);
        }
    }

    private readonly record struct Row(string Name, bool IsLoaded, long? Bytes);
}
