using System.Text.Json;

namespace Teleo.Server.Templates;

/// <summary>The methods of text and the filters that chat templates use.</summary>
internal static class TemplateMethods
{
    public static object? Call(string name, object? value, List<object?> arguments)
    {
        if (value is Dictionary<string, object?> map && name == "get" && arguments is [string key, ..])
            return map.TryGetValue(key, out object? found) ? found : arguments.ElementAtOrDefault(1);
        if (value is not string text) throw new TemplateException($"the method '{name}' belongs to a text");
        return (name, arguments) switch
        {
            ("strip", []) => text.Trim(),
            ("strip", [string characters]) => text.Trim(characters.ToCharArray()),
            ("lstrip", []) => text.TrimStart(),
            ("lstrip", [string characters]) => text.TrimStart(characters.ToCharArray()),
            ("rstrip", []) => text.TrimEnd(),
            ("rstrip", [string characters]) => text.TrimEnd(characters.ToCharArray()),
            ("upper", []) => text.ToUpperInvariant(),
            ("lower", []) => text.ToLowerInvariant(),
            ("startswith", [string part]) => text.StartsWith(part, StringComparison.Ordinal),
            ("endswith", [string part]) => text.EndsWith(part, StringComparison.Ordinal),
            ("split", [string { Length: > 0 } part]) => text.Split(part).Select(piece => (object?)piece).ToList(),
            _ => throw new TemplateException($"the method '{name}' is not understood here"),
        };
    }

    public static object? Filter(string name, object? value, List<object?> arguments) => (name, value) switch
    {
        ("trim", string text) => text.Trim(),
        ("upper", string text) => text.ToUpperInvariant(),
        ("lower", string text) => text.ToLowerInvariant(),
        ("length" or "count", string text) => (long)text.Length,
        ("length" or "count", List<object?> list) => (long)list.Count,
        ("first", List<object?> list) => list.Count > 0 ? list[0] : TemplateValue.Undefined,
        ("last", List<object?> list) => list.Count > 0 ? list[^1] : TemplateValue.Undefined,
        ("list", List<object?> list) => list,
        ("string", _) => TemplateValue.Text(value),
        ("default", _) => value == TemplateValue.Undefined ? arguments.FirstOrDefault() : value,
        ("tojson", string text) => JsonSerializer.Serialize(text),
        _ => throw new TemplateException($"the filter '{name}' is not understood here"),
    };
}
