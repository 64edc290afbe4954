using System.Collections.Immutable;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>The pool at one moment.</summary>
/// <param name="LastEvent">The sequence of the last event that the snapshot includes.</param>
/// <param name="Held">What is counted against the budget.</param>
public sealed record PoolSnapshot(
    DateTimeOffset Time,
    long LastEvent,
    PoolBytes Budget,
    long TotalBytes,
    PoolBytes Held,
    ImmutableArray<RuntimeReading> Runtimes,
    ImmutableDictionary<SkillName, SkillMeasurements> Figures);

/// <summary>One runtime at one moment.</summary>
public sealed record RuntimeReading
{
    public required RuntimeHandle Handle { get; init; }
    public required SkillName Skill { get; init; }
    public required RuntimeStage Stage { get; init; }

    /// <summary>Requests it works on.</summary>
    public required int InFlight { get; init; }

    /// <summary>Requests that wait for it.</summary>
    public required int Waiting { get; init; }

    public required long Finished { get; init; }

    /// <summary>Of the finished ones, those that ended in an error.</summary>
    public required long Failed { get; init; }

    /// <summary>Time with at least one request in flight.</summary>
    public required double BusySeconds { get; init; }

    /// <summary>The count over the whole pool at its last request; zero before the first.</summary>
    public required long LastActivity { get; init; }

    /// <summary>The bytes counted against the budget for it: an upper bound of what it can take in its stage.</summary>
    public required PoolBytes Held { get; init; }

    /// <summary>The bytes last measured by <see cref="RuntimePool.Measure"/>; nothing before the first time.</summary>
    public required PoolBytes Measured { get; init; }

    /// <summary>The seconds of its last load.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>True if it may not be taken away yet, as the request it was activated for is still to come.</summary>
    public required bool IsProtected { get; init; }
}
