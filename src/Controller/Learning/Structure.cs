using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>
/// H, the structure as it was last seen, and where it came from. Its id is made of what it is (where every skill stands,
/// and which headroom is set aside), so that the same structure has the same id in any run; the line of ancestors stands
/// in the trace, one step per record.
/// </summary>
public sealed class Structure
{
    private byte[] _seen = [];

    public ulong Id { get; private set; }

    /// <summary>The structure that was before; 0 for the first.</summary>
    public ulong ParentId { get; private set; }

    /// <summary>The decision that made it; -1 for the first, and where the plant changed by itself before any decision.</summary>
    public long Cause { get; private set; } = -1;

    /// <summary>Changes seen so far. Loading and unloading show when they are over; sessions, caches and estimates never do.</summary>
    public long Revision { get; private set; } = -1;

    /// <summary>Looks at the pool. A structure other than the one seen before is its child.</summary>
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

    /// <summary>Returns true if nothing that an id is made of differs from what was seen last; takes note of it otherwise.</summary>
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
