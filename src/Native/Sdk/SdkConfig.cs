using System.Collections.Immutable;
using System.Text.Json;

namespace Teleo.Native.Sdk;

/// <summary>
/// A JSON object with a host's options: each member is read once, and unread members are refused, so that a misspelt one is found.
/// </summary>
internal sealed class SdkConfig
{
    private const int LargestBytes = 1 << 20;

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    private SdkConfig(string json) => Json = json;

    private SdkConfig(JsonElement members)
        : this(members.GetRawText())
    {
        foreach (var member in members.EnumerateObject())
            if (!_members.TryAdd(member.Name, member.Value)) throw SdkException.Invalid($"option '{member.Name}' is given twice");
    }

    /// <summary>The object as it was given, for a reader that checks its members itself; empty where nothing was given.</summary>
    public string Json { get; }

    /// <summary>Reads an object; no bytes are an empty one.</summary>
    public static SdkConfig Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return new("");
        if (utf8.Length > LargestBytes)
            throw SdkException.Invalid($"the options have {utf8.Length} bytes; at most {LargestBytes} are read");
        try
        {
            using var document = JsonDocument.Parse(utf8.ToArray(), new() { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw SdkException.Invalid("the options are no JSON object");
            return new(document.RootElement.Clone());
        }
        catch (JsonException problem)
        {
            throw SdkException.Invalid($"the options are no JSON: line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            throw SdkException.Invalid("the options hold a text that is not valid UTF-8");
        }
    }

    public string? Text(string name) => Take(name, JsonValueKind.String, "a text") is { } value ? value.GetString() : null;

    public int Integer(string name, int otherwise) =>
        Take(name, JsonValueKind.Number, "a number") is not { } value ? otherwise
        : value.TryGetInt32(out int number) ? number : throw Wrong(name, "a whole number of at most 31 bits");

    public ulong Seed(string name, ulong otherwise) =>
        Take(name, JsonValueKind.Number, "a number") is not { } value ? otherwise
        : value.TryGetUInt64(out ulong number) ? number : throw Wrong(name, "a whole number from 0 to 2^64 - 1");

    public float Real(string name, float otherwise) =>
        Take(name, JsonValueKind.Number, "a number") is not { } value ? otherwise
        : value.TryGetSingle(out float number) && float.IsFinite(number) ? number : throw Wrong(name, "a finite number");

    public bool Flag(string name, bool otherwise)
    {
        if (!_members.Remove(name, out var value)) return otherwise;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "true or false");
    }

    public ImmutableArray<string> Texts(string name, ImmutableArray<string> otherwise)
    {
        if (Take(name, JsonValueKind.Array, "a list of texts") is not { } value) return otherwise;
        if (value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)) throw Wrong(name, "a list of texts");
        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    /// <summary>Returns the objects of a list, each with its own options; none if it is missing.</summary>
    public ImmutableArray<SdkConfig> Objects(string name)
    {
        if (Take(name, JsonValueKind.Array, "a list of objects") is not { } value) return [];
        if (value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object)) throw Wrong(name, "a list of objects");
        return [.. value.EnumerateArray().Select(item => new SdkConfig(item))];
    }

    /// <summary>An object as it was given, for a reader that checks its members itself; empty where it is not given.</summary>
    public string ObjectJson(string name) => Take(name, JsonValueKind.Object, "an object")?.GetRawText() ?? "";

    /// <summary>Refuses unread members, and options with faults.</summary>
    /// <param name="faults">All faults of the options that were read.</param>
    public void End(params IEnumerable<string> faults)
    {
        if (_members.Count > 0)
            throw SdkException.Invalid($"there is no option '{_members.Keys.Order(StringComparer.Ordinal).First()}' here");
        if (string.Join("; ", faults) is { Length: > 0 } all) throw SdkException.Invalid(all);
    }

    private JsonElement? Take(string name, JsonValueKind kind, string expected)
    {
        if (!_members.Remove(name, out var value)) return null;
        return value.ValueKind == kind ? value : throw Wrong(name, expected);
    }

    private static SdkException Wrong(string name, string expected) => SdkException.Invalid($"option '{name}' must be {expected}");
}
