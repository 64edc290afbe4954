namespace Teleo.Experiments.Phases;

/// <summary>Amounts of one run, summed in bins of equal length.</summary>
internal sealed class TimeBins(double endSeconds, int bins)
{
    private readonly double[] _amounts = new double[bins];

    public double this[int bin] => _amounts[bin];

    /// <summary>Adds to the bin of a time; a time outside counts for the first or the last.</summary>
    public void Add(double seconds, double amount = 1) => _amounts[Math.Clamp((int)(seconds / endSeconds * bins), 0, bins - 1)] += amount;

    /// <summary>The bins whose middle lies in a span of time: the first, and the one after the last.</summary>
    public (int First, int End) Within(double fromSeconds, double untilSeconds) =>
        ((int)Math.Ceiling(fromSeconds / endSeconds * bins - 0.5), (int)Math.Ceiling(untilSeconds / endSeconds * bins - 0.5));

    public double Sum(double fromSeconds, double untilSeconds)
    {
        var (first, end) = Within(fromSeconds, untilSeconds);
        double sum = 0;
        for (int i = first; i < Math.Min(end, bins); i++) sum += _amounts[i];
        return sum;
    }
}
