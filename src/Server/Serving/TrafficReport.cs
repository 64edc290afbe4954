using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Advice;
using Teleo.Experiments.Statistics;

namespace Teleo.Server.Serving;

/// <summary>
/// The observed cost, and the costs of our policy and of LRU on the same requests, and the lower bound. Costs are seconds waited and loaded
/// per 1,000 requests; the observed cost is measured, the others are simulated.
/// </summary>
internal sealed record TrafficReport
{
    public required long Requests { get; init; }
    public required double Seconds { get; init; }
    public required long MemoryBytes { get; init; }

    /// <summary>The rule that decided: an upstream server's own, or this server's policy.</summary>
    public required string Decided { get; init; }

    public required Cost Observed { get; init; }
    public required Cost Ours { get; init; }
    public required Cost Lru { get; init; }

    /// <summary>The change in percent from the observed cost to ours.</summary>
    public required Change OursAgainstObserved { get; init; }

    /// <summary>The cost in the simulator of the loads that really were; null where loads also began with no request.</summary>
    public required Cost? Replayed { get; init; }

    /// <summary>The change in percent from the observed cost to its simulation: the error of simulated costs.</summary>
    public required Change? ReplayedAgainstObserved { get; init; }

    public required double? Bound { get; init; }
    public required ImmutableArray<string> Assumed { get; init; }

    public static TrafficReport Of(TrafficStudy study, string decided, string policy, CancellationToken cancellation)
    {
        study.Check();
        var ours = study.Play(policy, study.CapacityBytes, null, cancellation);
        var lru = study.Play("lru", study.CapacityBytes, null, cancellation);
        var replayed = study.PlayObserved(cancellation);
        return new TrafficReport
        {
            Requests = study.Requests,
            Seconds = study.Seconds,
            MemoryBytes = study.CapacityBytes,
            Decided = decided,
            Observed = Cost.Of(decided, study.Observed),
            Ours = Cost.Of(policy, ours),
            Lru = Cost.Of("lru", lru),
            OursAgainstObserved = Change.Of(ours, study.Observed),
            Replayed = replayed is null ? null : Cost.Of("as-observed", replayed),
            ReplayedAgainstObserved = replayed is null ? null : Change.Of(replayed, study.Observed),
            Bound = study.Bound(),
            Assumed = study.Assumed,
        };
    }

    /// <summary>The report in lines of text.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Text($"{Requests} requests in {Seconds / 60:F1} min; seconds waited and loaded per 1,000 requests:");
        yield return $"  {Decided}: {Observed.Words()}";
        yield return $"  {Ours.Policy}, simulated: {Ours.Words()}; {OursAgainstObserved.Words()} against what happened";
        yield return $"  {Lru.Policy}, simulated: {Lru.Words()}";
        if (Replayed is { } replayed) yield return $"  check: the simulator gives the server's own loads {replayed.Words()}; "
            + $"{ReplayedAgainstObserved!.Words()} against what was observed";
        yield return Bound is { } bound ? Text($"  bound that no rule goes below: {bound:F2}") : "  no bound holds here";
        foreach (string assumed in Assumed) yield return $"  assumed: {assumed}";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>One policy's cost with its 95 % interval; the interval is missing if too few blocks of time had any cost.</summary>
    internal sealed record Cost(string Policy, double PerThousand, double? Low, double? High)
    {
        public string Words() => Text($"{PerThousand:F2}{(Low is null ? " (no interval)" : Text($" ({Low:F2} to {High:F2})"))}");

        public static Cost Of(string policy, BlockCosts costs)
        {
            Interval? interval = costs.Interval();
            return new(policy, costs.PerThousand, interval?.Lower, interval?.Upper);
        }
    }

    /// <summary>A change of cost in percent with its 95 % interval.</summary>
    internal sealed record Change(double Percent, double? Low, double? High)
    {
        public string Words() => Text($"{Tenths(Percent):+0.0;-0.0} %{(Low is null ? " (no interval)" : Span)}");

        private string Span => Text($" ({Tenths(Low):+0.0;-0.0} to {Tenths(High):+0.0;-0.0})");

        // A little less than nothing would be written with both signs.
        private static double? Tenths(double? percent) => percent is { } value ? Math.Round(value, 1) + 0.0 : null;

        public static Change Of(BlockCosts costs, BlockCosts other)
        {
            var (percent, interval) = costs.ChangeFrom(other);
            return new(percent, interval?.Lower, interval?.Upper);
        }
    }
}
