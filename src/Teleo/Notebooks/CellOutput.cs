using System.Text.Json.Nodes;

namespace Teleo.Notebooks;

/// <summary>One output of a cell: printed text, displayed value, value of its last line, or failure.</summary>
internal abstract record CellOutput
{
    private CellOutput()
    {
    }

    public sealed record Printed(string Text) : CellOutput;

    public sealed record Shown(IReadOnlyDictionary<string, string> Data) : CellOutput;

    public sealed record Result(IReadOnlyDictionary<string, string> Data) : CellOutput;

    public sealed record Failed(string Name, string Message, IReadOnlyList<string> Lines) : CellOutput;

    /// <summary>Returns the output as a notebook file holds it.</summary>
    public JsonObject ToJson(int count)
    {
        var (type, content) = Described(count);
        content["output_type"] = type;
        return content;
    }

    private (string Type, JsonObject Content) Described(int count) => this switch
    {
        Printed printed => ("stream", new JsonObject { ["name"] = "stdout", ["text"] = printed.Text }),
        Shown shown => ("display_data", new JsonObject { ["data"] = Bundle(shown.Data), ["metadata"] = new JsonObject() }),
        Result result => ("execute_result", new JsonObject
        {
            ["data"] = Bundle(result.Data),
            ["execution_count"] = count,
            ["metadata"] = new JsonObject()
        }),
        Failed failed => ("error", new JsonObject
        {
            ["ename"] = failed.Name,
            ["evalue"] = failed.Message,
            ["traceback"] = new JsonArray([.. failed.Lines.Select(line => (JsonNode)line)])
        }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static JsonObject Bundle(IReadOnlyDictionary<string, string> data)
    {
        var bundle = new JsonObject();
        foreach (var (kind, text) in data.OrderBy(entry => entry.Key, StringComparer.Ordinal)) bundle[kind] = text;
        return bundle;
    }
}
