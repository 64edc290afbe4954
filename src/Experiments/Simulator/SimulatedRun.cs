using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;
using Teleo.Pool.Telemetry;

namespace Teleo.Experiments.Simulator;

/// <summary>Everything that defines one simulated run except the policy.</summary>
internal sealed record SimulatedRun(IWorkload Trace, ImmutableArray<SkillProfile> Profiles,
    PlantSettings Settings, SeedTree Seeds, ServiceLevels Levels)
{
    /// <summary>Points of the curve of costs over time.</summary>
    private const int CurvePoints = 50;

    public double WarmupSeconds { get; init; }

    /// <summary>The skills with their tasks; null if each skill answers the task of its own name.</summary>
    public Catalog? Catalog { get; init; }

    /// <summary>Makes the router of requests that name a task of the catalog; null where each names a skill.</summary>
    public Func<PoolPlant, TaskDispatcher>? TasksFor { get; init; }

    /// <summary>The second at which the workload changes for good; infinite where none is stated.</summary>
    public double ShiftSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>Plays the whole trace and reports. The policy is created for the catalog of the plant.</summary>
    public RunReport Play(Func<Catalog, IPolicy> policyFor, RunHooks? hooks = null, CancellationToken cancellation = default)
    {
        var meter = new RunMeter(Profiles, Settings, Levels, WarmupSeconds);
        using var simulation = Begin(policyFor, meter, hooks?.SinkFor, hooks?.Telemetry);
        var steps = new StepMeter(simulation.Policy, meter, PlantState.Nanoseconds(ShiftSeconds));
        simulation.Plant.Accepted = hooks?.Accepted;
        simulation.Rollouts = hooks?.Rollouts;
        simulation.Decided = report =>
        {
            steps.Note(report);
            hooks?.Hindsight?.Note(report, simulation);
            hooks?.Decided?.Invoke(report, simulation);
        };
        double[] curve = Follow(simulation, hooks?.Progress, cancellation);
        simulation.Audit();
        var report = steps.Report(Seeds.RootSeed, Trace.ContentHash, simulation.Plant.State.NowNs, simulation.Decisions);
        report.CostCurveS = curve;
        report.Rollouts = hooks?.Rollouts?.Report();
        report.Hindsight = hooks?.Hindsight?.Judge(cancellation);
        return report;
    }

    /// <summary>Runs to the end, and on the way reads the costs at equal steps of the trace.</summary>
    private double[] Follow(Simulation simulation, Action<long, long>? progress, CancellationToken cancellation)
    {
        var curve = new double[CurvePoints];
        for (int i = 0; i < curve.Length; i++)
        {
            long untilNs = (long)((Int128)Trace.EndNs * (i + 1) / curve.Length);
            simulation.Run(untilNs, cancellation);
            curve[i] = simulation.Plant.State.SecondsSpent(untilNs);
            progress?.Invoke(simulation.Number, Trace.Count);
        }

        simulation.Run(cancellation: cancellation);
        return curve;
    }

    /// <summary>A simulation at its first instant.</summary>
    public Simulation Begin(Func<Catalog, IPolicy> policyFor, RunMeter? meter,
        Func<IPolicy, Catalog, IDecisionSink>? sinkFor = null, StepTelemetry? telemetry = null)
    {
        var plant = new PoolPlant(Settings, Profiles, Seeds, Catalog) { Meter = meter };
        var policy = policyFor(plant.State.Catalog);
        var guard = new Guard(new GuardOptions { Busy = Settings.Busy });
        var (options, sink) = (new StepOptions(), sinkFor?.Invoke(policy, plant.State.Catalog));
        var step = telemetry?.StepFor(plant, policy, guard, options, sink) ?? new ControlStep(plant, policy, guard, options, sink: sink);
        return new Simulation(plant, policy, step, Trace.Open())
        {
            Foretellings = (Trace as IForetoldWorkload)?.Foretellings ?? default,
            Telemetry = telemetry?.Decisions,
            Tasks = TasksFor?.Invoke(plant),
        };
    }
}

/// <summary>The listeners of a run.</summary>
internal sealed record RunHooks
{
    public Action<long, long>? Progress { get; init; }

    /// <summary>Creates the receiver of the decision records of the run's policy.</summary>
    public Func<IPolicy, Catalog, IDecisionSink>? SinkFor { get; init; }

    public Action<Command>? Accepted { get; init; }

    /// <summary>Plays alternatives of some decisions.</summary>
    public Rollouts? Rollouts { get; init; }

    /// <summary>Leaves spans and metrics of every step.</summary>
    public StepTelemetry? Telemetry { get; init; }

    /// <summary>Judges some decisions by the real requests.</summary>
    public Hindsight? Hindsight { get; init; }

    /// <summary>Called after each decision; the report is reused by the next one.</summary>
    public Action<StepReport, Simulation>? Decided { get; init; }
}
