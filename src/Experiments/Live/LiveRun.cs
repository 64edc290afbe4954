using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Routing;
using Teleo.Engine.Input;
using Teleo.Experiments.Bounds;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Evaluation;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Probes;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Live;

/// <summary>One run of a live pool with real packages, models and requests, and any policy of the catalog.</summary>
internal sealed class LiveRun : IDisposable
{
    private readonly LiveRunOptions _options;
    private readonly SeedTree _seeds;
    private readonly TimeProvider _time;

    public LiveRun(LiveRunOptions options, TimeProvider time)
    {
        (_options, _time, _seeds) = (options, time, new SeedTree(options.Seed));
        Folder = SkillFolder.Open(options.Skills, options.Trust, options.Variants, time, SkillContracts.AreKnown, options.SpecialistsOnly);
        try
        {
            Workload = LiveWorkload.Make(options.Workload, Folder, options.DurationSeconds, options.ChangeSeconds, _seeds);
            Profiles = [.. Folder.Skills.Select(skill => options.Profiles.GetValueOrDefault(skill.Name.ToString()) ?? skill.Expected)];
            Settings = SettingsFor(options);
        }
        catch
        {
            Folder.Dispose();
            throw;
        }
    }

    public SkillFolder Folder { get; }

    public LiveWorkload Workload { get; }

    /// <summary>The assumed profile of each skill until it has been measured.</summary>
    public ImmutableArray<SkillProfile> Profiles { get; set; }

    public PlantSettings Settings { get; }

    /// <summary>Opens, runs and closes. Cancellation ends the run early and is no failure; the result says so.</summary>
    public static async Task<LiveResult> RunAsync(LiveRunOptions options, LiveRunHooks? hooks,
        TimeProvider time, CancellationToken cancellation)
    {
        using var run = new LiveRun(options, time);
        return await run.RunAsync(options.Policy, hooks ?? new(), cancellation);
    }

    public Task<LiveResult> RunAsync(string policyName, LiveRunHooks hooks, CancellationToken cancellation) =>
        RunAsync(CreatePolicy(policyName), hooks, cancellation);

    public async Task<LiveResult> RunAsync(IPolicy policy, LiveRunHooks hooks, CancellationToken cancellation)
    {
        var clock = new LiveClock(_time, _options.SkipsIdle);
        var runtime = new EngineWork(Folder.Skills, Settings, _time, ReplacementCheck.For(Folder));
        using var plant = new LivePlant(Folder, Settings, Routing, Profiles, _seeds, runtime, LiveSettings.Adaptation);
        var meter = new RunMeter(Profiles, Settings, ServiceLevels.Within(_options.LimitSeconds, Profiles.Length), 0);
        plant.Core.Meter = meter;
        var guard = new Guard(new GuardOptions { Busy = Settings.Busy });
        var sink = hooks.SinkFor?.Invoke(policy, Folder.Catalog);
        var step = hooks.Telemetry?.StepFor(plant, policy, guard, new StepOptions(), sink)
            ?? new ControlStep(plant, policy, guard, new StepOptions(), sink: sink);
        var (steps, tally) = (new StepMeter(policy, meter), new LiveTally());
        using var metrics = hooks.Telemetry is null ? null : new LiveMetrics(plant, hooks.Telemetry);
        double nextSnapshot = 0;
        var loop = new LiveLoop(plant, policy, step, clock)
        {
            Telemetry = hooks.Telemetry?.Decisions,
            Decided = report =>
            {
                steps.Note(report);
                tally.Note(report, Folder.Catalog, plant.Core.State.NowNs);
            },
            Answered = (request, response) =>
            {
                tally.Note(response);
                metrics?.Note(response);
                hooks.Answered?.Invoke(request, response);
                hooks.Progress?.Invoke(tally.Ended, Workload.Arrivals.Length);
            },
            Turned = hooks.Snapshot is null ? null : () =>
            {
                if (clock.RealNs * 1e-9 < nextSnapshot) return;
                nextSnapshot = clock.RealNs * 1e-9 + hooks.SnapshotSeconds;
                hooks.Snapshot(SnapshotOf(plant, policy, tally));
            },
        };
        hooks.Opened?.Invoke(plant);
        await loop.RunAsync(Workload.Arrivals, _options.Operator, hooks.StaysOpen, cancellation);
        plant.Core.Audit();
        hooks.Snapshot?.Invoke(SnapshotOf(plant, policy, tally));
        var report = steps.Report(_options.Seed, Workload.Trace.ContentHash, plant.Core.State.NowNs, loop.Decisions);
        return new LiveResult(report, tally)
        {
            Workload = _options.Workload,
            BudgetBytes = Settings.Capacity.ResidentBytes,
            RealSeconds = clock.RealNs * 1e-9,
            IsDone = loop.IsDone,
            Resource = (policy as IRecordingPolicy)?.Balance,
            Skills = [.. Folder.Skills.Select((skill, i) => RowOf(skill, i, plant))],
            Operator = [.. plant.Operator.Notes],
            RefusedPackages = Folder.Refused,
            RegistryEvents = Folder.Registry.Events().GroupBy(happened => $"{happened.Actor} {happened.Change}")
                .ToImmutableSortedDictionary(group => group.Key, group => (long)group.Count(), StringComparer.Ordinal),
            Machine = [.. new MachineProbes("/", Path.GetTempPath(), _time).Read(
                Folder.Skills.Where((_, i) => plant.Core.State.Rows[i].IsResident).Select(skill => (skill.Name.ToString(), skill.Path)))],
        };
    }

