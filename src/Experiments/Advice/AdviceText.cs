using System.Globalization;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Advice;

/// <summary>Says in words what came of an advice.</summary>
internal static class AdviceText
{
    /// <summary>A change smaller than this many percent is not worth a change of settings.</summary>
    private const double WorthWhile = 3;

    /// <summary>The one sentence that stands first.</summary>
    public static string Sentence(IReadOnlyList<JudgedRun> judged, JudgedRun recommended, PreparedScenario prepared, LogSplit split)
    {
        string part = $"the last {LogReport.Span(split.EndSeconds - split.Seconds)} of the log";
        long all = prepared.Run.Profiles.Sum(profile => profile.Footprint.ResidentBytes),
            memory = prepared.Run.Settings.Capacity.ResidentBytes;
        if (all <= memory)
            return $"All {prepared.Run.Profiles.Length} models fit in memory together ({ByteSize.Text(all)} of {ByteSize.Text(memory)}): "
                + $"keep all of them loaded "
                + $"for ever; {Compared(judged[0], recommended, part)}.";
        var (percent, interval) = recommended.ChangeFrom(judged[0]);
        bool isSame = ReferenceEquals(recommended, judged[0]);
        if (isSame) return $"Leave the settings as they are: no rule that was tried cost less than {Named(judged[0])} where rules were "
            + $"tuned.";
        bool isSure = interval is { } known ? known.Upper < 0 : percent < 0;
        if (!isSure || percent > -WorthWhile)
            return $"Little is to be won: {Compared(judged[0], recommended, part)}, which is within what the blocks of this log vary or "
                + $"below {WorthWhile} %.";
        return $"Use {Named(recommended)}: {Compared(judged[0], recommended, part)}.";
    }

    public static RuleRow Row(JudgedRun run, IReadOnlyList<JudgedRun> judged, JudgedRun recommended)
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

    /// <summary>A change with its interval, such as 31 % less (95 % interval 22 to 39 %).</summary>
    public static string Change(double percent, Interval? interval)
    {
        string change = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(percent):0.#} % {(percent <= 0 ? "less" : "more")}");
        if (interval is not { } known) return $"{change} (too few blocks for an interval)";
        return change
            + string.Create(CultureInfo.InvariantCulture, $" (95 % interval {known.Lower:+0.#;-0.#;0} to {known.Upper:+0.#;-0.#;0} %)");
    }

    private static string Compared(JudgedRun today, JudgedRun recommended, string part)
    {
        if (ReferenceEquals(today, recommended)) return $"{Named(today)} does so already";
        var (percent, interval) = recommended.ChangeFrom(today);
        return $"on {part}, which no tuning saw, {Named(recommended)} costs {Change(percent, interval)} waiting and loading than "
            + $"{Named(today)}";
    }

    private static string Named(JudgedRun run) => $"{run.Rule.Product} ({run.Rule.Text})";
}
