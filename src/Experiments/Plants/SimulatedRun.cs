using System.Collections.Immutable;
using Teleo.Controller.Chance;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.State;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Telemetry;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Plants;

/// <summary>Everything that defines one simulated run but the policy.</summary>
internal sealed record SimulatedRun(IRequestTrace Trace, ImmutableArray<SkillProfile> Profiles, PlantSettings Settings, SeedTree Seeds, ServiceLevels Levels)
{
    public double WarmupSeconds { get; init; }

    /// <summary>The skills with their tasks; null where each skill answers the task of its own name.</summary>
    public Catalog? Catalog { get; init; }

    /// <summary>Plays the whole trace and reports. The policy is made for the catalog of the plant.</summary>
    public RunReport Play(Func<Catalog, IPolicy> policyFor, RunHooks? hooks = null, CancellationToken cancellation = default)
    {
        var meter = new RunMeter(Profiles, Settings, Levels, WarmupSeconds);
        using var simulation = Begin(policyFor, meter, hooks?.SinkFor, hooks?.Telemetry);
        var guards = new GuardMeter();
        var decisions = simulation.Policy is TeleodynamicPolicy own ? new DecisionMeter(own.Options.Ledger) : null;
        simulation.Plant.Accepted = hooks?.Accepted;
        simulation.Rollouts = hooks?.Rollouts;
        simulation.Decided = report =>
        {
            guards.Note(report);
            decisions?.Note(((TeleodynamicPolicy)simulation.Policy).Record);
            hooks?.Decided?.Invoke(report, simulation);
        };
        while (!simulation.Run(simulation.Plant.State.NowNs + HourNs, cancellation)) hooks?.Progress?.Invoke(simulation.Number, Trace.Count);
        simulation.Audit();
        meter.Structure.Close(simulation.Plant.State.NowNs);
        return RunReport.Of(simulation.Policy.Name, Seeds.RootSeed, Trace.ContentHash, simulation.Plant.State.NowNs, simulation.Decisions, meter, guards) with { Controller = decisions?.Report(simulation.Plant.State.NowNs), Rollouts = hooks?.Rollouts?.Report() };
    }

    /// <summary>A simulation at its first instant.</summary>
    public Simulation Begin(Func<Catalog, IPolicy> policyFor, RunMeter? meter, Func<IPolicy, Catalog, IDecisionSink>? sinkFor = null, StepTelemetry? telemetry = null)
    {
        var plant = new SimulatedPlant(Settings, Profiles, Seeds, Catalog) { Meter = meter };
        var policy = policyFor(plant.State.Catalog);
        var guard = new Guard(new GuardOptions { ProtectBusy = Settings.ProtectBusy });
        var (options, sink) = (new StepOptions(), sinkFor?.Invoke(policy, plant.State.Catalog));
        var step = telemetry?.StepFor(plant, policy, guard, options, sink) ?? new ControlStep(plant, policy, guard, options, sink: sink);
        return new Simulation(plant, policy, step, Trace.Open()) { Telemetry = telemetry?.Decisions };
    }

    private const long HourNs = 3_600_000_000_000;
}

/// <summary>What may listen to a run.</summary>
internal sealed record RunHooks
{
    public Action<long, long>? Progress { get; init; }

    /// <summary>Makes what receives the whole decisions of the run's policy.</summary>
    public Func<IPolicy, Catalog, IDecisionSink>? SinkFor { get; init; }

    public Action<Command>? Accepted { get; init; }

    /// <summary>Plays alternatives of some decisions.</summary>
    public Rollouts? Rollouts { get; init; }

    /// <summary>Leaves spans and metrics of every step.</summary>
    public StepTelemetry? Telemetry { get; init; }

    /// <summary>After each decision; the report is reused by the next one.</summary>
    public Action<StepReport, Simulation>? Decided { get; init; }
}
