using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>A question for the simulator: requests and machine. A seed makes it a run.</summary>
internal sealed record Scenario(string Workload, string Capacity)
{
    /// <summary>The seed of training data for policies; never one of the runs' seeds.</summary>
    private const ulong TrainingSalt = 0x7261696E;

    private const double LongestSeconds = 1e9;

    /// <summary>Rules of the machine; the capacity comes from <see cref="Capacity"/>.</summary>
    public PlantSettings Settings { get; init; } = new();

    /// <summary>Models and machine; its traffic is <see cref="Workload"/>.</summary>
    public World World { get; private init; } = World.Default;

    /// <summary>Leaves out requests for models that the world has not, instead of refusing them.</summary>
    public bool SkipUnknown { get; init; }

    /// <summary>The requests, where they were opened before; else they are opened for each seed.</summary>
    public IWorkload? Opened { get; init; }

    public double WarmupSeconds { get; init; }

    public double ShiftSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>The same on the models and the machine of a world.</summary>
    public Scenario In(World world) => this with { World = world, Settings = WorldPlan.SettingsOn(world.Machine, Settings) };

    /// <summary>All that every policy of one seed shares.</summary>
    public PreparedScenario Prepare(ulong seed)
    {
        if (!(WarmupSeconds is >= 0 and <= LongestSeconds))
            throw InputException.Asked("BadSettings", $"--warmup is {WarmupSeconds}; it must be from 0 to {LongestSeconds} seconds");
        if (!(ShiftSeconds >= 0)) throw InputException.Asked("BadSettings", $"--shift is {ShiftSeconds}; it must be at least 0 seconds");
        var seeds = new SeedTree(seed);
        var capacity = PoolCapacity.Parse(Capacity);
        var opened = Opened ?? WorkloadSource.Open(Workload, seeds);
        if (opened.Count == 0) throw new InputException("NoRequests", $"workload '{Workload}' has no requests");
        var plan = WorldPlan.Of(World, opened, WorkloadLibrary.Find(Workload) is not null, capacity, seeds, SkipUnknown);
        var profiles = plan.Profiles;
        long bytes = capacity.Share > 0 ? (long)(capacity.Share * profiles.Sum(profile => (double)profile.Footprint.ResidentBytes))
            : capacity.IsCount ? checked(capacity.Amount * profiles.Max(profile => profile.Footprint.ResidentBytes))
            : capacity.Amount - World.Machine.BaseBytes;
        if (World.Models.Length > 0) plan.CheckSizes(bytes);
        long smallest = profiles.Min(profile => profile.Footprint.ResidentBytes);
        if (smallest > bytes)
            throw InputException.Asked("BadCapacity",
                $"a capacity of {Capacity} holds none of the skills; the smallest takes {ByteSize.Text(smallest)}");
        var settings = Settings with { Capacity = PlantSettings.UnlimitedBut(bytes) };
        if (settings.Problems(profiles.Length) is [var problem, ..]) throw InputException.Asked("BadSettings", problem);
        var levels = ServiceLevels.Of(plan.Trace, profiles);
        var run = new SimulatedRun(plan.Trace, profiles, settings, seeds, levels)
        {
            WarmupSeconds = WarmupSeconds,
            ShiftSeconds = ShiftSeconds,
        };
        return new PreparedScenario(this, run, TrainingCounts(seed, plan.Trace)) { Assumptions = plan.Assumptions };
    }

    /// <summary>
    /// Returns counts per skill of another draw of a synthetic workload, or of the first tenth of a recording: the allowed training data of
    /// a policy.
    /// </summary>
    private ImmutableArray<long> TrainingCounts(ulong seed, IWorkload trace)
    {
        bool isFixed = WorkloadLibrary.Find(Workload) is not { IsRecorded: false };
        return isFixed
            ? PreparedScenario.CountsOf(trace, trace.Count / 10)
            : PreparedScenario.CountsOf(
                WorkloadSource.Open(Workload, new SeedTree(seed ^ TrainingSalt)), long.MaxValue, trace.Skills.Length);
    }
}
