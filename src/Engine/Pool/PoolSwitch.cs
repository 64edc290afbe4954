using System.Collections.Immutable;

namespace Teleo.Engine.Pool;

/// <summary>
/// Runtimes to unload and skills to load, as one transaction. A replacement is one of each; a merge unloads several for one, a split one
/// for several. A skill that is already resident or suspended is only activated.
/// </summary>
public sealed record PoolSwitch
{
    public ImmutableArray<RuntimeHandle> Out { get; init; } = [];

    public ImmutableArray<PoolSkill> In { get; init; } = [];

    /// <summary>
    /// Checks each loaded runtime before any request reaches it, for instance by the held-out prompts of the skill; returns the fault, or
    /// null.
    /// </summary>
    public Func<RuntimeLease, CancellationToken, ValueTask<string?>>? Validate { get; init; }

    public static PoolSwitch Replace(RuntimeHandle outgoing, PoolSkill incoming) => new() { Out = [outgoing], In = [incoming] };
}
