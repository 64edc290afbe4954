using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Sweeps;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Research;

/// <summary>Many runs of several policies on the same seeds, laid over each other at one event of each.</summary>
/// <example><code>
/// var curves = EventCurves.Play("foresight-break", "20", "break", ["teleodynamic", "teleodynamic-gate-open"], seeds: 24);
/// </code></example>
/// <param name="Points">The mean curves: one point for each policy, measure and step.</param>
/// <param name="Figures">The curves drawn; the second, where there is one, shows the accounts of the sources of foresight.</param>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record EventCurves(int Runs, ImmutableArray<CurvePoint> Points, ImmutableArray<Figure> Figures) : IShown
{
    string IShown.Html => string.Concat(Figures.Select(figure => figure.Svg()));

    /// <param name="at">start, a second of the run, or an event that the workload names: shift, break, return.</param>
    public static EventCurves Play(string workload, string capacity, string at, IReadOnlyList<string> policies, int seeds,
        double beforeSeconds = 600, double afterSeconds = 1200, double stepSeconds = 60, CancellationToken cancellation = default)
    {
        foreach (string policy in policies) PolicyCatalog.Checked(policy);
        var span = new AlignedSpan(at == EventSource.Start ? 0 : beforeSeconds, afterSeconds, stepSeconds);
        if (span.Problem() is { } problem) throw InputException.Asked("BadSpan", problem);
        var source = EventSource.Of(workload, at, () => Simulator.WorldWord.Scenario(workload, capacity));
        source.CheckFits(span, 1);
        var all = AlignedRuns.Play(source.Prepare, source.SecondOf, policies, span, 1, seeds, Environment.ProcessorCount, (_, _) => { },
            cancellation);
        return new(seeds, [.. all.SelectMany(one => PointsOf(one, span))],
            [.. AlignedFigures.Of(all, span, source.Name, $"{workload} about {source.Name}")]);
    }

    private static IEnumerable<CurvePoint> PointsOf(AlignedRuns one, AlignedSpan span) =>
        RunAtEvent.Measures.Select((measure, m) => (measure.Id, one.Bands[m]))
            .Concat(one.Accounts.Select(account => ($"account {account.Source}", account.Band)))
            .SelectMany(curve => Enumerable.Range(0, span.Bins).Where(t => double.IsFinite(curve.Item2.Mean[t]))
                .Select(t => PointOf(one.Policy, curve.Item1, span.Middle(t), curve.Item2, t)));

    private static CurvePoint PointOf(string policy, string measure, double seconds, MeanBand band, int t) =>
        new(policy, measure, seconds, band.Mean[t], band.Mean[t] - band.CurveHalf[t], band.Mean[t] + band.CurveHalf[t]);
}

/// <summary>One point of a mean curve, with the band that holds the whole true curve with 95 %.</summary>
/// <param name="Seconds">Seconds since the event.</param>
public sealed record CurvePoint(string Policy, string Measure, double Seconds, double Mean, double Lower, double Upper);
