using System.Globalization;
using System.Text.Json;
using Teleo.Pool.Requests;
using Teleo.Server.Http;
using Teleo.Server.Serving;

namespace Teleo.Server.Dialects;

/// <summary>The calls of OpenAI: completions and conversations, as a whole or as events.</summary>
internal sealed class OpenAiDialect(ServedPool pool, Generation generation, TimeProvider time)
{
    private const string Events = "text/event-stream";

    public Task ModelsAsync(Exchange exchange) => exchange.WriteAsync(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        for (int model = 0; model < pool.Models.Count; model++)
        {
            json.WriteStartObject();
            json.WriteString("id", pool.Models.NameOf(model));
            json.WriteString("object", "model");
            json.WriteNumber("created", 0);
            json.WriteString("owned_by", pool.Models[model].Manifest.Publisher);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public async Task CompletionsAsync(Exchange exchange)
    {
        var fields = await exchange.ReadAsync();
        var (call, usage) = Read(exchange, fields);
        call = call with { Prompt = fields.NeededText("prompt") };
        fields.NoOthers();
        await AnswerAsync(exchange, call, isChat: false, usage);
    }

    public async Task ChatAsync(Exchange exchange)
    {
        var fields = await exchange.ReadAsync();
        var (call, usage) = Read(exchange, fields);
        call = call with { Turns = [.. DrawFields.Turns(fields)] };
        fields.NoOthers();
        await AnswerAsync(exchange, call, isChat: true, usage);
    }

    public static void WriteProblem(Utf8JsonWriter json, Refusal refusal)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", refusal.Message);
        json.WriteString("type", refusal.Status >= 500 ? "server_error" : "invalid_request_error");
        json.WriteString("param", refusal.Field);
        json.WriteString("code", refusal.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static (ClientCall Call, bool Usage) Read(Exchange exchange, Fields fields)
    {
        string model = fields.NeededText("model");
        bool streams = fields.Flag("stream") ?? false;
        fields.Text("user");
        if (fields.Whole("n", 1, 1024) is > 1) throw new Refusal(400, "unsupported_field", "'n' above 1 is not supported here", "n");
        bool usage = false;
        if (fields.Object("stream_options") is { } options)
        {
            usage = options.Flag("include_usage") ?? false;
            options.NoOthers();
        }

        var draw = DrawFields.Read(fields, fields.Has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens");
        return (new ClientCall { Model = model, Streams = streams, Draw = draw, Scope = DrawFields.Scope(exchange, fields) }, usage);
    }

    private async Task AnswerAsync(Exchange exchange, ClientCall call, bool isChat, bool usage)
    {
        long created = time.GetUtcNow().ToUnixTimeSeconds();
        if (!call.Streams)
        {
            var whole = await generation.WholeAsync(exchange, call);
            await exchange.WriteAsync(200, json =>
            {
                Head(json, call, created, isChat ? "chat.completion" : "text_completion", whole.Id);
                Choice(json, isChat ? "message" : null, whole.Text, ReasonOf(whole));
                Usage(json, whole);
                AnswerFacts.Write(json, whole);
                json.WriteEndObject();
            });
            return;
        }

        var (kind, part) = isChat ? ("chat.completion.chunk", "delta") : ("text_completion", null);
        var answer = await generation.StreamAsync(exchange, call, () => exchange.Begin(Events), text => exchange.EventAsync(json =>
        {
            Head(json, call, created, kind, 0);
            Choice(json, part, text, null);
            json.WriteEndObject();
        }));
        await exchange.EventAsync(json =>
        {
            if (answer.Status != RequestStatus.Answered)
            {
                WriteProblem(json, AnswerFacts.Of(answer));
                return;
            }

            Head(json, call, created, kind, answer.Id);
            Choice(json, part, null, ReasonOf(answer));
            if (usage) Usage(json, answer);
            AnswerFacts.Write(json, answer);
            json.WriteEndObject();
        });
        await exchange.EventAsync("[DONE]"u8);
    }

    private static void Head(Utf8JsonWriter json, ClientCall call, long created, string kind, long id)
    {
        json.WriteStartObject();
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"teleo-{id}"));
        json.WriteString("object", kind);
        json.WriteNumber("created", created);
        json.WriteString("model", call.Model);
    }

    /// <param name="part">The member that holds a message or its continuation; null where the text is a plain member.</param>
    private static void Choice(Utf8JsonWriter json, string? part, string? text, string? reason)
    {
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        if (part is null) json.WriteString("text", text ?? "");
        else
        {
            json.WriteStartObject(part);
            if (text is not null) json.WriteString("role", "assistant");
            if (text is not null) json.WriteString("content", text);
            json.WriteEndObject();
        }

        json.WriteString("finish_reason", reason);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Usage(Utf8JsonWriter json, PoolAnswer answer)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", answer.PromptTokens);
        json.WriteNumber("completion_tokens", answer.AnswerTokens);
        json.WriteNumber("total_tokens", answer.PromptTokens + answer.AnswerTokens);
        json.WriteEndObject();
    }

    private static string ReasonOf(PoolAnswer answer) => answer.IsCut ? "length" : "stop";
}
