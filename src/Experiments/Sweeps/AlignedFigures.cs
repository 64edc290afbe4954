using System.Collections.Immutable;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Sweeps;

/// <summary>Draws and writes aligned runs.</summary>
internal static class AlignedFigures
{
    private const double SecondsPerMinute = 60;

    /// <param name="eventName">The event in words, as in <c>the break</c>.</param>
    public static IEnumerable<Figure> Of(ImmutableArray<AlignedRuns> all, AlignedSpan span, string eventName, string title)
    {
        ImmutableArray<double> time = [.. Enumerable.Range(0, span.Bins).Select(bin => span.Middle(bin) / SecondsPerMinute)];
        var scale = new Scale.Linear($"Time since {eventName}", "min")
        {
            From = -span.BeforeSeconds / SecondsPerMinute,
            To = span.AfterSeconds / SecondsPerMinute,
        };
        string note = $"Means of {all[0].Runs.Length} runs on the same seeds; bands hold the whole true mean curve with 95 %.";
        yield return new Figure("aligned", [.. RunAtEvent.Measures.Select((measure, m) => PanelOf(measure.Label, measure.Unit,
            [.. all.Where(one => one.Bands[m].Mean.Any(double.IsFinite)).Select(one => LineOf(one.Policy, time, one.Bands[m]))]))
            .Where(panel => panel.Marks.Any(mark => mark is Mark.Line))])
        {
            ShareX = true,
            Title = title,
            Note = note,
        };
        var owners = all.Where(one => one.Accounts.Any(account => DiffersBetweenRuns(account.Band))).ToList();
        if (owners.Count == 0) yield break;
        yield return new Figure("aligned-accounts", [.. owners.Select(owner => PanelOf(owner.Policy, "s available",
            [.. owner.Accounts.Where(account => DiffersBetweenRuns(account.Band))
                .Select(account => LineOf(account.Source, time, account.Band))])
            with { Height = 180 })])
        {
            ShareX = true,
            ShareY = true,
            Title = $"Accounts of the sources of foresight: {title}",
            Note = note + " Accounts that time alone fills are left out, and policies whose gate reads none.",
        };

        Panel PanelOf(string title, string unit, ImmutableArray<Mark> lines) => new(scale, new Scale.Linear(unit) { Zero = true },
            span.BeforeSeconds > 0 ? [.. lines, new Mark.Rule(Direction.Vertical, 0, "")] : lines)
        {
            Height = 120,
            Title = title,
        };
    }

    /// <summary>The curves as a table: one row for each policy, measure and bin.</summary>
    public static string Csv(ImmutableArray<AlignedRuns> all, AlignedSpan span) => CsvText.Of(
        ["policy", "measure", "seconds", "mean", "point_lower", "point_upper", "curve_lower", "curve_upper", "runs"],
        from one in all
        from curve in RunAtEvent.Measures.Select((measure, m) => (measure.Id, one.Bands[m]))
            .Concat(one.Accounts.Select(account => ($"account {account.Source}", account.Band)))
        let band = curve.Item2
        from t in Enumerable.Range(0, span.Bins)
        let mean = band.Mean[t]
        where double.IsFinite(mean)
        select new object?[]
        {
            new Quoted(one.Policy), curve.Item1, span.Middle(t), mean, mean - band.PointHalf[t], mean + band.PointHalf[t],
            mean - band.CurveHalf[t], mean + band.CurveHalf[t], band.Curves,
        });

    /// <summary>False for an account that is the same in every run: no bet was ever made from it.</summary>
    private static bool DiffersBetweenRuns(MeanBand band) => band.PointHalf.Any(half => half > 0);

    private static Mark LineOf(string name, ImmutableArray<double> time, MeanBand band) => new Mark.Line(time, [.. band.Mean])
    {
        Name = name,
        Lower = [.. band.Mean.Zip(band.CurveHalf, (mean, half) => mean - half)],
        Upper = [.. band.Mean.Zip(band.CurveHalf, (mean, half) => mean + half)],
    };
}
