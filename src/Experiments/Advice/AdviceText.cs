using System.Globalization;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Advice;

/// <summary>Writes the result of an advice in words.</summary>
internal static class AdviceText
{
    /// <summary>A change smaller than this many percent is not worth a change of settings.</summary>
    private const double WorthWhile = 3;

    /// <summary>The share of timed-out requests in percent above which the text starts with it.</summary>
    private const double LossSaid = 1;

    /// <summary>Returns the first sentences: the advice, the best of today's product alone, and losses that no rule prevents.</summary>
    public static string Sentence(IReadOnlyList<RuleOutcome> judged, RuleOutcome recommended, PreparedScenario prepared, LogSplit split) =>
        Recommendation(judged, recommended, prepared, split) + WithinProduct(judged, recommended) + Losses(recommended, prepared);

    /// <summary>Names the best settings of today's product where another product is recommended.</summary>
    private static string WithinProduct(IReadOnlyList<RuleOutcome> judged, RuleOutcome recommended)
    {
        var today = judged[0];
        if (recommended.Rule.Product == today.Rule.Product) return "";
        var best = judged.Where(run => run.Rule.Product == today.Rule.Product).OrderByDescending(run => run.IsTuned).First();
        if (ReferenceEquals(best, today)) return $" No other settings of {today.Rule.Product} are better.";
        var (percent, interval) = best.ChangeFrom(today);
        string change = percent == 0 ? "exactly as much" : Change(percent, interval);
        return $" With {today.Rule.Product} itself, {Settings(best)} takes {change}.";
    }

    private static string Losses(RuleOutcome recommended, PreparedScenario prepared)
    {
        var report = recommended.Report;
        double percent = 100.0 * (report.Refused + report.TimedOut + report.Aborted) / Math.Max(1, recommended.Costs.Requests);
        if (percent < LossSaid) return "";
        long all = prepared.Run.Profiles.Sum(profile => profile.Footprint.ResidentBytes),
            memory = prepared.Run.Settings.Capacity.ResidentBytes;
        string given = string.Create(CultureInfo.InvariantCulture, $" Even so {percent:0.#} % of these requests are given up.");
        string[] tooLarge = [.. prepared.Run.Trace.Skills.Where((_, i) => prepared.Run.Profiles[i].Footprint.ResidentBytes > memory)];
        if (tooLarge.Length > 0)
            return $"{given} No rule can load what is larger than the memory of {ByteSize.Text(memory)}: {string.Join(", ", tooLarge)}.";
        return all > memory
            ? $"{given} All models together take {ByteSize.Text(all)}, memory is {ByteSize.Text(memory)}: more of it or fewer models help."
            : $"{given} All models fit: a faster machine or more workers help, and no rule does.";
    }

    private static string Recommendation(IReadOnlyList<RuleOutcome> judged, RuleOutcome recommended,
        PreparedScenario prepared, LogSplit split)
    {
        string part = $"the last {LogReport.Span(split.EndSeconds - split.Seconds)} of the log";
        long all = prepared.Run.Profiles.Sum(profile => profile.Footprint.ResidentBytes),
            memory = prepared.Run.Settings.Capacity.ResidentBytes;
        if (all <= memory)
            return $"All {prepared.Run.Profiles.Length} models fit in memory together ({ByteSize.Text(all)} of {ByteSize.Text(memory)}): "
                + $"keep all of them loaded for ever; with {Named(recommended)}, {Compared(judged[0], recommended, part)}.";
        var (percent, interval) = recommended.ChangeFrom(judged[0]);
        if (ReferenceEquals(recommended, judged[0]))
            return $"Leave the settings as they are: no rule that was tried cost less than {Named(judged[0])} where rules were tuned.";
        bool isSure = interval is { } known ? known.Upper < 0 : percent < 0;
        if (!isSure || percent > -WorthWhile)
            return $"Little is to be won: with {Named(recommended)}, {Compared(judged[0], recommended, part)}, which is within what the "
                + $"blocks of this log vary or below {WorthWhile} %.";
        return $"Use {Named(recommended)}: {Compared(judged[0], recommended, part)}.";
    }

    public static RuleRow Row(RuleOutcome run, IReadOnlyList<RuleOutcome> judged, RuleOutcome recommended)
    {
        var today = judged[0];
        bool isToday = ReferenceEquals(run, today);
        var (percent, interval) = isToday ? (0, null) : run.ChangeFrom(today);
        var fallback = judged.FirstOrDefault(other => other.Rule.Product == run.Rule.Product && !other.IsTuned);
        var (own, ownInterval) = run.IsTuned && fallback is not null ? run.ChangeFrom(fallback) : (double.NaN, null);
        var report = run.Report;
        return new(
            run.Rule.Product, run.Rule.Text, run.CostPerThousand, isToday ? null : percent, interval?.Lower, interval?.Upper,
            double.IsNaN(own)
                ? null : own, ownInterval?.Lower, ownInterval?.Upper, report.MeanWaitS, report.P95WaitS, 100 * (report.MissRatio ?? 0),
            report.Loads, report.LoadSeconds, report.Refused + report.TimedOut + report.Aborted, run.IsTuned, isToday,
                ReferenceEquals(run, recommended));
    }

    /// <summary>A change with its interval, such as 31 % less waiting and loading (95 % interval -39 to -22 %).</summary>
    public static string Change(double percent, Interval? interval)
    {
        string change = string.Create(CultureInfo.InvariantCulture,
            $"{Math.Abs(percent):0.#} % {(percent <= 0 ? "less" : "more")} waiting and loading");
        if (interval is not { } known) return $"{change} (too few blocks for an interval)";
        return change
            + string.Create(CultureInfo.InvariantCulture, $" (95 % interval {known.Lower:+0.#;-0.#;0} to {known.Upper:+0.#;-0.#;0} %)");
    }

    private static string Compared(RuleOutcome today, RuleOutcome recommended, string part)
    {
        if (ReferenceEquals(today, recommended)) return "which is today's rule, nothing is to be won";
        var (percent, interval) = recommended.ChangeFrom(today);
        string change = percent == 0 ? "exactly as much waiting and loading as" : $"{Change(percent, interval)} than";
        return $"on {part}, which no tuning saw, it takes {change} {Named(today)}";
    }

    private static string Named(RuleOutcome run) => $"{run.Rule.Product} ({run.Rule.Text})";

    private static string Settings(RuleOutcome run) => $"'{run.Rule.Text}'";
}
