namespace Teleo.Controller.Domain;

/// <summary>
/// The pool as a policy sees it in a decision: a read-only view without copies. The plant owns the rows; a <c>Snapshot</c> is the same
/// content as an owned, hashed copy.
/// </summary>
public readonly ref struct PoolView
{
    public required Catalog Catalog { get; init; }

    public required long Revision { get; init; }

    public required long NowNs { get; init; }

    public required ResourceVector Capacity { get; init; }

    /// <summary>Lanes in use by resident, loading and unloading skills: memory counts as freed only when measured so.</summary>
    public required ResourceVector Used { get; init; }

    /// <summary>Priced headroom that is set aside.</summary>
    public required ResourceVector Reserved { get; init; }

    /// <summary>Row i describes <c>Catalog.Skills[i]</c>.</summary>
    public required ReadOnlySpan<SkillState> Skills { get; init; }

    /// <summary>The plant knows that no request waits for a skill that cannot serve; false where it does not count them.</summary>
    public bool NobodyWaits { get; init; }

    /// <summary>Loads that can start now: the number of loaders minus the running loads.</summary>
    public required int FreeLoaders { get; init; }
}
