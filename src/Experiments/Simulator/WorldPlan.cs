using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>The skills that serve a trace in a world, and the assumptions about them.</summary>
internal sealed record WorldPlan(IWorkload Trace, ImmutableArray<SkillProfile> Profiles, ImmutableArray<Assumption> Assumptions)
{
    /// <summary>Makes the skills from the models of the world, where it has any; else from sizes that are drawn or alike.</summary>
    /// <param name="skipUnknown">Leaves out requests for unknown models instead of refusing them.</param>
    public static WorldPlan Of(World world, IWorkload trace, bool isShipped, PoolCapacity capacity, SeedTree seeds, bool skipUnknown)
    {
        if (world.Models.Length > 0) return OfModels(world, skipUnknown ? KnownOnly(world, trace) : trace);
        bool isDrawn = isShipped && !capacity.IsCount;
        var profiles = isDrawn ? SkillProfiles.Draw(trace.Skills, seeds, world.Machine) : SkillProfiles.Alike(trace.Skills, world.Machine);
        string sizes = isDrawn ? "drawn at random around 1 GiB by each seed" : "1 GiB each";
        string how = $"sizes {sizes}, all else as machine '{world.Machine.Name}' has it";
        return new(trace, profiles, [new("size, load time and speed", trace.Skills.Length, how, "give --models FILE")]);
    }

    /// <summary>The settings of the plant that a machine makes.</summary>
    public static PlantSettings SettingsOn(MachineProfile machine, PlantSettings rules) => rules with
    {
        Workers = machine.Workers,
        Loaders = machine.Loaders,
        Interference = machine.Interference,
        UnloadSeconds = machine.UnloadSeconds,
        PageCacheBytes = machine.PageCacheBytes,
    };

    /// <summary>Refuses a pool that cannot hold one of the models.</summary>
    public void CheckSizes(long capacityBytes)
    {
        var largest = Profiles.MaxBy(profile => profile.Footprint.ResidentBytes)!;
        long needed = largest.Footprint.ResidentBytes;
        if (needed <= capacityBytes) return;
        throw new InputException("ModelTooLarge",
            $"'{largest.Name}' takes {ByteSize.Text(needed)} of memory and the pool has {ByteSize.Text(capacityBytes)}: it can never be "
            + "loaded; give more --memory, use a smaller variant, or leave it out of the models and add --skip-unknown");
    }

    private static WorldPlan OfModels(World world, IWorkload trace)
    {
        var models = ModelMatch.Find(world.Models, trace.Skills);
        ImmutableArray<SkillProfile> profiles =
            [.. models.Select((model, i) => WorldSkills.Of(world.Models[model] with { Name = trace.Skills[i] }, world.Machine))];
        return new(trace, profiles, WorldSkills.Assumptions(world, [.. models.Distinct()]));
    }

    private static MemoryWorkload KnownOnly(World world, IWorkload trace)
    {
        bool[] known = ModelMatch.Known(world.Models, trace.Skills);
        if (!known.Contains(true)) ModelMatch.Find(world.Models, trace.Skills);
        int[] renamed = new int[known.Length];
        for (int i = 0, next = 0; i < known.Length; i++) renamed[i] = known[i] ? next++ : -1;
        return new([.. trace.Skills.Where((_, i) => known[i])],
            [.. trace.Requests().Where(row => known[row.Skill]).Select(row => row with { Skill = renamed[row.Skill] })]);
    }
}
