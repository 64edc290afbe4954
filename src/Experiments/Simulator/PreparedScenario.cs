using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Bounds;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>A scenario with its seed: trace, sizes and machine are settled, only the policy is open.</summary>
internal sealed class PreparedScenario(Scenario scenario, SimulatedRun run, ImmutableArray<long> trainingCounts)
{
    private readonly Lazy<ImmutableArray<long>> _hindsight = new(() => CountsOf(run.Trace, long.MaxValue));

    private readonly Lazy<Bound?> _bound = new(() => run.Settings.IsTimeless ? CountMode.BoundOf(run) : WaitAndLoadBound.Of(run));
    private readonly Lazy<double> _compulsory = new(() => CompulsorySeconds(run) * 1000 / run.Trace.Count);
    private readonly Lazy<SkillArrivals> _future = new(() => new SkillArrivals(SkillArrivals.Of(run.Trace)));

    public Scenario Scenario { get; } = scenario;

    public SimulatedRun Run { get; } = run;

    /// <summary>The assumptions about models and machine.</summary>
    public ImmutableArray<Assumption> Assumptions { get; init; } = [];

    /// <summary>Makes the policy that a name such as <c>ttl:seconds=60</c> means, for a catalog of this scenario.</summary>
    public IPolicy CreatePolicy(string spec, Catalog catalog, ActionLog? log = null)
    {
        return PolicyCatalog.Create(spec, ContextFor(catalog) with
        {
            Future = PolicyCatalog.KnowsTheFuture(spec) && Run.Trace is not Adversary ? _future.Value : null,
            HindsightCounts = _hindsight.Value,
            ActionLog = log,
        });
    }

    /// <summary>Returns the context for any policy, without knowledge of the coming run.</summary>
    public PolicyContext ContextFor(Catalog catalog) => new(catalog, Run.Settings.Capacity, Run.Seeds)
    {
        TrainingCounts = trainingCounts,
        Controller = new() { Foresight = new() { Clients = (Run.Trace as IForetoldWorkload)?.Clients ?? "" } },
    };

    /// <summary>The same in the count tier.</summary>
    public PreparedScenario Counting() => new(Scenario, CountMode.Of(Run), trainingCounts) { Assumptions = Assumptions };

    /// <summary>Requests for each skill in the whole trace.</summary>
    public ImmutableArray<long> Counts => _hindsight.Value;

    /// <summary>The same skills and machine under other requests.</summary>
    public PreparedScenario Over(IWorkload trace) =>
        new(Scenario, Run with { Trace = trace }, trainingCounts) { Assumptions = Assumptions };

    /// <summary>The same, in which requests of the first seconds are served and not counted.</summary>
    public PreparedScenario WarmedUp(double seconds) =>
        new(Scenario, Run with { WarmupSeconds = seconds }, trainingCounts) { Assumptions = Assumptions };

    /// <summary>The same requests in another world with another memory.</summary>
    public PreparedScenario Elsewhere(World world, long memoryBytes) =>
        (Scenario with { Opened = Run.Trace, Capacity = $"{memoryBytes}B" }).In(world).Prepare(Run.Seeds.RootSeed);

    /// <summary>The same with another model in the place of one.</summary>
    public PreparedScenario Replacing(int skill, SkillProfile profile) =>
        new(Scenario, Run with { Profiles = Run.Profiles.SetItem(skill, profile) }, trainingCounts) { Assumptions = Assumptions };

    /// <summary>Returns the same with only the first requests of the trace, and the predictions until the last of them.</summary>
    public PreparedScenario First(long requests)
    {
        if (Run.Trace.Count <= requests) return this;
        using var reader = Run.Trace.Open();
        if (reader is IUnloadListener)
            throw new InputException("CannotCut",
                $"the requests of '{Scenario.Workload}' depend on the policy, so the workload cannot be cut short");
        var rows = new Request[requests];
        for (int held = 0, count; held < rows.Length && (count = reader.Read(rows.AsSpan(held))) > 0;) held += count;
        return Over(ForetoldWorkload.Piece(Run.Trace, rows, beginNs: 0));
    }

    /// <summary>Plays the run under one policy and holds the outcome to the bound, where it applies.</summary>
    public RunReport Play(string spec, RunHooks? hooks = null, ActionLog? log = null, CancellationToken cancellation = default) =>
        Play(catalog => CreatePolicy(spec, catalog, log), hooks, cancellation);

    public RunReport Play(Func<Catalog, IPolicy> policyFor, RunHooks? hooks = null, CancellationToken cancellation = default)
    {
        var report = Run.Play(policyFor, hooks, cancellation);
        (report.Bound, report.Compulsory, report.Assumed) =
            (_bound.Value, Run.WarmupSeconds > 0 ? null : _compulsory.Value, Assumptions);
        WaitAndLoadBound.Check(report);
        return report;
    }

    /// <summary>Plays the run once to note what a policy did in it.</summary>
    public ActionLog RecordActions(string spec, CancellationToken cancellation)
    {
        var actions = ImmutableArray.CreateBuilder<TimedAction>();
        long decisions = 0;
        var hooks = new RunHooks
        {
            Decided = (report, simulation) =>
            {
                decisions++;
                foreach (var settlement in report.Settlements)
                    if (settlement.IsAccepted) actions.Add(new TimedAction(simulation.Plant.State.ReadNowNs, settlement.Action));
            },
        };
        Run.Play(catalog => CreatePolicy(spec, catalog), hooks, cancellation);
        return new ActionLog(actions.ToImmutable(), decisions);
    }

    /// <summary>Returns the seconds of the first load of each requested skill that is absent at the start and fits.</summary>
    private static double CompulsorySeconds(SimulatedRun run)
    {
        var counts = CountsOf(run.Trace, long.MaxValue);
        return Enumerable.Range(0, run.Profiles.Length)
            .Where(skill => counts[skill] > 0 && !run.Settings.Initial.Contains(skill)
                && run.Profiles[skill].Footprint.ResidentBytes <= run.Settings.Capacity.ResidentBytes)
            .Sum(skill => run.Settings.IsTimeless
                ? run.Profiles[skill].WarmLoadSeconds
                : Math.Min(run.Profiles[skill].ColdLoadSeconds, run.Settings.TimeoutSeconds));
    }

    internal static ImmutableArray<long> CountsOf(IWorkload trace, long first, int skills = 0)
    {
        var counts = new long[Math.Max(skills, trace.Skills.Length)];
        using var reader = trace.Open();
        var rows = new Request[1024];
        long read = 0;
        for (int count; read < first && (count = reader.Read(rows)) > 0; read += count)
            foreach (ref readonly var row in rows.AsSpan(0, count)) counts[row.Skill]++;
        return [.. counts];
    }
}
