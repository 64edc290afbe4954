namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// The facts that a rule may use about its objects. The arrays are shared with the caller, who may refine them with measured sizes and load
/// times.
/// </summary>
/// <param name="Sizes">The size of each object; 1 for all makes the capacity a count.</param>
/// <param name="LoadSeconds">What it costs to bring each in.</param>
public sealed record CacheShape(double[] Sizes, double[] LoadSeconds)
{
    public int Count => Sizes.Length;

    /// <summary>The time after which a use counts half, in the unit of <c>now</c>, for rules that forget with time.</summary>
    public double HalfLife { get; init; } = 1000;

    /// <summary>The most evicted objects that a rule may remember by name; null for the rule's default.</summary>
    public int? GhostNames { get; init; }

    /// <summary>Objects of one size and one cost.</summary>
    public static CacheShape Uniform(int count)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, count)];
        return new(ones, ones);
    }
}
