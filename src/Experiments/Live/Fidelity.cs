using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Live;

/// <summary>Runs one workload under several policies on the live plant and on its simulation, and compares.</summary>
internal sealed class Fidelity
{
    /// <summary>Policies with different victims: ours, a cache rule, a value rule, a timer.</summary>
    public static readonly ImmutableArray<string> DefaultPolicies = ["teleodynamic", "value-set", "lru",
        "lfu", "gdsf", "fifo", "ttl:seconds=60", "load-use-unload"];

    private readonly LiveRun _run;
    private readonly Calibration _calibration;
    private readonly ImmutableArray<SkillProfile> _profiles;
    private readonly List<FidelitySample> _samples = [];
    private string _policy = "";
    private readonly List<(string Policy, List<RunReport> Live, RunReport Simulated)> _arms = [];

    public Fidelity(LiveRun run, Calibration calibration)
    {
        (_run, _calibration) = (run, calibration);
        _profiles = [.. run.Folder.Skills.Select(skill => Found(skill).Profile(isWarm: true))];
        run.Profiles = _profiles;
    }

    /// <summary>Runs every policy live once for warm-up; then all run in turn, and the medians of each count.</summary>
    public async Task RunAsync(IReadOnlyList<string> policies, int repeats, Action<int, string> progress, CancellationToken cancellation)
    {
        var settings = _run.Settings with { Interference = 1 };
        foreach (string policy in policies) _arms.Add((policy, [], _run.Simulate(policy, _profiles, settings, cancellation)));
        for (int run = 0; run < (1 + repeats) * _arms.Count; run++)
        {
            var arm = _arms[run % _arms.Count];
            bool counts = run >= _arms.Count;
            var live = await PlayAsync(arm.Policy, counts, cancellation);
            if (counts) arm.Live.Add(live.Report);
            progress(run + 1, arm.Policy);
        }
    }

    public FidelityCard Card(string workload, double loadAfter, DateTimeOffset now)
    {
        var skills = Parts(sample => _profiles[sample.Skill].Name, Median);
        return new FidelityCard
        {
            Measured = now,
            Machine = _calibration.Machine,
            Processors = _calibration.Processors,
            Clock = _calibration.Clock,
            LoadBefore = _calibration.LoadBefore,
            LoadAfter = loadAfter,
            Workload = workload,
            Requests = _run.Workload.Trace.Count,
            BudgetBytes = _run.Settings.Capacity.ResidentBytes,
            Mechanisms =
            [
                .. Mechanisms.Select(name =>
                    FidelityError.Of(name, skills.Where(part => part.Mechanism == name).Select(part => (part.Live, part.Simulated)))),
                FidelityError.Of("queueing", Pairs(report => report.MeanWaitS)),
            ],
            Metrics =
            [
                FidelityError.Of("wait, mean", Pairs(report => report.MeanWaitS)),
                FidelityError.Of("wait, p95", Pairs(report => report.P95WaitS)),
                FidelityError.Of("loads", Pairs(report => report.Loads)),
                FidelityError.Of("load seconds", Pairs(report => report.LoadSeconds)),
                FidelityError.Of("misses", Pairs(report => report.Misses)),
                FidelityError.Of("cost", Pairs(report => report.Cost)),
                FidelityError.Of("in time", Pairs(report => report.SloAttainment)),
                FidelityError.Of("right answers", Pairs(report => report.CorrectShare)),
            ],
            Repeats = _arms[0].Live.Count,
            Arms = [.. _arms.Select(ArmOf)],
            Skills = skills,
            Policies = Parts(sample => sample.Policy, Enumerable.Average),
            RankAgreement = Correlation.Kendall([.. _arms.Select(arm => MiddleOf(arm.Live, report => report.Cost))],
                [.. _arms.Select(arm => arm.Simulated.Cost)]),
        };
    }

    private static readonly ImmutableArray<string> Mechanisms = ["load", "replace", "look", "unload", "inference", "first use"];

    /// <summary>The parts of an inference.</summary>
    private static readonly ImmutableArray<string> PartsOfInference = ["request", "prefill", "decode"];

