using System.Collections.Immutable;
using System.Globalization;
using Teleo.Controller.Policies;
using Teleo.Experiments.Contenders;

namespace Teleo.Experiments.Simulator;

/// <summary>One tried setting and its cost relative to the defaults: 1 is equal, less is cheaper.</summary>
internal sealed record TunedTrial(string Spec, double Ratio);

/// <summary>A policy as tuned on one machine, with every trial of the search.</summary>
internal sealed record TunedPolicy(string Machine, string Policy, string Spec, double Ratio, ImmutableArray<TunedTrial> Trials);

/// <summary>
/// Searches the numbers of a policy one after the other: each is multiplied by 4, 1/4, 2 and 1/2, and the cheaper value is kept, until the
/// trials are used up. Every policy gets the same number of trials.
/// </summary>
internal static class PolicyTuner
{
    private static readonly double[] Factors = [4, 0.25, 2, 0.5];

    /// <param name="costOf">The cost of a setting; not a number where it cannot be played.</param>
    public static TunedPolicy Tune(string machine, string policy, int trials, Func<string, double> costOf)
    {
        PolicyCatalog.TryFind(policy, out var entry);
        PolicyOption[] options = [.. entry!.Options.Where(option => option.Default > 0 && double.IsFinite(option.Default))];
        double atDefaults = costOf(policy);
        var values = options.Select(option => option.Default).ToArray();
        var tried = ImmutableArray.CreateBuilder<TunedTrial>();
        var seen = new HashSet<string> { policy };
        double best = 1;
        bool isMoving = true;
        while (isMoving && options.Length > 0)
        {
            isMoving = false;
            for (int i = 0; i < options.Length; i++)
            {
                foreach (double factor in Factors)
                {
                    if (tried.Count == trials) return Result();
                    double value = values[i] * factor;
                    if (!options[i].Allows(value)) continue;
                    double[] candidate = [.. values];
                    candidate[i] = value;
                    string spec = Spec(candidate);
                    if (!seen.Add(spec)) continue;
                    double ratio = costOf(spec) / atDefaults;
                    tried.Add(new(spec, ratio));
                    if (!(ratio < best)) continue;
                    (best, values, isMoving) = (ratio, candidate, true);
                }
            }
        }

        return Result();

        TunedPolicy Result() => new(machine, policy, Spec(values), best, tried.ToImmutable());

        string Spec(double[] numbers)
        {
            var changed = options.Select((option, i) => (option, numbers[i])).Where(pair => pair.Item2 != pair.option.Default).ToList();
            if (changed.Count == 0) return policy;
            var numbered = changed.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.option.Name}={pair.Item2:R}"));
            return $"{policy}:{string.Join(',', numbered)}";
        }
    }
}
