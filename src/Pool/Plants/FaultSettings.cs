using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Pool.Plants;

/// <summary>The faults of a simulated plant, each 0 by default. Faults draw from their own streams.</summary>
public sealed record FaultSettings
{
    public static readonly FaultSettings None = new();

    /// <summary>Share of loads that fail at their end.</summary>
    public double LoadFailureRate { get; init; }

    /// <summary>Share of loads that take <see cref="SlowLoadFactor"/> times as long.</summary>
    public double SlowLoadRate { get; init; }

    public double SlowLoadFactor { get; init; } = 5;

    /// <summary>Load times are exponential about their mean instead of always the same.</summary>
    public bool ExponentialLoads { get; init; }

    /// <summary>Share of loads that run out of memory half-way, whatever the plant counts.</summary>
    public double OutOfMemoryRate { get; init; }

    /// <summary>Crashes of one random runtime; one that hits a skill that is not resident does nothing.</summary>
    public double CrashesPerHour { get; init; }

    /// <summary>Readings are refreshed only this often; 0 is always fresh.</summary>
    public double StaleSeconds { get; init; }

    /// <summary>Steps of the clock that policies read, forwards or backwards. Real time is untouched.</summary>
    public double ClockStepsPerHour { get; init; }

    public double ClockStepSeconds { get; init; } = 30;

    /// <summary>Log-normal error of the sizes that are stated before a first load.</summary>
    public double FootprintError { get; init; }

    public IEnumerable<string> Problems() => Broken(
        Share(LoadFailureRate),
        Share(SlowLoadRate),
        Share(OutOfMemoryRate),
        Between(0, 1e6, CrashesPerHour),
        Between(0, 1e6, StaleSeconds),
        Between(0, 1e6, ClockStepsPerHour),
        Between(0, 1e6, ClockStepSeconds),
        Between(0, 1e6, FootprintError),
        Between(1, 1e6, SlowLoadFactor));
}
