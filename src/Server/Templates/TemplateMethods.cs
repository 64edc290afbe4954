using System.Text.Json;

namespace Teleo.Server.Templates;

/// <summary>The methods of text and the filters that chat templates use.</summary>
internal static class TemplateMethods
{
    private static readonly Dictionary<string, Func<string, object?>> Methods = new()
    {
        ["strip"] = text => text.Trim(),
        ["lstrip"] = text => text.TrimStart(),
        ["rstrip"] = text => text.TrimEnd(),
        ["upper"] = text => text.ToUpperInvariant(),
        ["lower"] = text => text.ToLowerInvariant(),
    };

    private static readonly Dictionary<string, Func<string, string, object?>> MethodsWithText = new()
    {
        ["strip"] = (text, signs) => text.Trim(signs.ToCharArray()),
        ["lstrip"] = (text, signs) => text.TrimStart(signs.ToCharArray()),
        ["rstrip"] = (text, signs) => text.TrimEnd(signs.ToCharArray()),
        ["startswith"] = (text, part) => text.StartsWith(part, StringComparison.Ordinal),
        ["endswith"] = (text, part) => text.EndsWith(part, StringComparison.Ordinal),
        ["split"] = (text, part) => part.Length > 0
            ? text.Split(part).Select(piece => (object?)piece).ToList()
            : throw new TemplateException("'split' needs a text to split at"),
    };

    private static readonly Dictionary<string, Func<string, object?>> TextFilters = new()
    {
        ["trim"] = text => text.Trim(),
        ["upper"] = text => text.ToUpperInvariant(),
        ["lower"] = text => text.ToLowerInvariant(),
        ["length"] = text => (long)text.Length,
        ["count"] = text => (long)text.Length,
        ["tojson"] = text => JsonSerializer.Serialize(text),
    };

    private static readonly Dictionary<string, Func<List<object?>, object?>> ListFilters = new()
    {
        ["length"] = list => (long)list.Count,
        ["count"] = list => (long)list.Count,
        ["first"] = list => list.Count > 0 ? list[0] : TemplateValue.Undefined,
        ["last"] = list => list.Count > 0 ? list[^1] : TemplateValue.Undefined,
        ["list"] = list => list,
    };

    public static object? Call(string name, object? value, List<object?> arguments)
    {
        if (value is Dictionary<string, object?> map && name == "get" && arguments is [string key, ..])
            return map.TryGetValue(key, out object? found) ? found : arguments.ElementAtOrDefault(1);
        if (value is not string text) throw new TemplateException($"the method '{name}' belongs to a text");
        return arguments switch
        {
            [] when Methods.TryGetValue(name, out var method) => method(text),
            [string part] when MethodsWithText.TryGetValue(name, out var method) => method(text, part),
            _ => throw new TemplateException($"the method '{name}' is not understood here"),
        };
    }

    public static object? Filter(string name, object? value, List<object?> arguments) => (name, value) switch
    {
        ("string", _) => TemplateValue.Text(value),
        ("default", _) => value == TemplateValue.Undefined ? arguments.FirstOrDefault() : value,
        (_, string text) when TextFilters.TryGetValue(name, out var filter) => filter(text),
        (_, List<object?> list) when ListFilters.TryGetValue(name, out var filter) => filter(list),
        _ => throw new TemplateException($"the filter '{name}' is not understood here"),
    };
}
