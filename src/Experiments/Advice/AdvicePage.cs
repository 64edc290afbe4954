using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Advice;

/// <summary>Makes the page of an advice.</summary>
internal static class AdvicePage
{
    public static ReportPage Of(AdviceReport report, Figure rules, Figure? time)
    {
        var blocks = ImmutableArray.CreateBuilder<Block>();
        if (report.Assumed.Length > 0)
        {
            blocks.Add(new Block.Heading("Assumed"));
            foreach (var assumption in report.Assumed) blocks.Add(new Block.Paragraph($"ASSUMED {assumption}."));
        }

        blocks.Add(new Block.Heading("Rules"));
        blocks.Add(new Block.Drawing(rules, "Each rule's cost against today's, with its interval."));
        blocks.Add(RuleTable(report));
        blocks.Add(new Block.Paragraph(
            $"Settings were chosen on the first {LogReport.Span(3600 * report.TunedHours)} of the log in {report.Trials} trials, and "
                + $"judged on the last "
            + $"{LogReport.Span(3600 * report.JudgedHours)}. A cost is seconds waited for a model to be ready plus seconds of loading, "
            + $"per 1,000 requests."));
        if (report.Bounds is { } bounds) blocks.Add(new Block.Paragraph(Distance(bounds)));
        blocks.Add(new Block.Heading("Settings to copy"));
        foreach (var settings in report.Settings)
        {
            blocks.Add(new Block.Paragraph($"{settings.Product}, {settings.Where}:"));
            blocks.Add(new Block.Command(settings.Text));
        }

        blocks.Add(new Block.Heading("Models"));
        blocks.Add(ModelTable(report));
        if (time is not null)
        {
            blocks.Add(new Block.Heading("Over time"));
            blocks.Add(new Block.Drawing(
                time, "Requests for each model, when each was loaded under both rules, and what both cost, over the log."));
        }

        if (report.WhatIfs.Length > 0)
        {
            blocks.Add(new Block.Heading("With other hardware"));
            blocks.Add(new Block.Table("Rules tuned again, against the recommended rule on this machine",
                [new("change"), new("rule"), TableColumn.Number("cost"), TableColumn.Number("change %")],
                [.. report.WhatIfs.Select(
                    row => (ImmutableArray<string>)[row.Change, row.Rule, Number(row.CostPerThousand), Signed(row.ChangePercent)])]));
        }

        if (report.Log is { } log)
        {
            blocks.Add(new Block.Heading("The log as it was understood"));
            foreach (string line in log.Lines()) blocks.Add(new Block.Paragraph(line.Trim()));
        }

        blocks.Add(new Block.Heading("How to know more"));
        blocks.Add(new Block.Paragraph(
            "A longer log narrows the intervals; so do measured load times and speeds in place of assumed ones (teleo world measure). "
            + "teleo sim compare plays any rule of the catalog on the same log."));
        return new ReportPage("Advice for a pool of models", report.Sentence, blocks.ToImmutable());
    }

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

    private static Block.Table RuleTable(AdviceReport report) => new(
        "Rules on the part of the log that no tuning saw, the cheapest first",
        [
            new("product"), new("settings"), new(""), TableColumn.Number("cost"), TableColumn.Number("% to today's"),
                TableColumn.Number("95 %"),
            TableColumn.Number("% to its defaults"), TableColumn.Number("95 %"), TableColumn.Number("mean wait s"),
                TableColumn.Number("p95 wait s"),
            TableColumn.Number("misses %"), TableColumn.Number("loads in all"), TableColumn.Number("lost"),
        ],
        [.. report.Rules.Select(row => (ImmutableArray<string>)
        [
            row.Product, row.Rule, Mark(row), Number(row.CostPerThousand), Signed(row.ChangePercent), Interval(row.Low, row.High),
            Signed(row.AgainstDefaultPercent), Interval(row.AgainstDefaultLow, row.AgainstDefaultHigh), Short(row.MeanWaitS),
                Short(row.P95WaitS),
            row.MissPercent.ToString("0.0", CultureInfo.InvariantCulture), row.Loads.ToString("N0", CultureInfo.InvariantCulture),
            row.Lost.ToString("N0", CultureInfo.InvariantCulture),
        ])]);

    internal static string Mark(RuleRow row) =>
        row.IsRecommended ? "recommended" : row.IsToday ? "today" : row.IsTuned ? "tuned" : "defaults";

    private static Block.Table ModelTable(AdviceReport report) => new(
        "Every model and what to do with it",
        [
            new("model"), TableColumn.Number("memory"), TableColumn.Number("load s"), TableColumn.Number("requests"),
                TableColumn.Number("%"),
            TableColumn.Number("median gap"), new("advice"), new("because"),
        ],
        [.. report.Models.Select(row => (ImmutableArray<string>)
        [
            row.Model, ByteSize.Text(row.Bytes), Short(row.LoadS), row.Requests.ToString("N0", CultureInfo.InvariantCulture),
                Short(row.SharePercent),
            row.MedianGapS is { } gap ? LogReport.Span(gap) : "-", row.Advice, row.Reason,
        ])]);

    private static string Short(double? value) => value is { } known ? known.ToString("0.##", CultureInfo.InvariantCulture) : "-";
}