    private RoutingOptions Routing =>
        new() { Mode = _options.Mode, WorthWaiting = _options.Miss is MissMode.Wait or MissMode.LoadThrough ? _options.WorthWaiting : 1 };

    /// <summary>
    /// The same run in the simulator: same requests for the same tasks, same rules and policy, and only the times worked out from profiles.
    /// </summary>
    public RunReport Simulate(string policyName, ImmutableArray<SkillProfile> profiles,
        PlantSettings settings, CancellationToken cancellation)
    {
        var quality = new LiveQuality(Folder, LiveSettings.Adaptation);
        var asked = new MemoryWorkload(Folder.Tasks,
            [.. Workload.Arrivals.Select(
                arrival => RowOf(arrival.Request, Folder.Tasks.IndexOf(arrival.Request.Task)) with { ArrivalNs = arrival.TimeNs })]);
        return new SimulatedRun(asked, profiles, settings, _seeds, ServiceLevels.Within(_options.LimitSeconds, profiles.Length))
        {
            Catalog = Folder.Catalog,
            TasksFor = plant => new TaskDispatcher(plant, Routing, quality.Of) { Judged = quality.Note }
        }
            .Play(_ => CreatePolicy(policyName), cancellation: cancellation);
    }

    /// <summary>A request as a row of a trace.</summary>
    internal static Request RowOf(PoolRequest request, int asked) =>
        new(0, asked, -1, request.ExpectedTokens.Input, request.ExpectedTokens.Output);

    public void Dispose() => Folder.Dispose();

    /// <summary>
    /// Returns a policy with its allowed knowledge: training counts from the first tenth of the workload, hindsight and the future for
    /// policies that need them.
    /// </summary>
    internal IPolicy CreatePolicy(string spec)
    {
        return PolicyCatalog.Create(spec, Context with
        {
            Future = PolicyCatalog.KnowsTheFuture(spec) ? new SkillArrivals(SkillArrivals.Of(Workload.Trace)) : null,
            HindsightCounts = PreparedScenario.CountsOf(Workload.Trace, long.MaxValue),
        });
    }

    /// <summary>The context for any policy, without knowledge of the coming run.</summary>
    internal PolicyContext Context => new(Folder.Catalog, Settings.Capacity, _seeds)
    {
        TrainingCounts = PreparedScenario.CountsOf(Workload.Trace, Workload.Trace.Count / 10),

        Controller = LiveSettings.Controller(_options.LimitSeconds, _options.Miss),
    };

    private PlantSettings SettingsFor(LiveRunOptions options)
    {
        var settings = new PlantSettings
        {
            Capacity = PlantSettings.UnlimitedBut(LiveSettings.BytesOf(options.Budget, Folder, "budget")),
            Workers = options.Workers,
            Loaders = options.Loaders,
            Miss = options.Miss,
            Generalist = options.Miss == MissMode.Fallback ? Generalist() : -1,
            TimeoutSeconds = options.TimeoutSeconds,
            QueueLimit = options.QueueLimit,
        };
        return settings.Problems(Folder.Skills.Length) is [var problem, ..] ? throw InputException.Asked("BadSettings", problem) : settings;
    }

    /// <summary>Returns the skill with the most tasks, in doubt the first.</summary>
    private int Generalist() => Enumerable.Range(0, Folder.Skills.Length).MaxBy(skill => Folder.Catalog.Skills[skill].Tasks.Length);

    private LiveSnapshot SnapshotOf(LivePlant plant, IPolicy policy, LiveTally tally)
    {
        var state = plant.Core.State;
        return new LiveSnapshot(
            state.NowNs * 1e-9, state.Memory.Used.ResidentBytes, Settings.Capacity.ResidentBytes, (policy as IRecordingPolicy)?.Balance,
            state.Counters.Arrivals, tally.Ended, tally.Right,
            [.. Folder.Skills.Select(
                (skill, i) => new LiveSkillSnapshot(skill.Name.ToString(), state.Rows[i].Lifecycle, state.Rows[i].Transition,
                    state.Rows[i].Pinned, state.Rows[i].Queued, state.Rows[i].Running, state.Rows[i].Completions,
                    state.Rows[i].ReservedUntilNs > state.ReadNowNs))],
            [.. tally.Decisions],
            [.. plant.Operator.Notes.TakeLast(3)]);
    }

    private static LiveSkillRow RowOf(LiveSkill skill, int index, LivePlant plant)
    {
        ref readonly var row = ref plant.Core.State.Rows[index];
        double[] loads = [.. plant.Work.Loads.Where(load => load.Skill == index).Select(load => load.Seconds)];
        return new LiveSkillRow(
            skill.Name.ToString(), row.Lifecycle.ToString().ToLowerInvariant(), row.Arrivals, row.Completions, loads.Length,
            loads.Length == 0 ? null : loads.Average(), row.Completions == 0 ? null : row.ServiceSeconds,
            row.IsResident ? row.Footprint.ResidentBytes : 0);
    }
}
