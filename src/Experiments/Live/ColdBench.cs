using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Routing;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Live;

/// <summary>Plays a point under a policy, live over cold files or in the simulator, with the same requests and rules.</summary>
/// <param name="sizes">Bytes of each model.</param>
/// <param name="bytesPerSecond">The most that the loader reads.</param>
internal sealed class ColdBench(string folder, ImmutableArray<long> sizes, double bytesPerSecond, ulong seed, TimeProvider clock)
    : IDisposable
{
    /// <summary>Loads of 50 to 500 ms at 500 MB/s.</summary>
    public static readonly ImmutableArray<long> UsualSizes =
        [.. new[] { 25, 40, 60, 80, 110, 150, 200, 250 }.Select(megabytes => megabytes * 1_000_000L)];

    private const double LimitSeconds = 1;

    private readonly SeedTree _seeds = new(seed);

    public SkillFolder Folder { get; } = SkillFolder.Elsewhere(ColdFiles.Make(folder, sizes, new SeedTree(seed)), clock);

    public long TotalBytes => sizes.Sum();

    /// <summary>The profiles that the stated rate gives, before anything was measured.</summary>
    public ImmutableArray<SkillProfile> Stated =>
        [.. Folder.Skills.Select((skill, i) => ProfileOf(i, sizes[i] / bytesPerSecond, sizes[i] / bytesPerSecond, 0, 0, 0))];

    public SkillProfile ProfileOf(int model, double load, double replace, double unload, double service, double firstUse) => new()
    {
        Name = Folder.Skills[model].Name.ToString(),
        Footprint = new ResourceVector { ResidentBytes = sizes[model] },
        ColdLoadSeconds = load,
        WarmLoadSeconds = load,
        SwitchSeconds = replace,
        UnloadSeconds = unload,
        PrefillTokensPerSecond = double.PositiveInfinity,
        DecodeTokensPerSecond = double.PositiveInfinity,
        RequestSeconds = service,
        FirstUseSeconds = firstUse,
        Quality = 1,
    };

    /// <summary>A plant that is driven by hand, in which the largest model just fits.</summary>
    public DrivenPlant Drive(CancellationToken cancellation) =>
        new(Folder, SettingsFor(sizes.Max()), WorkOf(), clock, cancellation);

    public ColdPlay Simulate(ColdPoint point, string policyName, ImmutableArray<SkillProfile> profiles, CancellationToken cancellation)
    {
        var settings = SettingsFor((long)(point.Budget * TotalBytes));
        var trace = TraceOf(point);
        TimedPolicy policy = null!;
        var report = new SimulatedRun(trace, profiles, settings, _seeds, ServiceLevels.Within(LimitSeconds, profiles.Length))
            .Play(catalog => policy = new TimedPolicy(PolicyOf(policyName, catalog, settings, trace), clock), cancellation: cancellation);
        return new(point.Name, policyName, report, policy.Seconds / Math.Max(1, policy.Decisions), [], []);
    }

    public async Task<ColdPlay> PlayAsync(
        ColdPoint point, string policyName, ImmutableArray<SkillProfile> profiles, CancellationToken cancellation)
    {
        var settings = SettingsFor((long)(point.Budget * TotalBytes));
        var trace = TraceOf(point);
        var policy = new TimedPolicy(PolicyOf(policyName, Folder.Catalog, settings, trace), clock);
        using var plant = new LivePlant(Folder, settings, new RoutingOptions(), profiles, _seeds, WorkOf());
        var meter = new RunMeter(profiles, settings, ServiceLevels.Within(LimitSeconds, profiles.Length), 0);
        plant.Core.Meter = meter;
        var (steps, answers) = (new StepMeter(policy, meter), new List<ColdAnswer>());
        var step = new ControlStep(plant, policy, new Guard(new GuardOptions { Busy = settings.Busy }), new StepOptions());
        var loop = new LiveLoop(plant, policy, step, new LiveClock(clock, skipsIdle: true))
        {
            Decided = steps.Note,
            Answered = (request, answer) =>
            {
                if (answer.Status == RequestStatus.Answered)
                    answers.Add(new(request.Model, answer.Seconds, plant.Core.State.Rows[request.Model].UsesSinceLoad <= 1));
            },
        };
        await loop.RunAsync(ArrivalsOf(trace), [], staysOpen: false, cancellation);
        cancellation.ThrowIfCancellationRequested();
        plant.Core.Audit();
        var report = steps.Report(seed, trace.ContentHash, plant.Core.State.NowNs, loop.Decisions);
        return new(point.Name, policyName, report, policy.Seconds / Math.Max(1, policy.Decisions), [.. plant.Work.Loads], answers)
        {
            Unloads = [.. plant.Work.Unloads],
        };
    }

    public void Dispose() => Folder.Dispose();

    private ColdFileWork WorkOf() =>
        new([.. Enumerable.Range(0, sizes.Length).Select(i => ColdFiles.PathOf(folder, i))], bytesPerSecond, clock);

    /// <summary>Returns settings with one loader and one worker: concurrent work on two cores would disturb the measurement.</summary>
    private static PlantSettings SettingsFor(long bytes) => new()
    {
        Capacity = PlantSettings.UnlimitedBut(bytes),
        Workers = 1,
        Loaders = 1,
        Interference = 1,
        PageCacheBytes = 0,
    };

    private MemoryWorkload TraceOf(ColdPoint point)
    {
        var rows = Synthesizer.Requests(point.Spec with { Skills = sizes.Length }, new SeedTree(_seeds.KeyOf(point.Name)));
        return new([.. Folder.Skills.Select(skill => skill.Name.ToString())],
            [.. rows.Select(row => row with { InputTokens = 1, OutputTokens = 1 })]);
    }

    private static ImmutableArray<LiveArrival> ArrivalsOf(IWorkload trace) =>
        [.. trace.Requests().Select(row => new LiveArrival(row.ArrivalNs, ColdCalibration.RequestTo(row.Skill)))];

    private IPolicy PolicyOf(string name, Catalog catalog, PlantSettings settings, MemoryWorkload trace) =>
        PolicyCatalog.Create(name, new(catalog, settings.Capacity, _seeds)
        {
            TrainingCounts = PreparedScenario.CountsOf(trace, trace.Count / 10, sizes.Length),
        });
}

/// <summary>One run of a point under a policy, live or simulated.</summary>
/// <param name="DecisionSeconds">Mean seconds of a decision.</param>
internal sealed record ColdPlay(string Point, string Policy, RunReport Report, double DecisionSeconds, IReadOnlyList<LiveMove> Loads,
    IReadOnlyList<ColdAnswer> Answers)
{
    public IReadOnlyList<LiveMove> Unloads { get; init; } = [];

    /// <summary>Seconds waited and loaded per 1,000 requests, with the time of decisions.</summary>
    public double CostWithDeciding => Report.Cost + 1000 * DecisionSeconds * Report.Decisions / Math.Max(1, Report.Requests);
}

/// <summary>Seconds of one service.</summary>
internal readonly record struct ColdAnswer(int Model, double Seconds, bool IsFirst);
