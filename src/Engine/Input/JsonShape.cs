using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Teleo.Engine.Input;

/// <summary>
/// Checks a JSON text against the shape of the type that reads it: members, kinds, lists. The first fault is reported in the terms of the
/// format, with its place and without type names of the program.
/// </summary>
internal ref struct JsonShape
{
    private const int LongestNumber = 64;
    private const string Text = "text", Number = "a number", Whole = "a whole number in range", Natural = Whole + ", not negative";
    private const string Time = "a time such as 2030-12-31T12:00:00Z";

    /// <summary>The required form of the text for a type.</summary>
    private static readonly Dictionary<Type, string> Kinds = new()
    {
        [typeof(string)] = Text,
        [typeof(char)] = Text,
        [typeof(bool)] = "true or false",
        [typeof(float)] = Number,
        [typeof(double)] = Number,
        [typeof(decimal)] = Number,
        [typeof(sbyte)] = Whole,
        [typeof(short)] = Whole,
        [typeof(int)] = Whole,
        [typeof(long)] = Whole,
        [typeof(byte)] = Natural,
        [typeof(ushort)] = Natural,
        [typeof(uint)] = Natural,
        [typeof(ulong)] = Natural,
        [typeof(DateOnly)] = "a day such as 2030-12-31",
        [typeof(DateTime)] = Time,
        [typeof(DateTimeOffset)] = Time,
    };

    private readonly ReadOnlySpan<byte> _text;
    private readonly JsonSerializerOptions _options;
    private readonly JsonLimits _limits;
    private readonly StringComparer _names;
    private Utf8JsonReader _reader;

    private JsonShape(ReadOnlySpan<byte> text, JsonSerializerOptions options, JsonLimits limits)
    {
        _text = text;
        _options = options;
        _limits = limits;
        _names = options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _reader = new Utf8JsonReader(text, new JsonReaderOptions
        {
            MaxDepth = limits.Depth + 1,   // so that the bound is told by this reader and not by the library
            CommentHandling = options.ReadCommentHandling == JsonCommentHandling.Skip
                ? JsonCommentHandling.Skip
                : JsonCommentHandling.Disallow,
            AllowTrailingCommas = options.AllowTrailingCommas,
            AllowMultipleValues = true,   // so that a second value is told as what it is
        });
    }

    /// <summary>Returns the first fault; null where the text has the shape.</summary>
    /// <param name="type">The type that will read the text; null for free-form JSON.</param>
    public static string? Fault(ReadOnlySpan<byte> text, JsonTypeInfo? type, JsonSerializerOptions options, JsonLimits limits)
    {
        if (text.Length > limits.Bytes) return $"it has {text.Length} bytes, more than {limits.Bytes}";
        if (!Utf8.IsValid(text)) return "it is not UTF-8 text; save it as UTF-8";
        var shape = new JsonShape(text, options, limits);
        try
        {
            if (!shape._reader.Read()) return "it is empty; it must be JSON";
            return shape.Value(type, "") ?? (shape._reader.Read() ? shape.At("something follows the end; remove it") : null);
        }
        catch (JsonException broken)
        {
            var (line, column) = ((int)(broken.LineNumber ?? 0), (int)(broken.BytePositionInLine ?? 0));
            string what = RestFrom(text, line, column).Trim(" \t\r\n"u8).IsEmpty
                ? "it ends too early; a bracket or a quote is open"
                : "it is not JSON here; look for a comma, quote or bracket that is missing or too many";
            return $"line {line + 1}, byte {column + 1}: {what}";
        }
    }

    private static ReadOnlySpan<byte> RestFrom(ReadOnlySpan<byte> text, int line, int column)
    {
        for (int i = 0; i < line; i++) text = text[(text.IndexOf((byte)'\n') + 1)..];
        return text[Math.Min(column, text.Length)..];
    }

    // The reader stands on the first token of a value and is left on its last.
    private string? Value(JsonTypeInfo? type, string path)
    {
        if (_reader.CurrentDepth >= _limits.Depth && _reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            return At($"nested more than {_limits.Depth} deep");
        if (type is null)
            return _reader.TokenType switch
            {
                JsonTokenType.StartObject => Members(null, path),
                JsonTokenType.StartArray => Items(null, path),
                _ => Scalar(path),
            };
        return (type.Kind, _reader.TokenType) switch
        {
            (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary, JsonTokenType.StartObject) => Members(type, path),
            (JsonTypeInfoKind.Enumerable, JsonTokenType.StartArray) => Items(type, path),
            (JsonTypeInfoKind.None, _) => Leaf(type, path),
            _ => Wrong(type, path),
        };
    }

    private string? ValueOrNull(JsonTypeInfo? type, string path, bool mayBeNull)
    {
        if (_reader.TokenType != JsonTokenType.Null) return Value(type, path);
        return mayBeNull ? null : Wrong(type, path);
    }

    private string? Members(JsonTypeInfo? type, string path)
    {
        var seen = new HashSet<string>(_names);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            if (Scalar(path) is { } unreadable) return unreadable;
            string name = _reader.GetString()!, below = path.Length == 0 ? SafeText.Name(name) : $"{path}.{SafeText.Name(name)}";
            if (!seen.Add(name)) return At($"{below} stands twice; remove one");
            var (member, fault) = type is { Kind: JsonTypeInfoKind.Object } ? MemberOf(type, name, path) : default;
            if (fault is not null) return fault;
            _reader.Read();
            var inner = member is null ? ElementOf(type) : member.CustomConverter is null ? Info(member.PropertyType) : null;
            bool mayBeNull = member is not null ? AllowsNull(member) : type is not { Kind: JsonTypeInfoKind.Dictionary }
                || _limits.AllowsNullItems;
            if (ValueOrNull(inner, below, mayBeNull) is { } wrong) return wrong;
        }

        return type is { Kind: JsonTypeInfoKind.Object } ? Missing(type, seen, path) : null;
    }

    // A member that the format does not have is a fault, unless the format says that others may stand there.
    private (JsonPropertyInfo? Member, string? Fault) MemberOf(JsonTypeInfo type, string name, string path)
    {
        var names = _names;
        if (type.Properties.FirstOrDefault(property => names.Equals(property.Name, name)) is { } member) return (member, null);
        if ((type.UnmappedMemberHandling ?? _options.UnmappedMemberHandling) == JsonUnmappedMemberHandling.Skip) return (null, null);
        string[] known = [.. type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)
            .Select(property => property.Name)];
        return (null, At($"{Named(path)} may have no member '{SafeText.Name(name)}'{Suggestions.Sentence(name, known)}"));
    }

    private string? Missing(JsonTypeInfo type, HashSet<string> seen, string path)
    {
        bool all = _options.RespectRequiredConstructorParameters;
        string[] missing = [.. type.Properties
            .Where(property => property.IsRequired
                || (all && property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false }))
            .Select(property => property.Name).Where(name => !seen.Contains(name))];
        return missing.Length == 0
            ? null
            : At($"{Named(path)} has no {string.Join(" and no ", missing)}; add {(missing.Length == 1 ? "it" : "them")}");
    }

    private readonly JsonTypeInfo Info(Type type) => _options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    private readonly JsonTypeInfo? ElementOf(JsonTypeInfo? list) => list?.ElementType is { } element ? Info(element) : null;

    private readonly bool AllowsNull(JsonPropertyInfo member)
    {
        if (member.PropertyType.IsValueType) return Nullable.GetUnderlyingType(member.PropertyType) is not null;
        return !_options.RespectNullableAnnotations || (member.IsSetNullable && member.AssociatedParameter is not { IsNullable: false });
    }

    private string? Items(JsonTypeInfo? type, string path)
    {
        var inner = ElementOf(type);
        for (int i = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (ValueOrNull(inner, $"{path}[{i}]", _limits.AllowsNullItems) is { } wrong) return wrong;
        }

        return null;
    }

    // A value that the library reads with a converter: text, number, choice, day. A type with a converter of its own says itself which
    // lists and groups it takes; their tokens are walked as free-form JSON.
    private string? Leaf(JsonTypeInfo type, string path)
    {
        if (Scalar(path) is { } unreadable) return unreadable;
        if (!CanBe(type)) return Wrong(type, path);
        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => Members(null, path),
            JsonTokenType.StartArray => Items(null, path),
            _ => null,
        };
    }

    private readonly bool CanBe(JsonTypeInfo type)
    {
        var copy = _reader;
        try
        {
            JsonSerializer.Deserialize(ref copy, type);
            return true;
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private string? Scalar(string path)
    {
        if (_reader.TokenType == JsonTokenType.Number && _reader.ValueSpan.Length > LongestNumber)
            return At($"{Named(path)} is a number of more than {LongestNumber} digits");
        if (_reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) return null;
        if (_reader.ValueSpan.Length > _limits.TextBytes) return At($"{Named(path)} has more than {_limits.TextBytes} bytes");
        try
        {
            if (_reader.ValueIsEscaped) _reader.GetString();
            return null;
        }
        catch (InvalidOperationException)
        {
            return At($"{Named(path)} is not Unicode text; write its letters as UTF-8");
        }
    }

    private string Wrong(JsonTypeInfo? type, string path) => Scalar(path)
        ?? At($"{Named(path)} is {Found()}; {(type is null ? "remove it" : "it must be " + Words(type))}");

    private static string Named(string path) => path.Length == 0 ? "the file" : path;

    private readonly string Found() => _reader.TokenType switch
    {
        JsonTokenType.StartObject => "a group of members",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => $"'{SafeText.Name(_reader.GetString()!)}'",
        JsonTokenType.Number => SafeText.Name(System.Text.Encoding.UTF8.GetString(_reader.ValueSpan)),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };

    private readonly string Words(JsonTypeInfo info)
    {
        if (info.Kind is JsonTypeInfoKind.Enumerable) return "a list";
        if (info.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary) return "a group of members {...}";
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        return type.IsEnum ? "one of " + string.Join(", ", EnumNames(type)) : Kinds.GetValueOrDefault(type, "as the format has it");
    }

    private readonly IEnumerable<string> EnumNames(Type type)
    {
        var info = _options.GetTypeInfo(type);
        return Enum.GetValuesAsUnderlyingType(type).Cast<object>()
            .Select(value => JsonSerializer.Serialize(Enum.ToObject(type, value), info).Trim('"')).Distinct();
    }

    private readonly string At(string message)
    {
        int offset = (int)Math.Min(_reader.TokenStartIndex, _text.Length);
        var before = _text[..offset];
        return $"line {before.Count((byte)'\n') + 1}, byte {offset - before.LastIndexOf((byte)'\n')}: {message}";
    }
}
