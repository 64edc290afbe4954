using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// Runs random faults on a random machine, workload and policy, all from one seed, and checks the state after every event. Then it repeats
/// the accepted actions, which must give the same run.
/// </summary>
internal static class FaultSwarm
{
    private static readonly string[] Policies = ["chaos", "chaos", "lru", "value-set", "load-use-unload",
        "ttl:seconds=5", "random-victim", "gdsf"];

    /// <summary>The command that repeats one seed.</summary>
    public static string Reproduction(ulong seed) => $"teleo check faults --seed {seed} --count 1";

    /// <summary>Throws <see cref="InvariantException"/> where anything that must hold does not.</summary>
    public static RunReport Run(ulong seed)
    {
        var seeds = new SeedTree(seed);
        var chance = seeds.Stream("swarm");
        var spec = AnyWorkload(ref chance);
        var trace = Synthesizer.Trace(spec, seeds);
        var profiles = SkillProfiles.Draw(trace.Skills, seeds, Worlds.Machines.Disk);
        var settings = AnySettings(ref chance, spec.Skills, profiles.Sum(profile => profile.Footprint.ResidentBytes));
        var run = new SimulatedRun(trace, profiles, settings, seeds, ServiceLevels.Of(trace, profiles));
        string name = Policies[chance.NextInt(Policies.Length)];

        var script = new List<IReadOnlyList<ControlAction>>();
        IPolicy? original = null;
        var first = run.Play(catalog => original = Create(name, catalog, settings, seeds),
            new RunHooks { Decided = (report, _) => script.Add([.. report.Settlements.Select(settlement => settlement.Action)]) });
        var again = run.Play(_ => new ScriptedPolicy(original!, script));
        string before = Json.Of(first), after = Json.Of(again);
        if (before != after) throw new InvariantException($"the recorded actions do not replay to the same run:\n{before}\n{after}");
        return first;
    }

    private static SynthesisSpec AnyWorkload(ref RandomStream chance) => new()
    {
        Skills = 1 + chance.NextInt(12),
        Zipf = 1.5 * chance.NextDouble(),
        RatePerSecond = 0.5 + 8 * chance.NextDouble(),
        DurationSeconds = 120,
        Rate = (RateShape)chance.NextInt(2),
        OnSeconds = 5,
        OffSeconds = 15,
        Gaps = (GapLaw)chance.NextInt(3),
        GapShape = 0.3 + chance.NextDouble(),
        FollowProbability = 0.6 * chance.NextDouble(),
        ThinkSeconds = 3,
    };

    private static PlantSettings AnySettings(ref RandomStream chance, int skills, long allBytes) => new()
    {
        Capacity = new ResourceVector
        {
            ResidentBytes = (long)(allBytes * (0.2 + chance.NextDouble())),
            ScratchBytes = allBytes / 4,
            HostBytes = long.MaxValue / 4,
            CpuShare = 1,
        },
        Workers = 1 + chance.NextInt(6),
        Loaders = 1 + chance.NextInt(3),
        Miss = (MissMode)chance.NextInt(4),
        Generalist = chance.NextInt(skills),
        Discipline = (QueueDiscipline)chance.NextInt(4),
        QueueLimit = chance.NextInt(3) == 0 ? chance.NextInt(4) : 1000,
        TimeoutSeconds = 1 + 30 * chance.NextDouble(),
        LeaseSeconds = 2 * chance.NextDouble(),
        UnloadSeconds = chance.NextDouble(),
        Busy = (BusyRule)chance.NextInt(3),
        Initial = chance.NextInt(2) == 0 ? [0, skills - 1] : [],
        Faults = AnyFaults(ref chance),
    };

    private static FaultSettings AnyFaults(ref RandomStream chance) => new()
    {
        LoadFailureRate = chance.NextInt(2) * 0.3,
        SlowLoadRate = chance.NextInt(2) * 0.3,
        OutOfMemoryRate = chance.NextInt(2) * 0.2,
        CrashesPerHour = chance.NextInt(2) * 400,
        StaleSeconds = chance.NextInt(2) * 2.5,
        ClockStepsPerHour = chance.NextInt(2) * 200,
        ClockStepSeconds = 20,
        FootprintError = chance.NextInt(2) * 0.25,
        ExponentialLoads = chance.NextInt(2) == 1,
    };

    private static IPolicy Create(string name, Catalog catalog, PlantSettings settings, SeedTree seeds) => name == "chaos"
        ? new ChaosPolicy(seeds.Stream("swarm.chaos"))
        : PolicyCatalog.Create(name, new(catalog, settings.Capacity, seeds));
}
