using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.TimeSeries;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// Early warnings tried on a change that is known: ramps of the load that tip a pool with repeating clients into a storm, against runs of
/// equal length that do not tip, some at a steady load and some on the same ramp with clients that never repeat.
/// </summary>
internal sealed class WarningTrial(Scenario scenario, string policy, RetryRules rules, double low, double high, double seconds,
    ulong firstSeed, int seeds)
{
    private const double WarmupSeconds = 600, CheckSeconds = 300, FalseAlarms = 0.05;

    /// <summary>Values that a trend is read from at least.</summary>
    private const int FewestValues = 60;

    private static readonly EarlyWarning Method = new();

    /// <summary>The scores that are tried, each a trend (Kendall's tau) over the series so far.</summary>
    public static ImmutableArray<(string Id, string Says, Func<WarningTrends, double> Of)> Scores { get; } =
    [
        ("both", "variance and lag-1 autocorrelation both rise", trends => Math.Min(trends.Variance, trends.LagOne)),
        ("variance", "variance rises", trends => trends.Variance),
        ("lag-one", "lag-1 autocorrelation rises", trends => trends.LagOne),
        ("level", "the number of requests in the pool rises", trends => trends.Level),
    ];

    /// <summary>Plays the ramps and the controls, and scores each series up to a minute before the tip of its seed.</summary>
    public WarningResult Run(int threads, Action<int, int> progress, CancellationToken cancellation)
    {
        var never = rules with { Retries = 0 };
        (double, double, double)[] ramp = [(seconds, low, high)], steady = [(seconds, low, low)];
        (RetryRules Rules, (double, double, double)[] Pieces)[] kinds = [(rules, ramp), (rules, steady), (never, ramp)];
        var plays = new ParallelRuns(threads, done => progress(done, kinds.Length * seeds), cancellation).OfCells(kinds.Length, seeds,
            (kind, seed) => StormRun.Play(scenario.Prepare(firstSeed + (ulong)seed), policy, kinds[kind].Rules, kinds[kind].Pieces,
                cancellation));
        return Judge(plays[0], plays[1], plays[2]);
    }

    private WarningResult Judge(StormRun[] ramps, StormRun[] steady, StormRun[] quiet)
    {
        int[] tipped = [.. Enumerable.Range(0, seeds).Where(i => ValuesUntil(ramps[i].TipSeconds) >= FewestValues && !Tips(steady[i]))];
        var series = tipped.Select(i => (Tip: ramps[i].TipSeconds, Storm: Read(ramps[i], ramps[i].TipSeconds),
            Steady: Read(steady[i], ramps[i].TipSeconds), Quiet: Read(quiet[i], ramps[i].TipSeconds))).ToList();
        if (series.Count < 4)
            return new(ramps, steady, quiet, series.Count, [], []);
        var chance = new SeedTree(firstSeed);
        var curves = Scores.Select(score => new WarningCurve(score.Id,
            Roc.Of([.. series.Select(one => score.Of(one.Storm.Whole))], [.. series.Select(one => score.Of(one.Steady.Whole))],
                chance.Stream($"roc {score.Id}")),
            Roc.Of([.. series.Select(one => score.Of(one.Storm.Whole))], [.. series.Select(one => score.Of(one.Quiet.Whole))],
                chance.Stream($"roc {score.Id} ramp"))));
        var leads = Scores.Select(score => LeadOf(score.Of, [.. series]));
        return new(ramps, steady, quiet, series.Count, [.. curves], [.. leads]);
    }

    /// <summary>
    /// Looks every five minutes at what was seen so far. The threshold is the one that a share of 5 % of half the steady runs reach; the
    /// other half says how often it is reached in vain.
    /// </summary>
    private static WarningLead LeadOf(Func<WarningTrends, double> scoreOf,
        (double Tip, WarningSeries Storm, WarningSeries Steady, WarningSeries Quiet)[] series)
    {
        double[] learned = Sample.Sorted([.. series.Where((_, i) => i % 2 == 0)
            .Select(one => one.Steady.Looks.Max(look => scoreOf(look.Trends)))]);
        double threshold = Sample.Quantile(learned, 1 - FalseAlarms);
        var held = series.Where((_, i) => i % 2 == 1).ToList();
        double?[] leads = [.. series.Select(one => one.Storm.Looks.Where(look => scoreOf(look.Trends) > threshold)
            .Select(look => (double?)(one.Tip - look.Seconds)).FirstOrDefault())];
        return new(threshold, leads.Count(lead => lead is not null), leads.Length,
            leads.Any(lead => lead is not null) ? Sample.Median([.. leads.OfType<double>()]) : double.NaN,
            held.Count(one => Warns(one.Steady)), held.Count(one => Warns(one.Quiet)), held.Count);

        bool Warns(WarningSeries seen) => seen.Looks.Any(look => scoreOf(look.Trends) > threshold);
    }

    /// <summary>Reads the trends of a run up to a minute before the tip, whole and at every look, once for all scores.</summary>
    private static WarningSeries Read(StormRun run, double tip)
    {
        double[] series = Cut(run, tip);
        int step = (int)(CheckSeconds / StormRun.SampleSeconds);
        var looks = ImmutableArray.CreateBuilder<(double, WarningTrends)>();
        for (int length = FewestValues; length <= series.Length; length += step)
            looks.Add((WarmupSeconds + length * StormRun.SampleSeconds, TrendsOf(series.AsSpan(0, length))));
        return new(TrendsOf(series), looks.ToImmutable());
    }

    private static WarningTrends TrendsOf(ReadOnlySpan<double> series)
    {
        var indicators = Method.Indicators(series);
        return new(indicators.VarianceTrend, indicators.LagOneTrend, MannKendall.Of(series).Tau);
    }

    private static bool Tips(StormRun run) => double.IsFinite(run.TipSeconds);

    private static int ValuesUntil(double tip) =>
        double.IsNaN(tip) ? 0 : (int)((tip - StormRun.MinuteSeconds - WarmupSeconds) / StormRun.SampleSeconds);

    private static double[] Cut(StormRun run, double tip)
    {
        int first = (int)(WarmupSeconds / StormRun.SampleSeconds);
        return run.Present[first..(first + ValuesUntil(tip))];
    }
}

