namespace Teleo.Experiments.Bounds;

/// <summary>A bound on the cost of a clairvoyant, named so that no kind of bound is mistaken for another.</summary>
/// <param name="Name">The method.</param>
/// <param name="Kind">Whom it binds: those who load on demand, or also those who load ahead.</param>
/// <param name="Lower">No policy of that kind costs less.</param>
/// <param name="Upper">A plan known to be feasible costs this much; null where none was made.</param>
internal sealed record Bound(string Name, BoundKind Kind, double Lower, double? Upper)
{
    /// <summary>True if lower and upper bound are equal: the value is the optimum.</summary>
    public bool IsExact => Upper is { } upper && upper - Lower <= 1e-9 * Math.Max(1, Math.Abs(upper));

    /// <summary>Share of the upper bound that is not accounted for; null where there is none.</summary>
    public double? Gap => Upper is { } upper ? (upper > 0 ? (upper - Lower) / upper : 0) : null;
}

internal enum BoundKind : byte
{
    /// <summary>Loads happen only at a request for an absent skill.</summary>
    Demand,

    /// <summary>Loads may happen at any time, and requests may wait.</summary>
    Prefetch,
}
