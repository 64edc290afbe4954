using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>A question put to the simulator: which requests, on which machine. A seed makes it a run.</summary>
internal sealed record Scenario(string Workload, string Capacity)
{
    /// <summary>The seed of what policies may be trained on; never one of the runs'.</summary>
    private const ulong TrainingSalt = 0x7261696E;

    /// <summary>Rules of the machine; the capacity comes from <see cref="Capacity"/>.</summary>
    public PlantSettings Settings { get; init; } = new();

    public double WarmupSeconds { get; init; }

    public double ShiftSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>All that every policy of one seed shares.</summary>
    public PreparedScenario Prepare(ulong seed)
    {
        var seeds = new SeedTree(seed);
        var capacity = PoolCapacity.Parse(Capacity);
        var trace = WorkloadSource.Open(Workload, seeds);
        if (trace.Count == 0) throw new InputException("NoRequests", $"workload '{Workload}' has no requests");
        var profiles = capacity.IsCount ? SkillProfiles.Alike(trace.Skills) : SkillProfiles.Draw(trace.Skills, seeds);
        long bytes = capacity.Share > 0 ? (long)(capacity.Share * profiles.Sum(profile => (double)profile.Footprint.ResidentBytes))
            : capacity.IsCount ? checked(capacity.Amount * profiles[0].Footprint.ResidentBytes)
            : capacity.Amount;
        if (profiles.All(profile => profile.Footprint.ResidentBytes > bytes))
            throw new InputException("BadCapacity", $"a capacity of {Capacity} holds none of the skills; the smallest takes {profiles.Min(p => p.Footprint.ResidentBytes)} bytes");
        var settings = Settings with { Capacity = PlantSettings.UnlimitedBut(bytes) };
        if (settings.Problems(profiles.Length) is [var problem, ..]) throw new InputException("BadSettings", problem);
        var run = new SimulatedRun(trace, profiles, settings, seeds, ServiceLevels.Of(trace, profiles)) { WarmupSeconds = WarmupSeconds, ShiftSeconds = ShiftSeconds };
        return new PreparedScenario(this, run, TrainingCounts(seed, trace));
    }

    /// <summary>
    /// Counts per skill of another draw of a synthetic workload, or of the first tenth of a recording: what a policy
    /// may know beforehand.
    /// </summary>
    private ImmutableArray<long> TrainingCounts(ulong seed, IRequestTrace trace)
    {
        bool isFixed = WorkloadLibrary.Find(Workload) is not { IsRecorded: false };
        return isFixed
            ? PreparedScenario.CountsOf(trace, trace.Count / 10)
            : PreparedScenario.CountsOf(WorkloadSource.Open(Workload, new SeedTree(seed ^ TrainingSalt)), long.MaxValue, trace.Skills.Length);
    }
}
