using System.Collections.Immutable;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Advice;

/// <summary>Finds the settings of each product that cost least on the part of a log that is for tuning.</summary>
internal sealed class RuleSearch(RuleTrial tuning, CancellationToken cancellation)
{
    private static readonly double[] KeepAlives = [60, 300, 900, 3600, 4 * 3600, double.PositiveInfinity];

    /// <summary>The number of models tried as pins in one round: the candidates with the most requests.</summary>
    private const int PinsTried = 8;

    private readonly ImmutableArray<string> _names = tuning.Prepared.Run.Trace.Skills;

    /// <summary>The bytes of each model; a model larger than the memory is never loaded and counts zero.</summary>
    private readonly long[] _bytes =
    [
        .. tuning.Prepared.Run.Profiles.Select(profile => profile.Footprint.ResidentBytes)
            .Select(bytes => bytes <= tuning.Prepared.Run.Settings.Capacity.ResidentBytes ? bytes : 0),
    ];

    private readonly long _capacity = tuning.Prepared.Run.Settings.Capacity.ResidentBytes;
    private readonly ImmutableArray<long> _counts = tuning.Prepared.Counts;

    /// <summary>Trials made so far.</summary>
    public int Trials { get; private set; }

    public RuleSettings.Ollama Ollama()
    {
        int all = Math.Max(1, _names.Length);
        var grid = from keep in KeepAlives
                   from most in new[] { RuleSettings.Ollama.DefaultMaxLoaded, all }.Distinct()
                   select new RuleSettings.Ollama(keep, most);
        return WithPins(Cheapest([RuleSettings.Ollama.Default, .. grid.Where(rule => rule != RuleSettings.Ollama.Default)]));
    }

    public RuleSettings.LlamaSwap LlamaSwap()
    {
        var best = Cheapest([.. Enumerable.Range(1, 3).Select(count => Grouped([], count)).OfType<RuleSettings.LlamaSwap>()]);
        int groups = best.Groups.Length;
        return WithPins(best, pins => Grouped(pins, groups) ?? Grouped(pins, 1));
    }

    public RuleSettings.LlamaCpp LlamaCpp() =>
        Cheapest([.. Enumerable.Range(1, MostThatAlwaysFit()).Select(most => new RuleSettings.LlamaCpp(most))]);

    /// <summary>The cheapest of the project's own rules that only evict.</summary>
    public RuleSettings.Teleo Evictor(IEnumerable<string> policies) =>
        Cheapest([.. policies.Select(policy => new RuleSettings.Teleo(policy))]);

    /// <summary>llama.cpp's default, where it always fits.</summary>
    public RuleSettings.LlamaCpp LlamaCppDefault => new(Math.Min(RuleSettings.LlamaCpp.DefaultModelsMax, MostThatAlwaysFit()));

    public RuleSettings.LlamaSwap LlamaSwapDefault => Grouped([], 1)!;

    /// <summary>Adds pins one by one while each saves cost; pins leave memory for every other model.</summary>
    internal T WithPins<T>(T rule, Func<ImmutableArray<string>, T?>? pinned = null) where T : RuleSettings
    {
        pinned ??= pins => rule with { Pins = pins };
        var best = rule;
        double cost = CostOf(best);
        while (true)
        {
            var tried = Addable(best.Pins).Select(name => pinned(best.Pins.Add(name))).OfType<T>().ToArray();
            if (tried.Length == 0) return best;
            double[] costs = Costs(tried);
            int least = Array.IndexOf(costs, costs.Min());
            if (!(costs[least] < cost * 0.999)) return best;
            (best, cost) = (tried[least], costs[least]);
        }
    }

    /// <summary>Returns true if pins leave memory for every other model.</summary>
    internal bool LeavesRoom(IReadOnlyCollection<string> pins)
    {
        long taken = 0, largest = 0;
        for (int i = 0; i < _names.Length; i++)
        {
            if (pins.Contains(_names[i])) taken += _bytes[i];
            else largest = Math.Max(largest, _bytes[i]);
        }

        return taken + largest <= _capacity;
    }

    private IEnumerable<string> Addable(ImmutableArray<string> pins) => Enumerable.Range(0, _names.Length)
        .Where(i => !pins.Contains(_names[i]) && LeavesRoom(pins.Add(_names[i])))
        .OrderByDescending(i => _counts[i]).Take(PinsTried).Select(i => _names[i]);

    /// <summary>
    /// Models that are not pinned in so many groups, by size: the largest of all groups fit together, so that one of each is loaded. Null
    /// where they do not.
    /// </summary>
    private RuleSettings.LlamaSwap? Grouped(ImmutableArray<string> pins, int count)
    {
        int[] rest = [.. Enumerable.Range(0, _names.Length).Where(i => !pins.Contains(_names[i])).OrderByDescending(i => _bytes[i])];
        if (rest.Length < count) return null;
        long room = _capacity - Enumerable.Range(0, _names.Length).Where(i => pins.Contains(_names[i])).Sum(i => _bytes[i]);
        var groups = new List<ImmutableArray<string>>();
        int start = 0;
        for (int left = count; left > 0; left--)
        {
            if (start == rest.Length || _bytes[rest[start]] > room) return null;
            room -= _bytes[rest[start]];

            // The next group begins with the largest model of which all groups to come can hold one as large.
            int next = left == 1 ? rest.Length : start + 1;
            while (next < rest.Length && (left - 1) * _bytes[rest[next]] > room) next++;
            groups.Add([.. rest[start..next].Select(i => _names[i])]);
            start = next;
        }

        return new([.. groups]) { Pins = pins };
    }

    private int MostThatAlwaysFit()
    {
        long taken = 0;
        int most = 0;
        foreach (long bytes in _bytes.OrderDescending())
        {
            taken += bytes;
            if (taken > _capacity) break;
            most++;
        }

        return Math.Max(1, most);
    }

    private T Cheapest<T>(T[] rules) where T : RuleSettings
    {
        double[] costs = Costs(rules);
        return rules[Array.IndexOf(costs, costs.Min())];
    }

    private double CostOf(RuleSettings rule) => Costs([rule])[0];

    private double[] Costs(IReadOnlyList<RuleSettings> rules)
    {
        Trials += rules.Count;
        var runs = new ParallelRuns(Environment.ProcessorCount, null, cancellation);
        return runs.Of(rules.Count, i => tuning.CostOf(rules[i], cancellation));
    }
}
