using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Documents;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Worlds;

/// <summary>Reads and writes worlds as JSON of the format <c>teleo.world/1</c> (docs/reference/world.schema.json).</summary>
internal static class WorldFile
{
    public const string Format = "teleo.world/1";

    private static readonly Lazy<JsonElement> LazySchema = new(() =>
    {
        using var stream = typeof(WorldFile).Assembly.GetManifestResourceStream("world.schema.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    });

    public static JsonElement Schema => LazySchema.Value;

    /// <summary>Tells a world file from a table of models by its first character.</summary>
    public static bool IsWorld(string path)
    {
        using var file = InputFile.Open(path);
        for (int b; (b = file.ReadByte()) >= 0;)
            if (b is not (' ' or '\t' or '\r' or '\n' or 0xEF or 0xBB or 0xBF)) return b == '{';
        return false;
    }

    public static World Read(string path)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        var world = Parse(InputFile.ReadAll(path, JsonTree.LargestBytes), folder, out var faults);
        return world ?? throw new InputException("BadWorld", string.Join("; ", faults.Take(10)), path);
    }

    /// <summary>The world, or null with every fault that was found.</summary>
    /// <param name="folder">Where relative paths in the file begin.</param>
    public static World? Parse(ReadOnlySpan<byte> bytes, string folder, out IReadOnlyList<DocumentFault> faults)
    {
        var tree = JsonTree.TryParse(bytes, out var syntax);
        faults = tree is null ? [syntax!] : SchemaCheck.Check(Schema, tree);
        if (faults.Count > 0) return null;
        var root = tree!.Root;
        var found = new List<(string Path, string Problem)>();
        if (root["format"]!.Text != Format) found.Add(("format", $"'{root["format"]!.Text}' is another format than {Format}"));
        var world = new World
        {
            Models = ModelsIn(root["models"], folder, found),
            Machine = MachineIn(root["machine"], found),
            Traffic = root["traffic"]?["workload"] is { } workload ? new(Resolved(workload.Text, folder)) : null,
            Assumed = root["assumed"] is { } assumed ? [.. assumed.Items.Select(item => item.Text)] : [],
        };
        found.AddRange(world.Problems());
        faults = [.. found.Select(problem => tree.FaultAt(problem.Path, problem.Problem))];
        return faults.Count == 0 ? world : null;
    }

    public static void Write(World world, string path) => AtomicFile.WriteText(path, Text(world));

    public static string Text(World world)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json =
            new Utf8JsonWriter(
            bytes, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            WriteWorld(world, json);
        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }

    private static ImmutableArray<ModelProfile> ModelsIn(JsonTree.Node? node, string folder, List<(string, string)> found)
    {
        if (node is null) return [];
        if (node.Kind == JsonValueKind.String) return ModelsCsv.Read(Path.Combine(folder, node.Text));
        return [.. node.Items.Select((item, i) => ModelIn(item, $"models[{i}]", found))];
    }

    private static ModelProfile ModelIn(JsonTree.Node node, string path, List<(string, string)> found)
    {
        var model = new ModelProfile { Name = "", Bytes = 0 };
        foreach (var (name, _, value) in node.Members)
        {
            var field = ModelField.All.First(field => field.Name == name);
            object? read = field.Kind switch
            {
                FieldKind.Text => value.Text,
                FieldKind.Texts => (ImmutableArray<string>)[.. value.Items.Select(item => item.Text)],
                FieldKind.Size => Size(value, $"{path}.{name}", found),
                _ => double.Parse(value.Text, CultureInfo.InvariantCulture),
            };
            if (read is not null) model = field.Set(model, read);
        }

        return model;
    }

    private static double? Size(JsonTree.Node node, string path, List<(string, string)> found)
    {
        if (node.Kind == JsonValueKind.Number) return double.Parse(node.Text, CultureInfo.InvariantCulture);
        if (ByteSize.TryParse(node.Text, out long bytes, out string problem)) return bytes;
        found.Add((path, problem));
        return null;
    }

    /// <summary>Reads a machine: a known name, or a known one with changed values.</summary>
    private static MachineProfile MachineIn(JsonTree.Node? node, List<(string, string)> found)
    {
        if (node is null) return Machines.Disk;
        string name = node.Kind == JsonValueKind.String ? node.Text : node["like"]?.Text ?? "disk";
        if (Machines.Find(name) is not { } machine)
        {
            found.Add((node.Kind == JsonValueKind.String ? "machine"
                : "machine.like", $"no machine '{name}'{Suggestions.Sentence(name, Machines.Names)}"));
            return Machines.Disk;
        }

        if (node.Kind == JsonValueKind.String) return machine;
        double Number(string field, double value) =>
            node[field] is { } stated ? double.Parse(stated.Text, CultureInfo.InvariantCulture) : value;
        long Bytes(string field, long value) =>
            node[field] is { } stated ? (long)(Size(stated, $"machine.{field}", found) ?? value) : value;
        return machine with
        {
            Name = node["name"]?.Text ?? machine.Name,
            Source = node["source"]?.Text ?? machine.Source,
            MemoryBytes = node["memory_bytes"] is null ? machine.MemoryBytes : Bytes("memory_bytes", 0),
            BaseBytes = Bytes("base_bytes", machine.BaseBytes),
            Workers = (int)Number("workers", machine.Workers),
            Loaders = (int)Number("loaders", machine.Loaders),
            Cold = new(Number("cold_start_s", machine.Cold.StartSeconds), Number("cold_bytes_per_s", machine.Cold.BytesPerSecond)),
            Warm = new(Number("warm_start_s", machine.Warm.StartSeconds), Number("warm_bytes_per_s", machine.Warm.BytesPerSecond)),
            PageCacheBytes = Bytes("page_cache_bytes", machine.PageCacheBytes),
            Interference = Number("interference", machine.Interference),
            UnloadSeconds = Number("unload_s", machine.UnloadSeconds),
            WeightBytesPerSecond = Number("weight_bytes_per_s", machine.WeightBytesPerSecond),
            PrefillSpeedup = Number("prefill_speedup", machine.PrefillSpeedup),
        };
    }

    private static string Resolved(string workload, string folder) =>
        WorkloadLibrary.Find(workload) is not null || Path.IsPathRooted(workload) ? workload : Path.Combine(folder, workload);

    private static void WriteWorld(World world, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteStartArray("models");
        foreach (var model in world.Models) WriteModel(model, json);
        json.WriteEndArray();
        if (ReferenceEquals(world.Machine, Machines.Find(world.Machine.Name))) json.WriteString("machine", world.Machine.Name);
        else WriteMachine(world.Machine, json);
        if (world.Traffic is { } traffic)
        {
            json.WriteStartObject("traffic");
            json.WriteString("workload", traffic.Workload);
            json.WriteEndObject();
        }

        WriteTexts(json, "assumed", world.Assumed);
        json.WriteEndObject();
    }

    private static void WriteModel(ModelProfile model, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var field in ModelField.All)
        {
            switch (field.Get(model))
            {
                case string text: json.WriteString(field.Name, text); break;
                case long whole: json.WriteNumber(field.Name, whole); break;
                case double number: json.WriteNumber(field.Name, number); break;
                case ImmutableArray<string> texts: WriteTexts(json, field.Name, texts); break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteMachine(MachineProfile machine, Utf8JsonWriter json)
    {
        json.WriteStartObject("machine");
        json.WriteString("name", machine.Name);
        json.WriteString("source", machine.Source);
        if (machine.MemoryBytes is { } memory) json.WriteNumber("memory_bytes", memory);
        json.WriteNumber("base_bytes", machine.BaseBytes);
        json.WriteNumber("workers", machine.Workers);
        json.WriteNumber("loaders", machine.Loaders);
        json.WriteNumber("cold_start_s", machine.Cold.StartSeconds);
        json.WriteNumber("cold_bytes_per_s", machine.Cold.BytesPerSecond);
        json.WriteNumber("warm_start_s", machine.Warm.StartSeconds);
        json.WriteNumber("warm_bytes_per_s", machine.Warm.BytesPerSecond);
        json.WriteNumber("page_cache_bytes", machine.PageCacheBytes);
        json.WriteNumber("interference", machine.Interference);
        json.WriteNumber("unload_s", machine.UnloadSeconds);
        json.WriteNumber("weight_bytes_per_s", machine.WeightBytesPerSecond);
        json.WriteNumber("prefill_speedup", machine.PrefillSpeedup);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
