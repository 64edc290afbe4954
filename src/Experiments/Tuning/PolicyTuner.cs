using System.Collections.Immutable;

namespace Teleo.Experiments.Tuning;

/// <summary>One tried setting and its cost relative to the defaults: 1 is equal, less is cheaper.</summary>
internal sealed record TunedTrial(string Spec, double Ratio);

/// <summary>A policy as tuned on one machine, with every trial of the search.</summary>
internal sealed record TunedPolicy(string Machine, string Policy, string Spec, double Ratio, ImmutableArray<TunedTrial> Trials);

/// <summary>Tunes a policy on one machine. Every policy gets the same number of trials.</summary>
internal static class PolicyTuner
{
    /// <param name="trials">Settings tried beside the defaults.</param>
    /// <param name="costOf">The cost of a setting; not a number where it cannot be played.</param>
    public static TunedPolicy Tune(string machine, string policy, int trials, Func<string, double> costOf)
    {
        var search = NumberSearch.Of(policy, trials + 1);
        var costs = new Dictionary<string, double>();
        var tried = ImmutableArray.CreateBuilder<TunedTrial>();
        while (search.Next(costs) is { } spec)
        {
            costs[spec] = costOf(spec);
            if (spec != policy) tried.Add(new(spec, costs[spec] / costs[policy]));
        }

        var cheaper = tried.Where(trial => trial.Ratio < 1);
        var best = cheaper.MinBy(trial => trial.Ratio) ?? new(policy, 1);
        return new(machine, policy, best.Spec, best.Ratio, tried.ToImmutable());
    }
}
