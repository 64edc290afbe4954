using System.Collections.Immutable;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>The pool at one moment.</summary>
/// <param name="Held">The bytes counted against the budget.</param>
public sealed record PoolSnapshot(long TotalBytes, PoolBytes Held, ImmutableArray<RuntimeReading> Runtimes);

/// <summary>One runtime at one moment.</summary>
public sealed record RuntimeReading
{
    public required RuntimeHandle Handle { get; init; }
    public required SkillName Skill { get; init; }
    public required RuntimeStage Stage { get; init; }

    /// <summary>The number of leases.</summary>
    public required int InFlight { get; init; }

    /// <summary>The counted bytes of a runtime: an upper bound of its use in its stage.</summary>
    public required PoolBytes Held { get; init; }

    /// <summary>The bytes last measured by <see cref="RuntimePool.Measure"/>; nothing before the first time.</summary>
    public required PoolBytes Measured { get; init; }

    /// <summary>The share of its file in the system's page cache before its load; null if the system does not say.</summary>
    public required double? CachedShare { get; init; }
}
