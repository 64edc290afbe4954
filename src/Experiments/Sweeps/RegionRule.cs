using System.Collections.Immutable;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// A region of the map of a pool: its name and the rule by which one run belongs to it. A run belongs to the first region whose rule holds.
/// The numbers were fixed before a map was read by them.
/// </summary>
internal sealed record RegionRule(string Name, string Says, Func<PointFigures, bool> Holds)
{
    /// <summary>Reloads per 1,000 requests up to which everything counts as fitting.</summary>
    public const double FewReloads = 5;

    /// <summary>Share of requests not served within their time from which a pool counts as saturated.</summary>
    public const double HighLoss = 0.5;

    /// <summary>Difference in percent of the cost from which another policy counts as dearer.</summary>
    public const double LeastInfluence = 2;

    /// <summary>The regions, the first that holds being the region of a run; the last holds for every run.</summary>
    public static ImmutableArray<RegionRule> All { get; } =
    [
        new("saturated", $"at least {HighLoss:P0} of the requests are not served within their time", f => f.Loss >= HighLoss),
        new("all fits", $"at most {FewReloads} loads per 1,000 requests are of skills loaded before", f => f.Reloads <= FewReloads),
        new("scarce, ours saves", $"the other policy costs at least {LeastInfluence} % more", f => f.Influence >= LeastInfluence),
        new("scarce, ours costs", $"the other policy costs at least {LeastInfluence} % less", f => f.Influence <= -LeastInfluence),
        new("scarce", "none of the others", _ => true),
    ];

    /// <summary>The number of the region of a run.</summary>
    public static int Of(PointFigures figures)
    {
        for (int i = 0; i < All.Length; i++)
            if (All[i].Holds(figures)) return i;
        throw new System.Diagnostics.UnreachableException();
    }
}
