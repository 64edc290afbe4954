using System.Text.Json;
using Teleo.Pool.Requests;
using Teleo.Server.Http;
using Teleo.Server.Serving;

namespace Teleo.Server.Dialects;

/// <summary>The calls of Ollama: text and conversations as lines of JSON, the available models, and those in memory.</summary>
internal sealed class OllamaDialect(ServedPool pool, Generation generation, TimeProvider time)
{
    private const string Lines = "application/x-ndjson";

    /// <summary>The version of Ollama's protocol that is spoken.</summary>
    private const string Version = "0.5.0";

    public Task VersionAsync(Exchange exchange) => exchange.WriteAsync(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("version", Version);
        json.WriteEndObject();
    });

    public Task HealthAsync(Exchange exchange) => exchange.WriteAsync(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", "ok");
        json.WriteEndObject();
    });

    public async Task GenerateAsync(Exchange exchange)
    {
        var fields = await exchange.ReadAsync();
        var call = new ClientCall
        {
            Model = fields.NeededText("model"),
            Prompt = fields.Text("prompt") ?? "",
            IsRaw = fields.Flag("raw") ?? false,
            Streams = fields.Flag("stream") ?? true,
            Draw = Options(fields),
            Scope = DrawFields.Scope(exchange, fields),
            Then = fields.Texts("then", 8),
        };
        await AnswerAsync(exchange, fields, call, isChat: false);
    }

    public async Task ChatAsync(Exchange exchange)
    {
        var fields = await exchange.ReadAsync();
        var call = new ClientCall
        {
            Model = fields.NeededText("model"),
            Turns = [.. DrawFields.Turns(fields)],
            Streams = fields.Flag("stream") ?? true,
            Draw = Options(fields),
            Scope = DrawFields.Scope(exchange, fields),
        };
        await AnswerAsync(exchange, fields, call, isChat: true);
    }

    public Task TagsAsync(Exchange exchange) => exchange.WriteAsync(200, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("models");
        for (int model = 0; model < pool.Models.Count; model++)
        {
            json.WriteStartObject();
            Identity(json, model);
            json.WriteString("modified_at", DateTimeOffset.UnixEpoch);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public async Task ResidentAsync(Exchange exchange)
    {
        var there = await pool.ResidentAsync();
        await exchange.WriteAsync(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("models");
            foreach (var (model, bytes) in there)
            {
                json.WriteStartObject();
                Identity(json, model);

                // No model has a date of leaving: that is decided when it matters.
                json.WriteString("expires_at", "9999-12-31T23:59:59Z");
                json.WriteNumber("size_vram", 0);
                json.WriteNumber("size_resident", bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public async Task ShowAsync(Exchange exchange)
    {
        var fields = await exchange.ReadAsync();
        string name = fields.Text("model") ?? fields.NeededText("name");
        fields.Flag("verbose");
        fields.NoOthers();
        int model = pool.Models.Find(name);
        var (skill, card) = (pool.Models[model], pool.Models.CardOf(model));
        await exchange.WriteAsync(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("license", skill.Manifest.Licence);
            json.WriteString("template", card.ChatTemplate ?? "");
            json.WriteStartObject("details");
            Details(json, model);
            json.WriteEndObject();
            json.WriteStartObject("model_info");
            json.WriteString("general.architecture", skill.Manifest.Family);
            json.WriteNumber($"{skill.Manifest.Family}.context_length", card.ContextLength);
            json.WriteString("teleo.evidence", skill.Manifest.EvidenceStatus.ToString());
            json.WriteNumber("teleo.quality", skill.Quality);
            json.WriteString("teleo.tasks", string.Join(", ", skill.Contract.Tasks));
            json.WriteEndObject();
            json.WriteStartArray("capabilities");
            json.WriteStringValue("completion");
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static void WriteProblem(Utf8JsonWriter json, Refusal refusal)
    {
        json.WriteStartObject();
        json.WriteString("error", refusal.Message);
        json.WriteString("code", refusal.Code);
        if (refusal.Field is { } field) json.WriteString("field", field);
        json.WriteEndObject();
    }

    private async Task AnswerAsync(Exchange exchange, Fields fields, ClientCall call, bool isChat)
    {
        var hint = ClientHint.Read(fields);
        fields.NoOthers();
        if (call.Prompt is "" || (isChat && call.Turns.IsEmpty))
        {
            // Nothing to answer: only the hint is meant.
            int model = pool.Models.Find(call.Model);
            pool.Models.NeedRoomFor(model);
            pool.Foretell(hint ?? ClientHint.Usual, model);
            string reason = hint is { Seconds: 0 } ? "unload" : "load";
            await exchange.WriteAsync(200, json => End(json, call.Model, new PoolAnswer(RequestStatus.Answered), isChat, reason));
            return;
        }

        if (!call.Streams)
        {
            var whole = await generation.WholeAsync(exchange, call);
            Foretell(hint, whole);
            await exchange.WriteAsync(200, json => End(json, call.Model, whole, isChat, ReasonOf(whole), whole.Text));
            return;
        }

        var answer = await generation.StreamAsync(
            exchange, call, () => exchange.Begin(Lines), text => exchange.LineAsync(json => Piece(json, call.Model, text, isChat)));
        Foretell(hint, answer);
        await exchange.LineAsync(json => End(json, call.Model, answer, isChat, ReasonOf(answer)));
    }

    // Told after the answer, so that the request which carries it is not taken for the one that it speaks of.
    private void Foretell(ClientHint? hint, PoolAnswer answer)
    {
        if (hint is { } said && answer.Skills is [.., var model]) pool.Foretell(said, model);
    }

    private void Piece(Utf8JsonWriter json, string model, string text, bool isChat)
    {
        json.WriteStartObject();
        Head(json, model);
        Text(json, text, isChat);
        json.WriteBoolean("done", false);
        json.WriteEndObject();
    }

    private void End(Utf8JsonWriter json, string model, PoolAnswer answer, bool isChat, string reason, string text = "")
    {
        json.WriteStartObject();
        Head(json, model);
        Text(json, text, isChat);
        json.WriteBoolean("done", true);
        json.WriteString("done_reason", reason);
        if (answer.Status != RequestStatus.Answered) json.WriteString("error", answer.Why);
        json.WriteNumber("total_duration", Nanoseconds(answer.Waited + answer.Queued + answer.Seconds));
        json.WriteNumber("load_duration", Nanoseconds(answer.Waited));
        json.WriteNumber("prompt_eval_count", answer.PromptTokens);
        json.WriteNumber("prompt_eval_duration", Nanoseconds(answer.FirstOutput));
        json.WriteNumber("eval_count", answer.AnswerTokens);
        json.WriteNumber("eval_duration", Nanoseconds(answer.DecodeSeconds));
        AnswerFacts.Write(json, answer);
        json.WriteEndObject();
    }

    private void Head(Utf8JsonWriter json, string model)
    {
        json.WriteString("model", model);
        json.WriteString("created_at", time.GetUtcNow());
    }

    private static void Text(Utf8JsonWriter json, string text, bool isChat)
    {
        if (!isChat)
        {
            json.WriteString("response", text);
            return;
        }

        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private void Identity(Utf8JsonWriter json, int model)
    {
        var skill = pool.Models[model];
        json.WriteString("name", pool.Models.NameOf(model));
        json.WriteString("model", pool.Models.NameOf(model));
        json.WriteNumber("size", skill.Artifact.SizeBytes);
        json.WriteString("digest", skill.Artifact.Sha256);
        json.WriteStartObject("details");
        Details(json, model);
        json.WriteEndObject();
    }

    private void Details(Utf8JsonWriter json, int model)
    {
        var skill = pool.Models[model];
        json.WriteString("format", skill.Artifact.Format);
        json.WriteString("family", skill.Manifest.Family);
        json.WriteString("quantization_level", skill.Artifact.Quantisation);
    }

    private static string ReasonOf(PoolAnswer answer) =>
        answer.Status != RequestStatus.Answered ? "error" : answer.IsCut ? "length" : "stop";

    private static long Nanoseconds(double seconds) => (long)(seconds * 1e9);

    private static DrawSettings Options(Fields fields)
    {
        if (fields.Object("options") is not { } options) return new DrawSettings();
        var draw = DrawFields.Read(options, "num_predict");
        options.NoOthers();
        return draw;
    }
}
