namespace Teleo.Controller.Ledger;

/// <summary>The rule for a resource that reaches its floor. Explicit words for what the literature calls death.</summary>
public enum FloorRule : byte
{
    /// <summary>Nothing but the gate: actions that cost something are rejected until the resource recovers.</summary>
    RejectAction,

    /// <summary>Structure rests until the resource has recovered to a stated level.</summary>
    Dormancy,

    /// <summary>The resource goes back to its last checkpoint.</summary>
    CheckpointRestore,

    /// <summary>A successor starts with a fresh endowment; the generation counts up.</summary>
    Successor,

    /// <summary>Structure is fixed for good. The pool goes on serving what is active.</summary>
    Terminate,
}

/// <summary>The phase of the ledger: it still allows structure to change, or not.</summary>
public enum LedgerPhase : byte
{
    Awake,
    Dormant,
    Terminated,
}
