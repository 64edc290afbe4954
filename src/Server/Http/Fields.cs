using System.Collections.Immutable;
using System.Text.Json;
using Teleo.Engine.Input;

namespace Teleo.Server.Http;

/// <summary>
/// The members of a client's JSON object. Each is read by name and checked; <see cref="NoOthers"/> refuses unread members, so that no field
/// is ignored. A member without effect (null, false, empty) is accepted.
/// </summary>
internal sealed class Fields
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly HashSet<string> _known = [];

    public Fields(JsonElement value, string path = "")
    {
        if (value.ValueKind != JsonValueKind.Object) throw Refusal.Bad(
            path.Length == 0 ? "the body is not a JSON object" : $"'{path}' is not an object", path);
        (_object, _path) = (value, path);
    }

    /// <summary>Reads a body. Twice the same member, comments and trailing commas are refused.</summary>
    public static Fields Parse(ReadOnlySpan<byte> body)
    {
        var limits = new JsonLimits(body.Length) { Depth = 32, TextBytes = body.Length, AllowsNullItems = true };
        return JsonInput.TryReadElement(body, limits, out var value, out string problem)
            ? new Fields(value)
            : throw Refusal.Bad($"the body is not JSON that this server reads: {problem}");
    }

    public bool Has(string name) => TryGet(name, out _);

    public string? Text(string name)
    {
        if (!TryGet(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "a string");
    }

    public string NeededText(string name) => Text(name) ?? throw Refusal.Bad($"'{Path(name)}' is missing", Path(name));

    public double? Number(string name, double least, double most)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double number)) throw Wrong(name, "a number");
        return number >= least && number <= most ? number : throw Wrong(name, $"a number from {least} to {most}");
    }

    public long? Whole(string name, long least, long most)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out long number)) throw Wrong(name, "a whole number");
        return number >= least && number <= most ? number : throw Wrong(name, $"a whole number from {least} to {most}");
    }

    public bool? Flag(string name)
    {
        if (!TryGet(name, out var value)) return null;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "true or false");
    }

    public Fields? Object(string name) => TryGet(name, out var value) ? new Fields(value, Path(name)) : null;

    /// <summary>A string, or a list of strings.</summary>
    public ImmutableArray<string> Texts(string name, int most)
    {
        if (!TryGet(name, out var value)) return [];
        if (value.ValueKind == JsonValueKind.String) return [value.GetString()!];
        if (value.ValueKind != JsonValueKind.Array
            || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)) throw Wrong(
                name, "a string or a list of strings");
        return value.GetArrayLength() <= most ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong(name, $"at most {most} strings");
    }

    public IEnumerable<Fields> Objects(string name, int most)
    {
        if (!TryGet(name, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list");
        if (value.GetArrayLength() > most) throw Wrong(name, $"a list of at most {most}");
        return value.EnumerateArray().Select((item, i) => new Fields(item, $"{Path(name)}[{i}]"));
    }

    public bool TryGet(string name, out JsonElement value)
    {
        _known.Add(name);
        return _object.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>Refuses the first unread member that would have an effect.</summary>
    public void NoOthers()
    {
        foreach (var member in _object.EnumerateObject())
        {
            if (_known.Contains(member.Name) || IsWithoutEffect(member.Value)) continue;
            string near = Suggestions.Sentence(member.Name, [.. _known]);
            throw new Refusal(400, "unsupported_field", $"'{Path(member.Name)}' is not supported here{near}", Path(member.Name));
        }
    }

    public Refusal Wrong(string name, string wanted) => Refusal.Bad($"'{Path(name)}' must be {wanted}", Path(name));

    private string Path(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private static bool IsWithoutEffect(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Number => value.TryGetDouble(out double number) && number == 0,
        _ => false,
    };
}
