using System.Collections.Immutable;

namespace Teleo.Engine.Pool;

/// <summary>
/// Some runtimes out, some skills in, as one transaction. A replacement is one of each; a merge takes several out for one, a split one out
/// for several. A skill that is in the pool already, resident or suspended, is activated as it is.
/// </summary>
public sealed record PoolSwitch
{
    public ImmutableArray<RuntimeHandle> Out { get; init; } = [];

    public ImmutableArray<PoolSkill> In { get; init; } = [];

    /// <summary>
    /// Looks at each incoming runtime before any request reaches it; returns what is wrong with it, or null. For instance by the held-out
    /// prompts of the skill.
    /// </summary>
    public Func<RuntimeLease, CancellationToken, ValueTask<string?>>? Validate { get; init; }

    public static PoolSwitch Replace(RuntimeHandle outgoing, PoolSkill incoming) => new() { Out = [outgoing], In = [incoming] };
}
