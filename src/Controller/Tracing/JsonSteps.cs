using System.Text.Json;

namespace Teleo.Controller.Tracing;

/// <summary>Small steps of a strict reader: each finds what the format requires or throws with the found value.</summary>
internal static class JsonSteps
{
    /// <summary>Advances to the name of the next member, which must be this one; its value follows.</summary>
    public static ref Utf8JsonReader Member(this ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        if (!reader.Read()) throw new JsonException("the line ends too early");
        return ref reader.Named(name);
    }

    /// <summary>Checks that the reader is at the name of this member; its value follows.</summary>
    public static ref Utf8JsonReader Named(this ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name)) return ref reader;
        string expected = System.Text.Encoding.ASCII.GetString(name);
        throw new JsonException(reader.TokenType == JsonTokenType.PropertyName
            ? $"'{expected}' is expected, '{reader.GetString()}' found"
            : $"'{expected}' is missing");
    }

    public static void Expect(this ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type) throw new JsonException($"{type} is expected, {reader.TokenType} found");
    }

    /// <summary>Advances to the next member: true at its name, false at the end of the object.</summary>
    public static bool NextName(this ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("the line ends too early");
        if (reader.TokenType == JsonTokenType.EndObject) return false;
        reader.Expect(JsonTokenType.PropertyName);
        return true;
    }

    /// <summary>Advances to the next element: true at the element, false at the end of the array.</summary>
    public static bool NextElement(this ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("the line ends too early");
        return reader.TokenType != JsonTokenType.EndArray;
    }

    public static void Next(this ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read()) throw new JsonException("the line ends too early");
        reader.Expect(type);
    }

    public static long NextInt64(this ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.Number);
        return reader.TryGetInt64(out long value) ? value : throw new JsonException("a whole number of 64 bits is expected");
    }

    public static int NextInt32(this ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.Number);
        return reader.TryGetInt32(out int value) ? value : throw new JsonException("a whole number of 32 bits is expected");
    }

    /// <summary>An index below <paramref name="count"/>; -1 where <paramref name="orNone"/>.</summary>
    public static int NextIndex(this ref Utf8JsonReader reader, int count, bool orNone = false)
    {
        int index = reader.NextInt32();
        return index < count && (index >= 0 || (orNone && index == -1))
            ? index
            : throw new JsonException($"index {index} is not below {count}");
    }

    public static double NextReal(this ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("the line ends too early");
        return reader.ReadReal();
    }

    public static bool NextFlag(this ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("the line ends too early");
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw new JsonException($"true or false is expected, {reader.TokenType} found"),
        };
    }

    public static T NextWord<T>(this ref Utf8JsonReader reader)
        where T : struct, Enum
    {
        reader.Next(JsonTokenType.String);
        return EnumNames<T>.TryParse(in reader, out var value)
            ? value
            : throw new JsonException($"'{reader.GetString()}' is no {typeof(T).Name}");
    }

    /// <summary>Sixteen hexadecimal digits.</summary>
    public static ulong NextHex(this ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.String);
        return ulong.TryParse(reader.ValueSpan, System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new JsonException("hexadecimal digits are expected");
    }

    public static JsonException Unknown(this ref Utf8JsonReader reader) => new($"the format has no member '{reader.GetString()}' here");
}
