using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Simulator;

/// <summary>Small plants in which everything is a whole number of seconds, and the steps to drive them by hand.</summary>
internal static class TestPools
{
    /// <summary>Skills of one byte that load in 10 s cold and 2 s warm, and serve one token per second.</summary>
    public static ImmutableArray<SkillProfile> Skills(int count) => [.. Synthesizer.SkillNames(count).Select(name => new SkillProfile
    {
        Name = name,
        Footprint = ResourceVector.Bytes(1),
        ColdLoadSeconds = 10,
        WarmLoadSeconds = 2,
        PrefillTokensPerSecond = 1,
        DecodeTokensPerSecond = 1,
    })];

    public static PlantSettings Settings(int capacity) => new()
    {
        Capacity = PlantSettings.UnlimitedBut(capacity),
        Workers = 1,
        Loaders = 1,
        UnloadSeconds = 1,
        Interference = 1,
        LeaseSeconds = 0,
        TimeoutSeconds = 1000,
        PageCacheBytes = 100,
    };

    public static PoolPlant Plant(int skills, PlantSettings settings) => new(settings, Skills(skills), new SeedTree(1));

    public static Request At(double seconds, int skill, int tokens = 1) => new((long)(seconds * 1e9), skill, -1, 0, tokens);

    /// <summary>Lets the time of a row come and has it arrive.</summary>
    public static PoolEvent Arrive(this PoolPlant plant, in Request row, long number)
    {
        plant.State.AdvanceTo(row.ArrivalNs);
        return plant.Arrive(new PendingRequest(number, row.Skill, -1, row.InputTokens, row.OutputTokens));
    }

    public static CommandStatus Do(PoolPlant plant, ControlAction action, ulong id) =>
        plant.Apply(new Command(id, 0, (long)id, plant.Sense().Revision, long.MaxValue, action)).Status;

    /// <summary>Lets everything happen that is due by the given second.</summary>
    public static void Until(PoolPlant plant, double seconds)
    {
        while (plant.State.Events.Count > 0 && plant.State.Events.First.TimeNs <= seconds * 1e9) plant.TryStep(out _);
        plant.State.AdvanceTo((long)(seconds * 1e9));
        plant.Audit();
    }

    public static RunReport Play(Request[] rows, PlantSettings settings, int skills, string policy, ulong seed = 1, RunHooks? hooks = null)
    {
        var profiles = Skills(skills);
        var run = new SimulatedRun(new MemoryWorkload([.. profiles.Select(p => p.Name)], rows), profiles, settings, new SeedTree(seed), ServiceLevels.None(skills));
        return run.Play(catalog => Policy(policy, catalog, settings, seed), hooks);
    }

    public static IPolicy Policy(string name, Catalog catalog, PlantSettings settings, ulong seed = 1) =>
        PolicyCatalog.TryCreate(name, new PolicyContext(catalog, settings.Capacity, new SeedTree(seed)), out var policy, out string? problem)
            ? policy
            : throw new InvalidOperationException(problem);
}
