using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Teleo.Engine.Storage;

namespace Teleo.Notebooks;

/// <summary>A Jupyter notebook file (nbformat 4): read, given new outputs, and written back with equal bytes for equal outputs.</summary>
internal sealed class Notebook
{
    /// <summary>A notebook is text that people wrote; one larger than this is something else.</summary>
    public const long LargestBytes = 64 << 20;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _root;

    private Notebook(JsonObject root) => _root = root;

    public IEnumerable<JsonObject> CodeCells => _root["cells"]!.AsArray().OfType<JsonObject>().Where(cell => (string?)cell["cell_type"] == "code");

    public static Notebook Load(string path)
    {
        if (new FileInfo(path).Length > LargestBytes) throw new InvalidDataException($"more than {LargestBytes} bytes");
        try
        {
            var root = JsonNode.Parse(File.ReadAllBytes(path), documentOptions: new JsonDocumentOptions { MaxDepth = 64 }) as JsonObject;
            if (root?["nbformat"]?.GetValueKind() != JsonValueKind.Number || (int)root["nbformat"]! != 4) throw new InvalidDataException("no notebook of format 4");
            if (root["cells"] is not JsonArray cells || cells.Any(cell => cell is not JsonObject)) throw new InvalidDataException("no list of cells");
            return new Notebook(root);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"no JSON: {fault.Message}", fault);
        }
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

    public void Save(string path) => WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(_root.ToJsonString(Layout) + "\n")));
}
