using System.Collections.Immutable;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Plants;

/// <summary>Runs one workload under several policies on the live plant and on its simulation, and compares.</summary>
internal sealed class Fidelity(LiveRun run, Calibration calibration)
{
    /// <summary>Policies that differ in what they keep: ours, the cache's, the values', a timer's.</summary>
    public static readonly ImmutableArray<string> DefaultPolicies = ["teleodynamic", "value-set", "lru", "lfu", "gdsf", "fifo", "ttl:seconds=60", "load-use-unload"];

    private readonly List<(int Skill, double Live, double Simulated)> _services = [];
    private readonly List<LiveMove> _loads = [];
    private readonly List<LiveMove> _unloads = [];
    private readonly List<(LiveResult Live, RunReport Simulated)> _arms = [];

    public async Task RunAsync(IReadOnlyList<string> policies, Action<int, string> progress, CancellationToken cancellation)
    {
        ImmutableArray<SkillProfile> profiles = [.. run.Shelf.Skills.Select(skill => Found(skill).Profile(isWarm: true))];
        var settings = run.Settings with { UnloadSeconds = Unload, WakeSeconds = Unload, Interference = 1 };
        foreach (string policy in policies)
        {
            LivePlant? plant = null;
            var hooks = new LiveRunHooks { Opened = opened => plant = opened, Answered = (request, response) => Note(request, response, profiles) };
            var live = await run.RunAsync(policy, hooks, cancellation);
            cancellation.ThrowIfCancellationRequested();
            _loads.AddRange(plant!.Work.Loads);
            _unloads.AddRange(plant.Work.Unloads);
            _arms.Add((live, run.Simulate(policy, profiles, settings, cancellation)));
            progress(_arms.Count, policy);
        }
    }

    public FidelityCard Card(string workload, double loadAfter, DateTimeOffset now) => new()
    {
        Measured = now,
        Machine = calibration.Machine,
        Processors = calibration.Processors,
        Clock = calibration.Clock,
        LoadBefore = calibration.LoadBefore,
        LoadAfter = loadAfter,
        Workload = workload,
        Requests = run.Workload.Trace.Count,
        BudgetBytes = run.Settings.Capacity.ResidentBytes,
        Mechanisms =
        [
            FidelityError.Of("load", Medians(_loads.Where(load => !load.IsSwitch)).Select(load => (load.Seconds, Known(load.Skill).WarmLoad?.Median ?? double.NaN))),
            FidelityError.Of("replace", Medians(_loads.Where(load => load.IsSwitch)).Select(load => (load.Seconds, Unload + Known(load.Skill).WarmLoad?.Median ?? double.NaN))),
            FidelityError.Of("unload", Medians(_unloads).Select(unload => (unload.Seconds, Unload))),
            FidelityError.Of("inference", _services.GroupBy(service => service.Skill).Select(group => (Median(group.Select(one => one.Live)), Median(group.Select(one => one.Simulated))))),
            FidelityError.Of("queueing", _arms.Select(arm => (arm.Live.Report.MeanWaitS ?? 0, arm.Simulated.MeanWaitS ?? double.NaN))),
        ],
        Metrics =
        [
            FidelityError.Of("wait, mean", _arms.Select(arm => (arm.Live.Report.MeanWaitS ?? 0, arm.Simulated.MeanWaitS ?? double.NaN))),
            FidelityError.Of("wait, p95", _arms.Select(arm => (arm.Live.Report.P95WaitS ?? 0, arm.Simulated.P95WaitS ?? double.NaN))),
            FidelityError.Of("loads", _arms.Select(arm => ((double)arm.Live.Report.Loads, (double)arm.Simulated.Loads))),
            FidelityError.Of("load seconds", _arms.Select(arm => (arm.Live.Report.LoadSeconds, arm.Simulated.LoadSeconds))),
            FidelityError.Of("misses", _arms.Select(arm => ((double)arm.Live.Report.Misses, (double)arm.Simulated.Misses))),
            FidelityError.Of("cost", _arms.Select(arm => (arm.Live.Report.Cost, arm.Simulated.Cost))),
            FidelityError.Of("in time", _arms.Select(arm => (arm.Live.Report.SloAttainment ?? 0, arm.Simulated.SloAttainment ?? double.NaN))),
            FidelityError.Of("right answers", _arms.Select(arm => (arm.Live.Report.CorrectShare ?? 0, arm.Simulated.CorrectShare ?? double.NaN))),
        ],
        Arms = [.. _arms.Select(arm => new FidelityArm(arm.Live.Policy, arm.Live.Report.Cost, arm.Simulated.Cost, arm.Live.Report.MeanWaitS, arm.Simulated.MeanWaitS, arm.Live.Report.Loads, arm.Simulated.Loads, arm.Live.Report.CorrectShare, arm.Simulated.CorrectShare))],
        RankAgreement = Correlation.Kendall([.. _arms.Select(arm => arm.Live.Report.Cost)], [.. _arms.Select(arm => arm.Simulated.Cost)]),
    };

    /// <summary>The simulator knows one time for all unloads: the middle of what was measured.</summary>
    private double Unload => Median(calibration.Skills.Select(skill => skill.Unload?.Median ?? 0));

    private void Note(LiveRequest request, LiveResponse response, ImmutableArray<SkillProfile> profiles)
    {
        if (response.Status != LiveStatus.Answered) return;
        var profile = profiles[response.Skills[0]];
        int prompt = request.Input.Length + 2, answer = Math.Max(1, (request.Expected ?? "").Length + 1);
        _services.Add((response.Skills[0], response.Seconds, prompt / profile.PrefillTokensPerSecond + answer / profile.DecodeTokensPerSecond));
    }

    private SkillCalibration Known(int skill) => Found(run.Shelf.Skills[skill]);

    private SkillCalibration Found(LiveSkill skill) =>
        calibration.Skills.FirstOrDefault(known => known.Name == skill.Name.ToString())
        ?? throw new InputException("BadProfile", $"the calibration does not know {skill.Name}; calibrate anew");

    private static IEnumerable<(int Skill, double Seconds)> Medians(IEnumerable<LiveMove> moves) =>
        moves.GroupBy(move => move.Skill).Select(group => (group.Key, Median(group.Select(move => move.Seconds))));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : Sample.Median(sorted);
    }
}
