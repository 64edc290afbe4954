using System.Text.Json;
using System.Text.RegularExpressions;

namespace Teleo.Tests;

/// <summary>Checks values against the part of JSON Schema that the published schemas use.</summary>
internal static class JsonSchema
{
    /// <summary>What is wrong with a value, and where; null where it satisfies the schema.</summary>
    public static string? Fault(JsonElement schema, JsonElement value) => Fault(schema, schema, value, "$");

    /// <summary>The part of JSON Schema that the file uses; null where the value satisfies the rule.</summary>
    private static string? Fault(JsonElement schema, JsonElement rule, JsonElement value, string at)
    {
        if (rule.TryGetProperty("$ref", out var reference)) return Fault(schema, schema.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), value, at);
        if (rule.TryGetProperty("oneOf", out var choices))
        {
            var faults = choices.EnumerateArray().Select(choice => Fault(schema, choice, value, at)).ToList();
            return faults.Count(fault => fault is null) == 1 ? null : $"{at}: {string.Join(" | ", faults)}";
        }

        if (rule.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value)) return $"{at} is not {only}";
        if (rule.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value))) return $"{at}: {value} is no known word";
        if (rule.TryGetProperty("type", out var type) && !IsOneOf(type, value)) return $"{at} is no {type}";
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (rule.TryGetProperty("minimum", out var least) && value.GetDouble() < least.GetDouble()) return $"{at}: {value} is below {least}";
        if (rule.TryGetProperty("maximum", out var greatest) && value.GetDouble() > greatest.GetDouble()) return $"{at}: {value} is above {greatest}";
        if (rule.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value.GetString()!, pattern.GetString()!)) return $"{at}: {value} does not match";
        if (rule.TryGetProperty("minItems", out var fewest) && value.GetArrayLength() < fewest.GetInt32()) return $"{at} has too few";
        if (rule.TryGetProperty("maxItems", out var most) && value.GetArrayLength() > most.GetInt32()) return $"{at} has too many";
        if (rule.TryGetProperty("items", out var items))
            foreach (var item in value.EnumerateArray())
                if (Fault(schema, items, item, at + "[]") is { } fault) return fault;
        return value.ValueKind == JsonValueKind.Object ? MemberFault(schema, rule, value, at) : null;
    }

    private static string? MemberFault(JsonElement schema, JsonElement rule, JsonElement value, string at)
    {
        if (rule.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray())
                if (!value.TryGetProperty(name.GetString()!, out _)) return $"{at} has no {name}";
        rule.TryGetProperty("properties", out var properties);
        bool hasMore = rule.TryGetProperty("additionalProperties", out var more);
        foreach (var member in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var known))
            {
                if (Fault(schema, known, member.Value, $"{at}.{member.Name}") is { } fault) return fault;
            }
            else if (hasMore && more.ValueKind == JsonValueKind.False)
            {
                return $"{at} has an unknown member {member.Name}";
            }
            else if (hasMore && Fault(schema, more, member.Value, $"{at}.{member.Name}") is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static bool IsOneOf(JsonElement type, JsonElement value) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(one => IsA(one.GetString()!, value)) : IsA(type.GetString()!, value);

    private static bool IsA(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E'),
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => throw new NotSupportedException(type),
    };
}
