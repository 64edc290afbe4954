using System.Text.Json;
using System.Text.RegularExpressions;

namespace Teleo.Controller.Tests.Tracing;

/// <summary>Every line that is written is what the published schema says a line is.</summary>
public sealed class SchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "trace.schema.json"))).RootElement;

    [Fact]
    public void Every_line_of_a_run_satisfies_the_published_schema() => CheckAll(Traces.OfRun(seconds: 120));

    [Fact]
    public void Every_line_of_random_decisions_satisfies_the_published_schema() => CheckAll(Traces.OfRandomDecisions(skills: 14, count: 300));

    [Fact]
    public void The_check_itself_can_fail()
    {
        string line = Traces.Lines(Traces.OfRun(seconds: 5))[1];
        Assert.Null(Fault(line));
        Assert.NotNull(Fault(line.Replace("\"trigger\":\"", "\"trigger\":\"un", StringComparison.Ordinal)));
        Assert.NotNull(Fault(line.Replace("\"candidates\":", "\"candidate\":", StringComparison.Ordinal)));
        Assert.NotNull(Fault(line.Replace("\"balance\":", "\"balance\":\"much\",\"x\":", StringComparison.Ordinal)));
    }

    private static void CheckAll(byte[] trace) => Assert.All(Traces.Lines(trace), line => Assert.Null(Fault(line)));

    private static string? Fault(string line)
    {
        var value = JsonDocument.Parse(line).RootElement;
        return Fault(Schema, value, "line");
    }

    /// <summary>The part of JSON Schema that the file uses; null where the value satisfies the rule.</summary>
    private static string? Fault(JsonElement rule, JsonElement value, string at)
    {
        if (rule.TryGetProperty("$ref", out var reference)) return Fault(Schema.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), value, at);
        if (rule.TryGetProperty("oneOf", out var choices))
        {
            var faults = choices.EnumerateArray().Select(choice => Fault(choice, value, at)).ToList();
            return faults.Count(fault => fault is null) == 1 ? null : $"{at}: {string.Join(" | ", faults)}";
        }

        if (rule.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value)) return $"{at} is not {only}";
        if (rule.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value))) return $"{at}: {value} is no known word";
        if (rule.TryGetProperty("type", out var type) && !IsA(type.GetString()!, value)) return $"{at} is no {type}";
        if (rule.TryGetProperty("minimum", out var least) && value.GetDouble() < least.GetDouble()) return $"{at}: {value} is below {least}";
        if (rule.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value.GetString()!, pattern.GetString()!)) return $"{at}: {value} does not match";
        if (rule.TryGetProperty("minItems", out var fewest) && value.GetArrayLength() < fewest.GetInt32()) return $"{at} has too few";
        if (rule.TryGetProperty("maxItems", out var most) && value.GetArrayLength() > most.GetInt32()) return $"{at} has too many";
        if (rule.TryGetProperty("items", out var items))
            foreach (var item in value.EnumerateArray())
                if (Fault(items, item, at + "[]") is { } fault) return fault;
        return value.ValueKind == JsonValueKind.Object ? MemberFault(rule, value, at) : null;
    }

    private static string? MemberFault(JsonElement rule, JsonElement value, string at)
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
                if (Fault(known, member.Value, $"{at}.{member.Name}") is { } fault) return fault;
            }
            else if (hasMore && more.ValueKind == JsonValueKind.False)
            {
                return $"{at} has an unknown member {member.Name}";
            }
            else if (hasMore && Fault(more, member.Value, $"{at}.{member.Name}") is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static bool IsA(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E'),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => throw new NotSupportedException(type),
    };
}
