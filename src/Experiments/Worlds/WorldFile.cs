using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Documents;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Worlds;

/// <summary>Reads and writes worlds as JSON of the format <c>teleo.world/1</c> (docs/reference/world.schema.json).</summary>
internal static class WorldFile
{
    public const string Format = "teleo.world/1";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

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

    public static string Text(World world) => JsonSerializer.Serialize(new
    {
        format = Format,
        models = world.Models.Select(Written),
        machine = ReferenceEquals(world.Machine, Machines.Find(world.Machine.Name)) ? (object)world.Machine.Name : Written(world.Machine),
        traffic = world.Traffic is { } traffic ? new { workload = traffic.Workload } : null,
        assumed = world.Assumed,
    }, Layout) + "\n";

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
                _ => NumberIn(value, field.Kind, $"{path}.{name}", found),
            };
            if (read is not null) model = field.Set(model, read);
        }

        return model;
    }

    /// <summary>A number, or bytes as a text such as 4.9GB.</summary>
    private static double? NumberIn(JsonTree.Node node, FieldKind kind, string path, List<(string, string)> found)
    {
        if (kind != FieldKind.Size || node.Kind == JsonValueKind.Number) return double.Parse(node.Text, CultureInfo.InvariantCulture);
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
        machine = machine with { Name = node["name"]?.Text ?? machine.Name, Source = node["source"]?.Text ?? machine.Source };
        foreach (var field in MachineField.All)
            if (node[field.Name] is { } stated && NumberIn(stated, field.Kind, $"machine.{field.Name}", found) is { } value)
                machine = field.Set(machine, value);
        return machine;
    }

    private static string Resolved(string workload, string folder) =>
        WorkloadLibrary.Find(workload) is not null || Path.IsPathRooted(workload) ? workload : Path.Combine(folder, workload);

    private static OrderedDictionary<string, object> Written(ModelProfile model) => new(
        from field in ModelField.All where field.IsSet(model) select KeyValuePair.Create(field.Name, field.Get(model)!));

    private static OrderedDictionary<string, object> Written(MachineProfile machine) => new(
    [
        KeyValuePair.Create<string, object>("name", machine.Name),
        KeyValuePair.Create<string, object>("source", machine.Source),
        .. from field in MachineField.All
           let value = field.Get(machine)
           where value is not null
           select KeyValuePair.Create(field.Name, field.Kind == FieldKind.Size ? (long)value : (object)value),
    ]);
}
