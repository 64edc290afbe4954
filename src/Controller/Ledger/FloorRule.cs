namespace Teleo.Controller.Ledger;

/// <summary>The rule for a resource at its minimum.</summary>
public enum FloorRule : byte
{
    /// <summary>Only the gate applies: actions with a cost are refused until the resource recovers.</summary>
    RejectAction,

    /// <summary>Structure rests until the resource has recovered to a stated level.</summary>
    Dormancy,

    /// <summary>The resource returns to its last checkpoint.</summary>
    CheckpointRestore,

    /// <summary>A successor starts with a fresh endowment; the generation counts up.</summary>
    Successor,

    /// <summary>The structure is fixed permanently. The pool keeps serving active skills.</summary>
    Terminate,
}

/// <summary>The phase of the ledger: it still allows structure to change, or not.</summary>
public enum LedgerPhase : byte
{
    Awake,
    Dormant,
    Terminated,
}
