using System.Collections;
using System.Globalization;
using System.Text.Json;
using Teleo.Experiments.Research;
using Teleo.Figures.Drawing;
using Teleo.Figures.Plots;

namespace Teleo.Notebooks;

/// <summary>Displays a value in a notebook: figures as pictures, lists of records and JSON as tables, everything as text.</summary>
internal static class Display
{
    private const int MostRows = 200;

    public static IReadOnlyDictionary<string, string> Of(object value)
    {
        var bundle = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["text/plain"] = Plain(value) };
        switch (value)
        {
            case Figure figure:
                bundle["image/svg+xml"] = SvgRenderer.Markup(figure, Theme.Light);
                break;
            case Picture picture:
                bundle["text/html"] = picture.Html;
                break;
            case IShown shown:
                if (shown.Html is { Length: > 0 } html) bundle["text/html"] = html;
                break;
            case JsonElement json:
                if (HtmlOf(json) is { } table) bundle["text/html"] = table;
                break;
            case IEnumerable rows and not string:
                if (Table(rows) is { } records) bundle["text/html"] = records.Html;
                break;
        }

        return bundle;
    }

    private static string Plain(object value) => value switch
    {
        Figure figure => $"figure {figure.Id}: {figure.Title ?? "without a title"}",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        JsonElement json => json.GetRawText(),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Take(20).Select(item => item is null ? "null" : Plain(item)))}]",
        _ => value.ToString() ?? "",
    };

    private static string? HtmlOf(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object)
            return HtmlTable.Of(["name", "value"],
                json.EnumerateObject().Where(p => p.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                    .Select(p => new[] { p.Name, Text(p.Value) }));
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0 || json[0].ValueKind != JsonValueKind.Object) return null;
        string[] names = [.. json[0].EnumerateObject()
            .Where(p => p.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)).Select(p => p.Name)];
        return HtmlTable.Of(names, json.EnumerateArray().Take(MostRows)
            .Select(row => (string[])[.. names.Select(name => row.TryGetProperty(name, out var cell) ? Text(cell) : "")]));
    }

    private static IShown? Table(IEnumerable rows)
    {
        if (rows.Cast<object?>().FirstOrDefault() is not { } first || first is string or IFormattable) return null;
        return Records.ColumnsOf(first.GetType()).Any() ? new Records(rows, first.GetType()) : null;
    }

    private static string Text(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Number when cell.TryGetDouble(out double number) && number != Math.Floor(number) =>
            number.ToString("G5", CultureInfo.InvariantCulture),
        JsonValueKind.Null => "",
        _ => cell.ToString(),
    };
}
