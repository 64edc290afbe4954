namespace Teleo.Controller.Domain;

/// <summary>Why a view of the pool cannot be decided on at all. Faults of one skill's row only make that skill ineligible.</summary>
public enum ViewFault : byte
{
    None,

    /// <summary>Reading the plant threw.</summary>
    Unreadable,

    /// <summary>Rows and catalog do not match.</summary>
    RowsMismatch,

    /// <summary>The view is older than an earlier one.</summary>
    RevisionBackwards,

    /// <summary>A capacity, use or reserve is negative or not a number.</summary>
    BadBudget,

    /// <summary>The used and reserved amounts cannot be added up.</summary>
    Overflow,
}

/// <summary>Checks a view before it is used.</summary>
public static class ViewCheck
{
    public static ViewFault FaultOf(in PoolView pool, long lastRevision)
    {
        if (pool.Skills.Length != pool.Catalog.Count) return ViewFault.RowsMismatch;
        if (pool.Revision < lastRevision) return ViewFault.RevisionBackwards;
        if (!pool.Capacity.IsBudget || !pool.Used.IsBudget || !pool.Reserved.IsBudget) return ViewFault.BadBudget;
        return ResourceVector.TryAdd(pool.Used, pool.Reserved, out _) ? ViewFault.None : ViewFault.Overflow;
    }
}
