using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Tuning;

/// <summary>The judgment of the cheapest setting, beside the policy as it ships, under seeds that tuning never saw.</summary>
/// <param name="Verdict"><c>better</c>, <c>not better</c> or <c>undecided</c>.</param>
/// <param name="Saved">The share of the cost that the setting saves.</param>
/// <param name="Lower">The lower end of its 95 % interval (Student, paired by seed).</param>
internal sealed record TuningVerdict(
    string Setting, string Verdict, string Because, double Saved, double Lower, double Upper, double CostAsShipped, double Cost,
    ImmutableArray<ulong> Seeds)
{
    public const string Better = "better", NotBetter = "not better", Undecided = "undecided";

    /// <param name="costsOf">The costs of a setting under seeds.</param>
    public static TuningVerdict Of(TuningState state, Func<string, ImmutableArray<ulong>, double[]> costsOf)
    {
        string setting = state.Best, policy = state.Plan.Policy;
        var seeds = state.Plan.HeldOutSeeds;
        double[] shipped = costsOf(policy, seeds);
        double mean = Sample.Mean(shipped);
        Require(policy, shipped, seeds);
        if (setting == policy) return new(setting, NotBetter, "no setting that was tried cost less", 0, 0, 0, mean, mean, seeds);
        double[] tuned = costsOf(setting, seeds);
        Require(setting, tuned, seeds);
        double[] saved = [.. shipped.Zip(tuned, (before, after) => (before - after) / mean)];
        var test = PairedTest.Of(saved);
        var interval = test.Interval(0.95);
        var (verdict, because) = Judge(saved, interval, state.Plan.SmallestEffect);
        return new(setting, verdict, because, test.Mean, interval.Lower, interval.Upper, mean, Sample.Mean(tuned), seeds);
    }

    private static (string Verdict, string Because) Judge(double[] saved, Interval interval, double smallest) =>
        saved.Distinct().Count() == 1 ? (Undecided, "every seed gives the same difference, so the seeds are one observation")
        : interval.Lower > smallest ? (Better, "the whole interval lies above the smallest effect of interest")
        : interval.Upper < smallest ? (NotBetter, "the whole interval lies below the smallest effect of interest")
        : (Undecided, "the interval holds the smallest effect of interest; more held-out seeds would narrow it");

    private static void Require(string setting, double[] costs, ImmutableArray<ulong> seeds)
    {
        int missing = Array.FindIndex(costs, double.IsNaN);
        if (missing >= 0)
            throw InputException.Asked("CannotPlay",
                $"{setting} cannot be played under the unseen seed {seeds[missing]}, so it is not judged");
    }
}
