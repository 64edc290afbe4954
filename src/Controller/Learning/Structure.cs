using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>
/// H, the last seen structure and its origin. Its id is a hash of its content (the stage of every skill and the reserved memory), so the
/// same structure has the same id in any run. The trace has the line of ancestors, one step per record.
/// </summary>
public sealed class Structure
{
    private byte[] _seen = [];

    public ulong Id { get; private set; }

    /// <summary>The structure that was before; 0 for the first.</summary>
    public ulong ParentId { get; private set; }

    /// <summary>The decision that made the structure; -1 for the first, and if the plant changed by itself before any decision.</summary>
    public long Cause { get; private set; } = -1;

    /// <summary>Number of changes so far. Loads and unloads count when they end; sessions, caches and estimates never count.</summary>
    public long Revision { get; private set; } = -1;

    /// <summary>Observes the pool. A structure that differs from the previous one becomes its child.</summary>
    /// <param name="lastAction">The last decision whose action was accepted; -1 when there was none.</param>
    public void Observe(in PoolView pool, long lastAction)
    {
        if (IsAsSeen(pool)) return;
        ulong id = IdOf(pool);
        if (Revision >= 0 && id == Id) return;
        (ParentId, Id, Cause) = (Id, id, lastAction);
        Revision++;
    }

    internal void Visit(StateFields fields)
    {
        ulong id = Id, parent = ParentId;
        long cause = Cause, revision = Revision;
        fields.Number(ref id);
        fields.Number(ref parent);
        fields.Number(ref cause);
        fields.Number(ref revision);
        fields.Require(cause >= -1 && revision >= -1, "a cause and a revision");
        (Id, ParentId, Cause, Revision) = (id, parent, cause, revision);
        _seen = [];
    }

    /// <summary>Returns true if no part of the id differs from the last view; records the difference otherwise.</summary>
    private bool IsAsSeen(in PoolView pool)
    {
        if (_seen.Length != pool.Skills.Length)
        {
            _seen = new byte[pool.Skills.Length];
            _seen.AsSpan().Fill(byte.MaxValue);
        }

        bool isAsSeen = true;
        for (int i = 0; i < _seen.Length; i++)
        {
            ref readonly var state = ref pool.Skills[i];
            byte stands = (byte)((int)state.Lifecycle << 1 | (state.ReservedUntilNs > pool.NowNs ? 1 : 0));
            isAsSeen &= _seen[i] == stands;
            _seen[i] = stands;
        }

        return isAsSeen;
    }

    /// <summary>FNV-1a over skill names, lifecycles and reservations, in catalog order.</summary>
    public static ulong IdOf(in PoolView pool)
    {
        const ulong Prime = 0x100000001b3;
        ulong hash = 0xcbf29ce484222325;
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            ref readonly var state = ref pool.Skills[i];
            foreach (char c in pool.Catalog.Skills[i].Id.Name) hash = (hash ^ c) * Prime;
            hash = (hash ^ (byte)state.Lifecycle) * Prime;
            hash = (hash ^ (state.ReservedUntilNs > pool.NowNs ? 1UL : 0UL)) * Prime;
        }

        return hash;
    }
}
