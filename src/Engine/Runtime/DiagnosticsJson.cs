using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Teleo.Engine.Formats;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;

namespace Teleo.Engine.Runtime;

/// <summary>
/// Writes diagnostics as JSON of the schema <c>docs/reference/diagnostics.schema.json</c>: members in snake_case, values in kebab-case.
/// Numbers that are not finite are null. It is written member by member, so that it also works ahead of time.
/// </summary>
public static class DiagnosticsJson
{
    public const string Format = "teleo.diagnostics/1";

    public static readonly JsonWriterOptions Style = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IBufferWriter<byte> output, Diagnostics diagnostics)
    {
        using var json = new Utf8JsonWriter(output, Style);
        Write(json, diagnostics);
    }

    public static void Write(Utf8JsonWriter json, Diagnostics diagnostics)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("state", Word(diagnostics.State));
        json.WriteNumber("load_ms", diagnostics.LoadTime.TotalMilliseconds);
        json.WriteNumber("prompt_tokens", diagnostics.PromptTokens);
        json.WriteNumber("generated_tokens", diagnostics.GeneratedTokens);
        Real(json, "prompt_tokens_per_second", diagnostics.PromptTokensPerSecond);
        Real(json, "generated_tokens_per_second", diagnostics.GeneratedTokensPerSecond);
        json.WriteNumber("peak_scratch_bytes", diagnostics.PeakScratchBytes);
        json.WriteNumber("kv_length", diagnostics.KvLength);
        json.WriteNumber("kv_capacity", diagnostics.KvCapacity);
        json.WriteNumber("kv_bytes", diagnostics.KvBytes);
        json.WriteString("kv_precision", Word(diagnostics.KvPrecision));
        json.WriteStartArray("quantisation");
        foreach (var (type, bytes) in diagnostics.Quantisation)
        {
            json.WriteStartObject();
            json.WriteString("type", type.Name());
            json.WriteNumber("bytes", bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteError(json, diagnostics.LastErrorCode, diagnostics.LastError);
        Token(json, "bos", diagnostics.Bos);
        Token(json, "eos", diagnostics.Eos);
        Token(json, "unknown", diagnostics.Unknown);
        Token(json, "padding", diagnostics.Padding);
        Write(json, diagnostics.Logits);
        json.WriteStartArray("top");
        foreach (var (token, logit) in diagnostics.Top)
        {
            json.WriteStartObject();
            json.WriteNumber("token", token);
            Real(json, "logit", logit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, diagnostics.Chosen);
        Write(json, diagnostics.Sampling);
        json.WriteEndObject();
    }

    /// <summary>Writes the members of the last error; the message is null if there is none.</summary>
    public static void WriteError(Utf8JsonWriter json, EngineErrorCode code, string? message)
    {
        json.WriteNumber("last_error_code", (int)code);
        json.WriteString("last_error_name", code.ToString());
        json.WriteString("last_error", message);
    }

    /// <summary>The name of an enumerated value as the schema has it.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>Writes a number; null if it is not finite.</summary>
    public static void Real(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    private static void Write(Utf8JsonWriter json, LogitsSummary? summary)
    {
        if (!Begin(json, "logits", summary is not null)) return;
        Real(json, "smallest", summary!.Value.Smallest);
        Real(json, "largest", summary.Value.Largest);
        Real(json, "mean", summary.Value.Mean);
        Real(json, "entropy", summary.Value.Entropy);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TokenChoice? choice)
    {
        if (!Begin(json, "chosen", choice is not null)) return;
        json.WriteNumber("token", choice!.Value.Token);
        Real(json, "log_probability", choice.Value.LogProbability);
        Real(json, "entropy", choice.Value.Entropy);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SamplingOptions? sampling)
    {
        if (!Begin(json, "sampling", sampling is not null)) return;
        Real(json, "repeat_penalty", sampling!.RepeatPenalty);
        json.WriteNumber("repeat_window", sampling.RepeatWindow);
        Real(json, "temperature", sampling.Temperature);
        json.WriteNumber("top_k", sampling.TopK);
        Real(json, "top_p", sampling.TopP);
        Real(json, "min_p", sampling.MinP);
        json.WriteNumber("seed", sampling.Seed);
        json.WriteEndObject();
    }

    private static bool Begin(Utf8JsonWriter json, string name, bool exists)
    {
        if (exists) json.WriteStartObject(name);
        else json.WriteNull(name);
        return exists;
    }

    private static void Token(Utf8JsonWriter json, string name, int? token)
    {
        if (token is { } id) json.WriteNumber(name, id);
        else json.WriteNull(name);
    }

    // Single and double precision are written with as many digits as bring the same number back.
    private static void Real(Utf8JsonWriter json, string name, float value)
    {
        if (float.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
