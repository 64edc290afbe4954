namespace Teleo.Experiments.Workloads;

public enum RateShape
{
    Constant,
    OnOff,
    Diurnal,
}

/// <summary>All options of a synthetic workload except its seed.</summary>
public sealed record SynthesisSpec
{
    public int Skills { get; init; } = 16;

    /// <summary>Exponent of the popularity law; 0 asks for all skills alike.</summary>
    public double Zipf { get; init; } = 0.9;

    public double RatePerSecond { get; init; } = 1;

    public double DurationSeconds { get; init; } = 4 * 3600;

    public GapLaw Gaps { get; init; } = GapLaw.Poisson;

    /// <summary>Shape of gamma and Weibull gaps.</summary>
    public double GapShape { get; init; } = 1;

    public RateShape Rate { get; init; } = RateShape.Constant;

    public double OnSeconds { get; init; } = 60;

    public double OffSeconds { get; init; } = 240;

    /// <summary>Depth of the daily swing, below 1.</summary>
    public double DiurnalDepth { get; init; } = 0.8;

    public double DiurnalPeriodSeconds { get; init; } = 86400;

    /// <summary>Every so many seconds popularity moves by one rank; 0 is never.</summary>
    public double DriftSeconds { get; init; }

    /// <summary>The time in seconds at which popularity is drawn again.</summary>
    public double RegimeChangeSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>Probability that a request is followed by one for the next skill of its workflow.</summary>
    public double FollowProbability { get; init; }

    /// <summary>Mean think time between a request and the one that follows it (exponential).</summary>
    public double ThinkSeconds { get; init; } = 10;

    /// <summary>
    /// Token counts are log-normal with these medians and <see cref="TokenSpread"/>; the defaults resemble the recorded traces.
    /// </summary>
    public double InputTokensMedian { get; init; } = 300;

    public double OutputTokensMedian { get; init; } = 40;

    public double TokenSpread { get; init; } = 1;

    /// <summary>Every fault of the definition at once.</summary>
    public IReadOnlyList<string> Problems()
    {
        (bool Holds, string Problem)[] rules =
        [
            (Skills is >= 1 and <= WorkloadLayout.MostSkills, $"skills must be 1 to {WorkloadLayout.MostSkills}"),
            (IsIn(Zipf, 0, 10), "zipf must be 0 to 10"),
            (IsIn(RatePerSecond, double.Epsilon, 1e9), "the rate must be above 0 and at most 1e9 per second"),
            (IsIn(DurationSeconds, double.Epsilon, 1e9), "the duration must be above 0 and at most 1e9 seconds"),
            (IsIn(GapShape, 0.05, 100), "the gap shape must be 0.05 to 100"),
            (OnSeconds > 0 && OffSeconds >= 0 && double.IsFinite(OnSeconds + OffSeconds), "times on and off must be positive"),
            (DiurnalDepth is >= 0 and < 1, "the diurnal depth must be at least 0 and below 1"),
            (DiurnalPeriodSeconds > 0, "the diurnal period must be positive"),
            (DriftSeconds >= 0, "drift must be 0 or a time"),
            (RegimeChangeSeconds >= 0, "the regime change must be at a time"),
            (FollowProbability is >= 0 and < 1, "the follow probability must be at least 0 and below 1"),
            (IsIn(ThinkSeconds, double.Epsilon, 1e9), "the think time must be positive"),
            (IsIn(InputTokensMedian, 0, 1e6) && IsIn(OutputTokensMedian, 0, 1e6) && IsIn(TokenSpread, 0, 3),
                "token medians must be 0 to 1e6, their spread 0 to 3"),
        ];
        return [.. rules.Where(rule => !rule.Holds).Select(rule => rule.Problem)];

        static bool IsIn(double value, double least, double most) => value >= least && value <= most;
    }
}