    private async Task<LiveResult> PlayAsync(string policy, bool counts, CancellationToken cancellation)
    {
        LivePlant plant = null!;
        _policy = policy;
        var hooks = new LiveRunHooks
        {
            Opened = opened => plant = opened,
            Answered = counts ? (request, response) => Note(plant, request, response) : null
        };
        var result = await _run.RunAsync(policy, hooks, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (counts) Note(plant.Work);
        return result;
    }

    private void Note(LiveWork work)
    {
        var seen = new HashSet<int>();
        foreach (var (skill, seconds, isSwitch) in work.Loads)
        {
            double switches = _profiles[skill].SwitchSeconds ?? double.NaN;
            if (!isSwitch) Note("load", skill, seconds, _profiles[skill].WarmLoadSeconds);
            else if (seen.Add(skill)) Note("look", skill, seconds, switches + _profiles[skill].LookSeconds);
            else Note("replace", skill, seconds, switches);
        }

        foreach (var unload in work.Unloads)
            Note("unload", unload.Skill, unload.Seconds, _profiles[unload.Skill].UnloadSeconds ?? double.NaN);
    }

    private void Note(string mechanism, int skill, double live, double simulated) =>
        _samples.Add(new FidelitySample(mechanism, _policy, skill, live, simulated));

    private void Note(LivePlant plant, PoolRequest request, PoolAnswer response)
    {
        if (response.Status != RequestStatus.Answered) return;
        int skill = response.Skills[0];
        var (profile, row) = (_profiles[skill], LiveRun.RowOf(request, skill));
        double expected = profile.RequestSeconds + row.InputTokens / profile.PrefillTokensPerSecond
            + row.OutputTokens / profile.DecodeTokensPerSecond;
        if (plant.Core.State.Rows[skill].UsesSinceLoad <= 1)
        {
            Note("first use", skill, response.Seconds, expected + profile.FirstUseSeconds);
            return;
        }

        Note("inference", skill, response.Seconds, expected);
        Note("request", skill, response.Seconds - response.FirstOutput - response.DecodeSeconds, profile.RequestSeconds);
        Note("prefill", skill, response.FirstOutput, row.InputTokens / profile.PrefillTokensPerSecond);
        Note("decode", skill, response.DecodeSeconds, row.OutputTokens / profile.DecodeTokensPerSecond);
    }

    private ImmutableArray<FidelityPart> Parts(Func<FidelitySample, string> of, Func<IEnumerable<double>, double> middle) =>
    [
        .. from sample in _samples
           group sample by (sample.Mechanism, Of: of(sample)) into all
           orderby PartsOfInference.IndexOf(all.Key.Mechanism), Mechanisms.IndexOf(all.Key.Mechanism), all.Key.Of
           select new FidelityPart(all.Key.Of, all.Key.Mechanism, all.Count(), middle(all.Select(sample => sample.Live)),
               middle(all.Select(sample => sample.Simulated))),
    ];

    private IEnumerable<(double Live, double Simulated)> Pairs(Func<RunReport, double?> figure) =>
        _arms.Select(arm => (MiddleOf(arm.Live, figure), figure(arm.Simulated) ?? double.NaN));

    private static FidelityArm ArmOf((string Policy, List<RunReport> Live, RunReport Simulated) arm) => new(
        arm.Live[0].Policy,
        MiddleOf(arm.Live, report => report.Cost), arm.Simulated.Cost,
        MiddleOf(arm.Live, report => report.MeanWaitS), arm.Simulated.MeanWaitS,
        MiddleOf(arm.Live, report => report.Loads), arm.Simulated.Loads,
        MiddleOf(arm.Live, report => report.CorrectShare), arm.Simulated.CorrectShare);

    private static double MiddleOf(List<RunReport> reports, Func<RunReport, double?> figure) =>
        Median(reports.Select(report => figure(report) ?? 0));

    private SkillCalibration Found(LiveSkill skill) =>
        _calibration.Skills.FirstOrDefault(known => known.Name == skill.Name.ToString())
        ?? throw new InputException("BadProfile", $"the calibration has no {skill.Name}; calibrate again");

    private static double Median(IEnumerable<double> values) => Sample.Median([.. values.Order()]);
}

/// <summary>One measured duration on the live plant, and the simulator's value.</summary>
internal readonly record struct FidelitySample(string Mechanism, string Policy, int Skill, double Live, double Simulated);
