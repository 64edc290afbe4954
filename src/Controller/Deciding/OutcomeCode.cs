namespace Teleo.Controller.Deciding;

/// <summary>The outcome of one decision. The codes are never merged: each names the part that stopped an action, if any did.</summary>
public enum OutcomeCode : byte
{
    /// <summary>The chosen action was accepted by the plant.</summary>
    Acted,

    /// <summary>Doing nothing scored best.</summary>
    SelectedNoOp,

    /// <summary>A better candidate could not be carried out, by eligibility or by the plant's answer.</summary>
    InfeasibleAction,

    /// <summary>A better candidate was held back by a stabiliser.</summary>
    Cooldown,

    /// <summary>A better candidate could not be paid for.</summary>
    ResourceRestriction,

    /// <summary>A better candidate came after the last move allowed.</summary>
    MaximumMoves,

    /// <summary>A better candidate met a structure that is clamped, dormant or terminated.</summary>
    StructuralPhaseDisabled,

    /// <summary>The command would have taken, or took, too long.</summary>
    Timeout,

    /// <summary>The controller was stopped before the command left.</summary>
    Cancellation,

    /// <summary>The memory guard vetoed it.</summary>
    MemoryGuard,

    /// <summary>Another guard vetoed it.</summary>
    GuardVeto,

    /// <summary>The plant failed: it threw an exception or reported that the command failed.</summary>
    ProcessFailure,
}
