using Teleo.Engine.Input;
using Teleo.Experiments.Bounds;
using Teleo.Experiments.CacheRivals;
using Teleo.Experiments.Metrics;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>A prepared scenario in the count tier: its requests in order, sizes in bytes, warm load times as costs.</summary>
internal sealed class CountRun
{
    private readonly CacheShape _shape;
    private readonly int[] _requests;
    private readonly double _capacity;

    public CountRun(SimulatedRun run)
    {
        _shape = new CacheShape(
            [.. run.Profiles.Select(profile => (double)profile.Footprint.ResidentBytes)],
            [.. run.Profiles.Select(profile => profile.WarmLoadSeconds)]);
        _requests = [.. run.Trace.Requests().Select(row => row.Skill)];
        _capacity = run.Settings.Capacity.ResidentBytes;
    }

    /// <summary>Runs one rule and checks it against the bound of all policies that load on demand.</summary>
    public CountReport Play(string policy)
    {
        var rule = CountRules.Find(policy) ?? throw InputException.Asked(
            "UnknownPolicy", $"the count tier has no rule '{policy}'{Suggestions.Sentence(policy, CountRules.Names)}");
        var result = rule(_shape, _requests, _capacity);
        var bound = LeastLoadSeconds();
        if (bound is not null && result.LoadSeconds < bound.Lower * (1 - 1e-9))
            throw new InvariantException(
                $"policy {policy} loads {result.LoadSeconds} s, less than the bound of {bound.Lower} s ({bound.Name})");
        return new CountReport
        {
            Policy = policy,
            Requests = result.Requests,
            Misses = result.Misses,
            MissRatio = result.MissRatio,
            Oversize = result.Oversize,
            Loads = result.Misses - result.Oversize,
            LoadSeconds = result.LoadSeconds,
            CompulsoryLoadSeconds = _requests.Distinct().Where(skill => _shape.Sizes[skill] <= _capacity)
                .Sum(skill => _shape.LoadSeconds[skill]),
            Bound = bound,
        };
    }

    /// <summary>Returns the best bound that can be computed in seconds; requests for skills that never fit are left out.</summary>
    private Bound? LeastLoadSeconds()
    {
        int[] possible = [.. _requests.Where(skill => _shape.Sizes[skill] <= _capacity)];
        if (possible.Length == 0) return null;
        int[] used = [.. possible.Distinct().Order()];
        var place = new int[_shape.Count];
        for (int i = 0; i < used.Length; i++) place[used[i]] = i;
        return DemandBound.Best(new DemandInstance(
            [.. possible.Select(skill => place[skill])],
            [.. used.Select(skill => new[] { _shape.Sizes[skill] })],
            [_capacity],
            [.. used.Select(skill => _shape.LoadSeconds[skill])]));
    }
}
