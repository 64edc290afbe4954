using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Worlds;

/// <summary>Finds the model of a world that each name in the traffic means.</summary>
internal static class ModelMatch
{
    private const int Shown = 5;

    /// <summary>The index of each name's model. Throws <see cref="InputException"/> where a name has none, with the lines to add.</summary>
    public static ImmutableArray<int> Find(ImmutableArray<ModelProfile> models, ImmutableArray<string> names)
    {
        var found = ByName(models);
        int[] indexes = [.. names.Select(name => found.TryGetValue(ModelNames.Key(name), out int index) ? index : -1)];
        string[] missing = [.. names.Where((_, i) => indexes[i] < 0)];
        if (missing.Length == 0) return [.. indexes];
        string near = Suggestions.Sentence(missing[0], [.. models.Take(1000).Select(model => model.Name)]);
        string shown = string.Join(", ", missing.Take(Shown)) + (missing.Length > Shown ? ", ..." : "");
        throw new InputException("UnknownModel",
            $"{missing.Length} of the {names.Length} models asked for are not among the models: {shown}{near}; "
            + "add a line for each, or leave their requests out with --skip-unknown");
    }

    /// <summary>Per name, whether the world has a model for it.</summary>
    public static bool[] Known(ImmutableArray<ModelProfile> models, ImmutableArray<string> names)
    {
        var found = ByName(models);
        return [.. names.Select(name => found.ContainsKey(ModelNames.Key(name)))];
    }

    private static Dictionary<string, int> ByName(ImmutableArray<ModelProfile> models)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < models.Length; i++) found.TryAdd(ModelNames.Key(models[i].Name), i);
        return found;
    }
}
