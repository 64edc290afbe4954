namespace Teleo.Experiments.Phases;

/// <summary>Requests, misses and actions of one run over time: the counts that the signs of phases are read from.</summary>
internal sealed class RunCourse(double endSeconds, int bins)
{
    public TimeBins Arrivals { get; } = new(endSeconds, bins);

    public TimeBins Misses { get; } = new(endSeconds, bins);

    public TimeBins Actions { get; } = new(endSeconds, bins);

    /// <summary>Share of the requests of a bin that were missed.</summary>
    public double MissShare(int bin) => Misses[bin] / Math.Max(1, Arrivals[bin]);

    /// <summary>Share of the requests of a span of time that were missed.</summary>
    public double MissShare(double fromSeconds, double untilSeconds) =>
        Misses.Sum(fromSeconds, untilSeconds) / Math.Max(1, Arrivals.Sum(fromSeconds, untilSeconds));

    /// <summary>Share of the bins of a span of time in which no action was taken.</summary>
    public double IdleShare(double fromSeconds, double untilSeconds)
    {
        var (first, end) = Actions.Within(fromSeconds, untilSeconds);
        int idle = 0;
        for (int i = first; i < end; i++)
            if (Actions[i] == 0) idle++;
        return (double)idle / Math.Max(1, end - first);
    }
}
