using System.Collections.Immutable;
using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Worlds;

/// <summary>Converts the models of a world to the skills of a simulation: missing values follow from the machine, and are listed.</summary>
internal static class WorldSkills
{
    /// <summary>Working memory of a model that states none, as a share of its weights.</summary>
    private const double WorkingShare = 0.125;

    private const double AssumedQuality = 0.85;

    private static readonly (string[] Fields, string What, Func<MachineProfile, string> How, string Column)[] Quantities =
    [
        (["cold_load_s"], "cold load time", m => $"{Speed(m.Cold)}, as machine '{m.Name}' reads", "cold_load_s"),
        (["warm_load_s"], "load time from the page cache", m => $"{Speed(m.Warm)}, as machine '{m.Name}' reads", "warm_load_s"),
        (["decode_tokens_per_s", "prefill_tokens_per_s"], "decode and prefill speed", Tokens, "decode_tokens_per_s, prefill_tokens_per_s"),
        (["kv_bytes_per_token", "context_tokens", "scratch_bytes"], "memory beside the weights", _ =>
            "an eighth of the weights", "kv_bytes_per_token, context_tokens, scratch_bytes"),
    ];

    /// <summary>The skill that a model is on a machine.</summary>
    public static SkillProfile Of(ModelProfile model, MachineProfile machine)
    {
        long read = model.ReadBytes ?? model.Bytes;
        double cold = model.ColdLoadSeconds ?? machine.ColdSeconds(read);
        return new SkillProfile
        {
            Name = model.Name,
            Footprint = new ResourceVector { ResidentBytes = ResidentBytes(model) },
            ColdLoadSeconds = cold,
            WarmLoadSeconds = model.WarmLoadSeconds ?? Math.Min(cold, machine.WarmSeconds(read)),
            PrefillTokensPerSecond = model.PrefillTokensPerSecond ?? machine.PrefillTokensPerSecond(model.Bytes),
            DecodeTokensPerSecond = model.DecodeTokensPerSecond ?? machine.DecodeTokensPerSecond(model.Bytes),
            Quality = model.Quality ?? AssumedQuality,
        };
    }

    /// <summary>Returns the bytes of a model in memory: weights, KV cache and scratch.</summary>
    public static long ResidentBytes(ModelProfile model)
    {
        double cache = (model.KvBytesPerToken ?? 0) * (model.ContextTokens ?? 0);
        bool isStated = cache > 0 || model.ScratchBytes is not null;
        return (long)Math.Min(ByteSize.Most, model.Bytes + (isStated ? cache + (model.ScratchBytes ?? 0) : WorkingShare * model.Bytes));
    }

    /// <summary>Lists what was assumed of the models that are used: fields left out, and fields that the world marks as made.</summary>
    public static ImmutableArray<Assumption> Assumptions(World world, IReadOnlyCollection<int> used)
    {
        var marked = world.Assumed.ToHashSet(StringComparer.Ordinal);
        var found = ImmutableArray.CreateBuilder<Assumption>();
        foreach (var (fields, what, how, column) in Quantities)
        {
            int left = used.Count(i => fields.All(field => !IsStated(world.Models[i], field)));
            int made = used.Count(i => fields.Any(field => IsStated(world.Models[i], field) && marked.Contains($"models[{i}].{field}")));
            if (left > 0) found.Add(new(what, left, how(world.Machine), $"state {column}, or measure: teleo world measure"));
            if (made > 0) found.Add(
                new(what, made, "estimated where the world was made, and not measured", "measure: teleo world measure"));
        }

        int sizes = used.Count(i => marked.Contains($"models[{i}].bytes"));
        if (sizes > 0) found.Add(new("size", sizes, "made where the world was made", "state bytes"));
        return found.ToImmutable();
    }

    private static bool IsStated(ModelProfile model, string field) => ModelField.All.First(known => known.Name == field).IsSet(model);

    /// <summary>A speed of reading for people, such as 0.15 s + 0.2 s/GB.</summary>
    internal static string Speed(ReadSpeed speed) =>
        string.Create(CultureInfo.InvariantCulture, $"{speed.StartSeconds:0.###} s + {1e9 / speed.BytesPerSecond:0.###} s/GB");

    private static string Tokens(MachineProfile machine)
    {
        string read = machine.BaseBytes > 0 ? "the base" : "them";
        return string.Create(CultureInfo.InvariantCulture,
            $"{ByteSize.Text((long)machine.WeightBytesPerSecond)} of weights read a second, all of {read} for each token; ")
            + string.Create(CultureInfo.InvariantCulture, $"prefill {machine.PrefillSpeedup:0.#} times faster");
    }
}
