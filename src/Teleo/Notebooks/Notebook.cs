using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Notebooks;

/// <summary>A Jupyter notebook file (nbformat 4): read, given new outputs, and written back with equal bytes for equal outputs.</summary>
internal sealed class Notebook
{
    /// <summary>A notebook is text that people wrote; one larger than this is something else.</summary>
    public const long LargestBytes = 64 << 20;

    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonLimits Limits =
        new((int)LargestBytes) { Depth = 64, TextBytes = (int)LargestBytes, AllowsNullItems = true };

    private readonly JsonObject _root;

    private Notebook(JsonObject root) => _root = root;

    public IEnumerable<JsonObject> CodeCells =>
        _root["cells"]!.AsArray().OfType<JsonObject>().Where(cell => (string?)cell["cell_type"] == "code");

    public static Notebook Load(string path)
    {
        byte[] bytes = InputFile.ReadAll(path, LargestBytes);
        if (!JsonInput.TryReadTree(bytes, Limits, out var tree, out string problem)) throw new InvalidDataException(problem);
        return (tree as JsonObject is { } root
            ? Problem(root)
            : "the file is no notebook; it must be a group of members {...}") is { } wrong
            ? throw new InvalidDataException(wrong)
            : new Notebook((JsonObject)tree);
    }

    private static string? Problem(JsonObject root)
    {
        if (root["nbformat"] is not JsonValue version || !version.TryGetValue(out int format) || format != 4)
            return "nbformat must be 4; convert it with jupyter nbconvert";
        if (root["cells"] is not JsonArray cells) return "cells is missing or no list; it must be a list [...]";
        for (int i = 0; i < cells.Count; i++)
        {
            if (cells[i] is not JsonObject cell) return $"cells[{i}] is no group of members; it must be {{...}}";
            if (!IsText(cell["cell_type"])) return $"cells[{i}].cell_type must be text";
            bool isSource = cell["source"] is { } source && (IsText(source) || (source is JsonArray lines && lines.All(IsText)));
            if (!isSource) return $"cells[{i}].source must be text or a list of texts";
        }

        return null;

        static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;
    }

    /// <summary>The text of a cell; the format allows a string or a list of lines.</summary>
    public static string SourceOf(JsonObject cell) => cell["source"] switch
    {
        JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
        JsonValue text => (string?)text ?? "",
        _ => "",
    };

    public static void SetOutputs(JsonObject cell, int count, IEnumerable<CellOutput> outputs)
    {
        cell["execution_count"] = count;
        cell["outputs"] = new JsonArray([.. outputs.Select(output => (JsonNode)output.ToJson(count))]);
    }

    public void Save(string path) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(_root.ToJsonString(Layout) + "\n")));
}
