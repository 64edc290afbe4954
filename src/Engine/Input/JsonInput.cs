using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Teleo.Engine.Input;

/// <summary>
/// The one reader of JSON from outside. It refuses text that is too large or too deep, duplicate members, null in lists and maps, and
/// unknown members. A refusal names line, member, found value and expected value.
/// </summary>
public static class JsonInput
{
    /// <summary>Reads a value of one format; on failure <paramref name="problem"/> has the fault and its place.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> utf8, JsonSerializerOptions options, JsonLimits limits, out T value,
        out string problem)
        where T : notnull
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return TryRead(utf8, Json.TypeOf<T>(options), limits, out value, out problem);
    }

    /// <summary>Reads a value of a type with a source-generated JSON form.</summary>
    internal static bool TryRead<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, JsonLimits limits, out T value, out string problem)
        where T : notnull
    {
        value = default!;
        utf8 = WithoutMark(utf8);
        problem = JsonShape.Fault(utf8, type, type.Options, limits) ?? "";
        if (problem.Length > 0) return false;
        try
        {
            value = JsonSerializer.Deserialize(utf8, type)!;
            return true;
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            problem = fault is JsonException { LineNumber: { } line }
                ? $"line {line + 1} is not as the format has it"
                : "it is not as the format has it";
            return false;
        }
    }

    /// <summary>Reads free-form JSON, such as a notebook; on failure <paramref name="problem"/> has the fault and its place.</summary>
    public static bool TryReadTree(ReadOnlySpan<byte> utf8, JsonLimits limits, out JsonNode tree, out string problem)
    {
        tree = null!;
        utf8 = WithoutMark(utf8);
        problem = JsonShape.Fault(utf8, type: null, JsonSerializerOptions.Default, limits) ?? "";
        if (problem.Length > 0) return false;
        if (JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { MaxDepth = limits.Depth + 1 }) is not { } root)
        {
            problem = "the file is null; it must be {...}";
            return false;
        }

        tree = root;
        return true;
    }

    /// <summary>Reads free-form JSON for access by member; on failure <paramref name="problem"/> has the fault.</summary>
    public static bool TryReadElement(ReadOnlySpan<byte> utf8, JsonLimits limits, out JsonElement value, out string problem)
    {
        value = default;
        utf8 = WithoutMark(utf8);
        problem = JsonShape.Fault(utf8, type: null, JsonSerializerOptions.Default, limits) ?? "";
        if (problem.Length > 0) return false;
        value = JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = limits.Depth + 1 });
        return true;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) => utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
}
