namespace Teleo.Experiments.Subjects;

/// <summary>Seconds that one kind of alternative cost beyond the chosen action, over the decisions that were rolled out.</summary>
internal sealed class RolledLosses
{
    private double _sum, _least = double.PositiveInfinity;

    public long Count { get; private set; }

    /// <summary>The mean; NaN without rollouts.</summary>
    public double Mean => Count == 0 ? double.NaN : _sum / Count;

    /// <summary>The decision with the lowest loss; -1 where nothing was rolled out.</summary>
    public long Least { get; private set; } = -1;

    public void Add(double seconds, long decision)
    {
        Count++;
        _sum += seconds;
        if (seconds >= _least) return;
        (_least, Least) = (seconds, decision);
    }
}
