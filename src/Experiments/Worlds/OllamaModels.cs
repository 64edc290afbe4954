using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Teleo.Engine.Input;

namespace Teleo.Experiments.Worlds;

/// <summary>
/// Reads the models of an Ollama server: the answer of <c>/api/tags</c>, that of <c>/api/show</c> for one model, or the text that <c>ollama
/// list</c> prints.
/// </summary>
internal static class OllamaModels
{
    /// <summary>The largest answer or list of a server.</summary>
    public const int LargestBytes = 1 << 24;

    private const int BytesPerCacheEntry = 2;   // Ollama keeps keys and values in 16 bits

    private static readonly JsonLimits Limits = new(LargestBytes) { Depth = 32, AllowsNullItems = true };

    private static readonly string[] ListUnits = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>The models of a text, whichever of the two lists it is.</summary>
    public static ImmutableArray<ModelProfile> Read(string text, string source) =>
        text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal) ? Tags(text, source) : List(text, source);

    /// <summary>The answer of <c>/api/tags</c>: name, size, family and precision of each model.</summary>
    public static ImmutableArray<ModelProfile> Tags(string json, string source)
    {
        if (Parse(json, source) is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("models", out var list)
            || list.ValueKind != JsonValueKind.Array)
            throw Wrong("the answer has no list 'models'; ask /api/tags", source);
        var models = ImmutableArray.CreateBuilder<ModelProfile>();
        foreach (var item in list.EnumerateArray())
        {
            string? name = Text(item, "model") ?? Text(item, "name");
            if (name is null || !item.TryGetProperty("size", out var size) || size.ValueKind != JsonValueKind.Number
                || !size.TryGetInt64(out long bytes))
                throw Wrong($"entry {models.Count + 1} has no name or no size; ask /api/tags again", source);
            var details = item.TryGetProperty("details", out var found) ? found : default;
            string? variant = Text(details, "quantization_level")?.ToLowerInvariant();
            var model = new ModelProfile { Name = name, Bytes = bytes, Family = Family(details), Variant = variant };
            models.Add(Checked(model, source));
        }

        return models.Count > 0 ? models.ToImmutable() : throw Wrong("the server has no model", source);
    }

    /// <summary>Adds the facts of <c>/api/show</c> about a model: bytes of keys and values per token, and its context.</summary>
    /// <param name="contextTokens">The context that the server lays out.</param>
    public static ModelProfile WithDetails(ModelProfile model, string showJson, long contextTokens, string source)
    {
        if (Parse(showJson, source) is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("model_info", out var info)
            || info.ValueKind != JsonValueKind.Object) return model;
        double? layers = Number(info, ".block_count"), heads = Number(info, ".attention.head_count"),
            pairs = Number(info, ".attention.head_count_kv") ?? heads;
        double? width = Number(info, ".embedding_length"), key = Number(info, ".attention.key_length")
            ?? width / heads, value = Number(info, ".attention.value_length") ?? key;
        double? perToken = layers * pairs * (key + value) * BytesPerCacheEntry;
        if (perToken is not (> 0 and < 1e9)) return model;
        long most = (long)(Number(info, ".context_length") ?? contextTokens);
        return model with { KvBytesPerToken = perToken, ContextTokens = Math.Min(contextTokens, most) };
    }

    /// <summary>The text of <c>ollama list</c>: columns NAME, ID, SIZE and MODIFIED, with sizes such as <c>4.7 GB</c>.</summary>
    public static ImmutableArray<ModelProfile> List(string text, string source)
    {
        var models = ImmutableArray.CreateBuilder<ModelProfile>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0] == "NAME") continue;
            int unit = Array.FindIndex(words, 1, word => ListUnits.Contains(word));
            if (unit < 2 || !double.TryParse(words[unit - 1], NumberStyles.Float, CultureInfo.InvariantCulture, out double amount))
                throw Wrong($"line {i + 1} is no line of 'ollama list': it has no size such as 4.7 GB", source);
            models.Add(Checked(
                new ModelProfile { Name = words[0], Bytes = (long)(amount * Math.Pow(1000, Array.IndexOf(ListUnits, words[unit]))) },
                source));
        }

        return models.Count > 0 ? models.ToImmutable() : throw Wrong("the text lists no model; give what ollama list prints", source);
    }

    private static ModelProfile Checked(ModelProfile model, string source) =>
        model.Problems().FirstOrDefault() is (string field, string problem) ? throw Wrong($"{field} of '{model.Name}': {problem}", source)
            : model;

    /// <summary>Family and size of the network, which variants of one model share.</summary>
    private static string? Family(JsonElement details) =>
        Text(details, "family") is { } family ? Text(details, "parameter_size") is { } size ? $"{family} {size}" : family : null;

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>Returns a number of the model's facts, whose names start with the architecture.</summary>
    private static double? Number(JsonElement info, string ending)
    {
        foreach (var member in info.EnumerateObject())
            if (member.Name.EndsWith(ending, StringComparison.Ordinal)
                && member.Value.ValueKind == JsonValueKind.Number) return member.Value.GetDouble();
        return null;
    }

    private static JsonElement Parse(string json, string source)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(json);
        return JsonInput.TryReadTree(utf8, Limits, out var tree, out string problem)
            ? tree.Deserialize<JsonElement>()
            : throw Wrong(problem, source);
    }

    private static InputException Wrong(string problem, string source) => new("BadOllama", problem, source);
}