/// <summary>Trends of a series of requests in the pool: Kendall's tau of variance, lag-1 autocorrelation and level.</summary>
internal readonly record struct WarningTrends(double Variance, double LagOne, double Level);

/// <summary>The trends of a whole series, and of its beginnings at every look.</summary>
internal sealed record WarningSeries(WarningTrends Whole, ImmutableArray<(double Seconds, WarningTrends Trends)> Looks);

/// <summary>The runs of a trial and how the warnings did.</summary>
/// <param name="Compared">Seeds whose ramp tipped late enough and whose steady run did not tip.</param>
internal sealed record WarningResult(StormRun[] Ramps, StormRun[] Steady, StormRun[] Quiet, int Compared,
    ImmutableArray<WarningCurve> Curves, ImmutableArray<WarningLead> Leads);

/// <summary>One score against both controls: a steady load, and the same ramp with clients that never repeat.</summary>
internal sealed record WarningCurve(string Score, Roc AgainstSteady, Roc AgainstRamp);

/// <summary>The lead of one score at the threshold of few false alarms.</summary>
/// <param name="Warned">Ramps with a warning before the tip, of <paramref name="Ramps"/>.</param>
/// <param name="MedianSeconds">From the first warning to the tip, over those that warned.</param>
/// <param name="FalseSteady">Steady runs with a warning, of <paramref name="Held"/> that the threshold was not learned from.</param>
/// <param name="FalseRamp">Ramps that cannot tip with a warning, of as many.</param>
internal readonly record struct WarningLead(double Threshold, int Warned, int Ramps, double MedianSeconds, int FalseSteady,
    int FalseRamp, int Held);
