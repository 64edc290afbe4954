using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Advice;

/// <summary>Makes the page of an advice.</summary>
internal static class AdvicePage
{
    /// <param name="options">The options that give the log and its world on a command line.</param>
    public static ReportPage Of(AdviceReport report, Figure rules, Figure? time, string options) =>
        new("Advice for a pool of models", report.Sentence, Blocks(report, time))
        {
            Picture = new(rules, "Each rule's cost against today's, with its 95 % interval."),
            Next = [.. Steps(report, options)],
        };

    private static ImmutableArray<Block> Blocks(AdviceReport report, Figure? time) =>
    [
        new Block.Heading("Rules"),
        RuleTable(report),
        new Block.Paragraph(
            $"Settings were chosen on the first {LogReport.Span(3600 * report.TunedHours)} of the log in {report.Trials} trials, and "
                + $"judged on the last {LogReport.Span(3600 * report.JudgedHours)}. A cost is seconds waited for a model to be ready plus "
                + "seconds of loading, per 1,000 requests."),
        .. Block.Known(report.Bounds is { } bounds ? Distance(bounds) : null),
        .. Block.Assumed(report.Assumed),
        new Block.Heading("Settings to copy"),
        .. report.Settings.SelectMany(settings => (Block[])
            [new Block.Paragraph($"{settings.Product}, {settings.Where}:"), new Block.Command(settings.Text)]),
        new Block.Heading("Models"),
        ModelTable(report),
        .. time is null ? [] : OverTime(time),
        .. report.WhatIfs.IsEmpty ? [] : OtherHardware(report),
        .. report.Log is { } log ? LogLines(log) : [],
    ];

    private static IEnumerable<NextStep> Steps(AdviceReport report, string options)
    {
        var recommended = report.Rules.First(row => row.IsRecommended);
        yield return new(recommended.IsToday ? "Keep the settings of today; the other rules' are below, under Settings to copy."
            : $"Copy the settings of {recommended.Product}: they are below, under Settings to copy.");
        if (report.Assumed.Length > 0)
            yield return new("Replace what is assumed by times measured on this machine.",
                "teleo world measure --skills DIR --output box.json");
        yield return new("Play any policy of the catalog on the same log.", $"teleo sim compare {options} --page compare.html");
        yield return new("A longer log narrows the intervals.");
    }

    private static Block[] OverTime(Figure time) =>
    [
        new Block.Heading("Over time"),
        new Block.Drawing(time, "Requests for each model, when each was loaded under both rules, and what both cost, over the log."),
    ];

    private static Block[] OtherHardware(AdviceReport report) =>
    [
        new Block.Heading("With other hardware"),
        Block.Table.Of("Rules tuned again, against the recommended rule on this machine", report.WhatIfs,
            (Column.Text("change"), row => row.Change),
            (Column.Text("rule"), row => row.Rule),
            (Column.Number("cost"), row => Number(row.CostPerThousand)),
            (Column.Number("change %"), row => Signed(row.ChangePercent))),
    ];

    private static Block[] LogLines(LogReport log) =>
        [new Block.Heading("The log as it was understood"), .. log.Lines().Select(line => new Block.Paragraph(line.Trim()))];

    public static string Distance(BoundRow bounds)
    {
        string attainable = bounds.Attainable is { } reach
            ? $" Our controller told the true request rates of the coming ten minutes would cost {Number(reach)}"
                + (reach < 0.99 * bounds.Recommended ? ": what better estimates could reach." : ", which is no less.")
            : "";
        string relaxed = bounds.Relaxed is { } lower ? $" No rule can cost less than {Number(lower)}." : "";
        return $"Over the whole log the recommended rule costs {Number(bounds.Recommended)}.{attainable}{relaxed} {bounds.Note}".Trim();
    }

    internal static string Interval(double? low, double? high) =>
        low is { } lower && high is { } upper && lower < upper
            ? string.Create(CultureInfo.InvariantCulture, $"{lower:+0.#;-0.#;0} to {upper:+0.#;-0.#;0}") : "-";

    internal static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "0.0", CultureInfo.InvariantCulture);

    internal static string Signed(double? value) => value switch
    {
        null => "-",
        0 => "the same",
        { } known => known.ToString("+0.#;-0.#;0", CultureInfo.InvariantCulture),
    };

    private static Block.Table RuleTable(AdviceReport report) => Block.Table.Of(
        "Rules on the part of the log that no tuning saw, the cheapest first", report.Rules,
        (Column.Text("product"), row => row.Product),
        (Column.Text("settings"), row => row.Rule),
        (Column.Text("kind"), Mark),
        (Column.Number("cost"), row => Number(row.CostPerThousand)),
        (Column.Number("% to today's"), row => Signed(row.ChangePercent)),
        (Column.Number("95 %"), row => Interval(row.Low, row.High)),
        (Column.Number("% to its defaults"), row => Signed(row.AgainstDefaultPercent)),
        (Column.Number("95 %"), row => Interval(row.AgainstDefaultLow, row.AgainstDefaultHigh)),
        (Column.Number("mean wait s"), row => Short(row.MeanWaitS)),
        (Column.Number("p95 wait s"), row => Short(row.P95WaitS)),
        (Column.Number("misses %"), row => row.MissPercent.ToString("0.0", CultureInfo.InvariantCulture)),
        (Column.Number("loads in all"), row => Count(row.Loads)),
        (Column.Number("lost"), row => Count(row.Lost)));

    internal static string Mark(RuleRow row) =>
        row.IsRecommended ? "recommended" : row.IsToday ? "today" : row.IsTuned ? "tuned" : "defaults";

    private static Block.Table ModelTable(AdviceReport report) => Block.Table.Of(
        "Every model and what to do with it", report.Models,
        (Column.Text("model"), row => row.Model),
        (Column.Number("memory"), row => ByteSize.Text(row.Bytes)),
        (Column.Number("load s"), row => Short(row.LoadS)),
        (Column.Number("requests"), row => Count(row.Requests)),
        (Column.Number("%"), row => Short(row.SharePercent)),
        (Column.Number("median gap"), row => row.MedianGapS is { } gap ? LogReport.Span(gap) : "-"),
        (Column.Text("advice"), row => row.Advice),
        (Column.Text("because"), row => row.Reason));

    private static string Count(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Short(double? value) => value is { } known ? known.ToString("0.##", CultureInfo.InvariantCulture) : "-";
}
