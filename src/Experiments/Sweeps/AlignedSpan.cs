namespace Teleo.Experiments.Sweeps;

/// <summary>The span about an event that is looked at, in bins of equal length.</summary>
internal readonly record struct AlignedSpan(double BeforeSeconds, double AfterSeconds, double StepSeconds)
{
    public const int MostBins = 2000;

    public int Bins => (int)Math.Round((BeforeSeconds + AfterSeconds) / StepSeconds);

    /// <summary>The middle of a bin, in seconds since the event.</summary>
    public double Middle(int bin) => (bin + 0.5) * StepSeconds - BeforeSeconds;

    /// <summary>Returns the fault of the span, or null.</summary>
    public string? Problem() =>
        !(StepSeconds > 0) || !(BeforeSeconds >= 0) || !(AfterSeconds > 0) ? "--before must be at least 0, --after and --step above 0"
        : Bins is < 4 or > MostBins ? $"--before, --after and --step give {Bins} bins; 4 to {MostBins} can be drawn"
        : Math.Abs(Bins * StepSeconds - BeforeSeconds - AfterSeconds) > 1e-6 || Math.Abs(BeforeSeconds % StepSeconds) > 1e-6
            ? "--before and --after must be multiples of --step"
        : null;
}
