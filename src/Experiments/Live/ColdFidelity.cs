using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Plants;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Live;

/// <summary>
/// Compares the simulator with cold loads on this machine. The simulator selects policies at equal distances over a factor of four in cost
/// before any measurement. Blocks alternate: the first and third calibrate the machine, the second and fourth run every policy on every
/// point once.
/// </summary>
internal sealed class ColdFidelity(ColdBench bench, ImmutableArray<ColdPoint> points, int policiesEach)
{
    public const int Blocks = 4;

    /// <summary>The range of simulated costs that the policies of a point span.</summary>
    private const double Span = 4;

    private const int Resamples = 1_000;

    private static readonly ImmutableArray<string> Candidates =
    [
        "teleodynamic", "value-set", "lru", "lfu", "gdsf", "fifo", "sieve", "drift-plus-penalty", "ttl:seconds=1", "ttl:seconds=2",
        "ttl:seconds=4", "ttl:seconds=8", "ttl:seconds=16", "ttl:seconds=60", "load-use-unload",
    ];

    private readonly ColdCalibration _calibration = new(bench);
    private readonly List<(int Block, ColdPlay Play)> _live = [];

    public int Plays => points.Length * policiesEach * (Blocks / 2);

    /// <summary>The policies of a point with the costs that the stated rate gives.</summary>
    public ImmutableArray<string> PoliciesOf(ColdPoint point, CancellationToken cancellation)
    {
        var costs = Candidates.Select(policy => (policy, bench.Simulate(point, policy, bench.Stated, cancellation).Report.Cost)).ToList();
        double least = costs.Min(pair => pair.Cost);
        var picked = ImmutableArray.CreateBuilder<string>();
        for (int i = 0; i < policiesEach; i++)
        {
            double wanted = Math.Log(least * Math.Pow(Span, i / (policiesEach - 1.0)));
            var (policy, _) = costs.MinBy(pair => Math.Abs(Math.Log(pair.Cost) - wanted));
            costs.RemoveAll(pair => pair.policy == policy);
            picked.Add(policy);
        }

        return picked.ToImmutable();
    }

    public async Task<ColdCard> RunAsync(Action<int, string> progress, CancellationToken cancellation)
    {
        var picks = points.Select(point => (Point: point, Policies: PoliciesOf(point, cancellation))).ToList();
        await _calibration.MeasureAsync(counts: false, cancellation);
        for (int block = 1; block <= Blocks; block++)
        {
            if (block % 2 == 1) await _calibration.MeasureAsync(counts: true, cancellation);
            else
            {
                foreach (var (point, policies) in picks)
                {
                    foreach (string policy in policies)
                    {
                        _live.Add((block, await bench.PlayAsync(point, policy, _calibration.Profiles, cancellation)));
                        progress(_live.Count, $"{point.Name} {policy}");
                    }
                }
            }
        }

        var profiles = _calibration.Profiles;
        var simulated = picks.SelectMany(pick => pick.Policies.Select(policy => bench.Simulate(pick.Point, policy, profiles, cancellation)))
            .ToDictionary(play => (play.Point, play.Policy));
        return new ColdCard
        {
            Plays = [.. _live.Select(live => ColdRow.Of(live.Block, live.Play, simulated[(live.Play.Point, live.Play.Policy)]))],
            Mechanisms = [.. Mechanisms(profiles), .. OfPlays(simulated)],
            Points = [.. picks.Select(pick => ColdRanking.Of(pick.Point.Name, Costs(pick.Point.Name, pick.Policies, simulated)))],
            Overall = ColdRanking.OfAll(
                [.. picks.Select(pick => Costs(pick.Point.Name, pick.Policies, simulated))], Resamples, new SeedTree(1).Stream("cold-tau")),
        };
    }

    /// <summary>Returns for each policy of a point the simulated cost and the live cost in either block.</summary>
    private ImmutableArray<ColdCosts> Costs(
        string point, ImmutableArray<string> policies, Dictionary<(string, string), ColdPlay> simulated) => [.. policies.Select(policy =>
    {
        double[] live = [.. _live.Where(l => l.Play.Point == point && l.Play.Policy == policy).Select(l => l.Play.Report.Cost)];
        return new ColdCosts(simulated[(point, policy)].CostWithDeciding, live[0], live[1]);
    })];

    /// <summary>Returns per model the live median in the blocks that were not fitted on, against the profile.</summary>
    private IEnumerable<FidelityError> Mechanisms(ImmutableArray<SkillProfile> profiles)
    {
        var plays = _live.Select(live => live.Play).ToList();
        var loads = plays.SelectMany(play => play.Loads).ToList();
        var answers = plays.SelectMany(play => play.Answers).ToList();
        yield return Of("load", loads.Where(l => !l.IsSwitch).Select(l => (l.Skill, l.Seconds)), p => p.ColdLoadSeconds);
        yield return Of("replace", loads.Where(l => l.IsSwitch).Select(l => (l.Skill, l.Seconds)), p => p.SwitchSeconds!.Value);
        yield return Of("unload", plays.SelectMany(play => play.Unloads).Select(u => (u.Skill, u.Seconds)), p => p.UnloadSeconds!.Value);
        yield return Of("inference", answers.Where(a => !a.IsFirst).Select(a => (a.Model, a.Seconds)), p => p.RequestSeconds);
        yield return Of("first use", answers.Where(a => a.IsFirst).Select(a => (a.Model, a.Seconds)),
            p => p.RequestSeconds + p.FirstUseSeconds);

        FidelityError Of(string name, IEnumerable<(int Model, double Seconds)> live, Func<SkillProfile, double> figure) =>
            FidelityError.Of(name, live.GroupBy(one => one.Model)
                .Select(of => (Sample.Median([.. of.Select(one => one.Seconds)]), figure(profiles[of.Key]))));
    }

    /// <summary>
    /// Returns per point and policy the mean of both live runs against the simulated one: counts, seconds and waits separately.
    /// </summary>
    private IEnumerable<FidelityError> OfPlays(Dictionary<(string, string), ColdPlay> simulated)
    {
        var groups = _live.Select(live => live.Play).GroupBy(play => (play.Point, play.Policy)).ToList();
        yield return Of("deciding", play => play.DecisionSeconds);
        yield return Of("queueing (mean wait)", play => play.Report.MeanWaitS ?? 0);
        yield return Of("number of loads", play => play.Report.Loads);
        yield return Of("seconds loaded", play => play.Report.LoadSeconds);
        yield return Of("cost", play => play.CostWithDeciding);

        FidelityError Of(string name, Func<ColdPlay, double> figure) =>
            FidelityError.Of(name, groups.Select(group => (group.Average(figure), figure(simulated[group.Key]))));
    }
}
