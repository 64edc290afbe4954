using System.Collections.Immutable;
using Teleo.Engine.Input;

namespace Teleo.Experiments.Worlds;

/// <summary>The requests of a world: a shipped workload by name, or a trace or log file.</summary>
public sealed record Traffic(string Workload);

/// <summary>A world for simulation: the models, the machine, and the requests.</summary>
/// <example><code>
/// var world = World.Read("box.json");
/// Console.WriteLine(Pool.Simulated(world, "16GB").Play("lru"));
/// </code></example>
public sealed record World
{
    public static World Default { get; } = new();

    /// <summary>The models; none where the traffic alone names them.</summary>
    public ImmutableArray<ModelProfile> Models { get; init; } = [];

    public MachineProfile Machine { get; init; } = Machines.Disk;

    public Traffic? Traffic { get; init; }

    /// <summary>Paths of values that were made and not measured, such as <c>models[0].decode_tokens_per_s</c>.</summary>
    public ImmutableArray<string> Assumed { get; init; } = [];

    /// <summary>Reads a world from a file; an <see cref="InputException"/> has every fault with line and column.</summary>
    public static World Read(string path) => WorldFile.Read(path);

    /// <summary>Reads models from a world file, or a table with the columns name, gigabytes, load_s and maybe more.</summary>
    public static ImmutableArray<ModelProfile> ReadModels(string path) =>
        WorldFile.IsWorld(path) ? WorldFile.Read(path).Models : ModelsCsv.Read(path);

    public void Write(string path) => WorldFile.Write(this, path);

    /// <summary>Every fault of the world, each with the path of its value.</summary>
    public IEnumerable<(string Path, string Problem)> Problems()
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Models.Length; i++)
        {
            foreach (var (field, problem) in Models[i].Problems()) yield return ($"models[{i}].{field}", problem);
            if (!names.TryAdd(Models[i].Name, i)) yield return (
                $"models[{i}].name", $"'{Models[i].Name}' is also the name of models[{names[Models[i].Name]}]");
        }

        foreach (var (field, problem) in Machine.Problems()) yield return ($"machine.{field}", problem);
    }
}
