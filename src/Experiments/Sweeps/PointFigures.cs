using System.Collections.Immutable;

namespace Teleo.Experiments.Sweeps;

/// <summary>The figures of one run at one point of a sweep.</summary>
/// <param name="Overlap">Mean overlap of the resident set with that of the epoch before.</param>
/// <param name="ResidentShare">Resident skills as a share of the catalog.</param>
/// <param name="ActionRate">Structural actions per minute.</param>
/// <param name="NoOpShare">Share of decisions that selected the no-op.</param>
/// <param name="GateBinding">Share of decisions at which E forbade the best action.</param>
/// <param name="Loss">Share of requests not served within their time.</param>
/// <param name="Reloads">Loads of skills that had been loaded before, per 1,000 requests.</param>
/// <param name="Cost">Seconds waited and loaded per 1,000 requests.</param>
/// <param name="Influence">Cost of the other policy on the same requests beyond <paramref name="Cost"/>, in percent of it; not a number
/// where no other policy was asked for.</param>
internal sealed record PointFigures(double Overlap, double ResidentShare, double ActionRate, double NoOpShare, double GateBinding,
    double Loss, double Reloads, double Cost, double Influence)
{
    /// <summary>The figures that every sweep has, in the order of its table.</summary>
    public static ImmutableArray<(SweepMeasure Measure, Func<PointFigures, double> Of)> Own { get; } =
    [
        (new("overlap", "Overlap of resident sets with the epoch before"), figures => figures.Overlap),
        (new("resident-share", "Resident skills as a share of the catalog"), figures => figures.ResidentShare),
        (new("action-rate", "Structural actions", "1/min"), figures => figures.ActionRate),
        (new("no-op-share", "Decisions that selected no-op"), figures => figures.NoOpShare),
        (new("gate-binding", "Decisions at which E forbade the best action"), figures => figures.GateBinding),
        (new("loss", "Requests not served within their time"), figures => figures.Loss),
        (new("reloads", "Loads of skills loaded before", "per 1,000 requests"), figures => figures.Reloads),
        (new("cost", "Cost", "s per 1,000 requests"), figures => figures.Cost),
    ];

    /// <summary>Returns how much higher another cost is, in percent; 0 if both costs are zero.</summary>
    public static double PercentBeyond(double other, double own) => other == own ? 0 : 100 * (other / own - 1);
}
