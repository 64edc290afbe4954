using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// The planned changes of one decision so far: victims, loads, and the memory that they leave. A view shows the pool before the decision,
/// so that a second action has to include the first.
/// </summary>
internal sealed class RoomPlan(int skills)
{
    private readonly bool[] _leaving = new bool[skills];
    private readonly bool[] _loading = new bool[skills];
    private readonly List<int> _victims = [];
    private ResourceVector _used;
    private int _loaders;

    public int FreeLoaders => _loaders;

    /// <summary>The victims of the load that is being planned.</summary>
    public IReadOnlyList<int> Victims => _victims;

    public void Begin(in PoolView pool)
    {
        Array.Clear(_leaving);
        Array.Clear(_loading);
        _victims.Clear();
        _loaders = pool.FreeLoaders;
        _used = ResourceVector.TryAdd(pool.Used, pool.Reserved, out var taken) ? taken : pool.Capacity;
    }

    /// <summary>Returns true if a skill is resident now and after the plan so far.</summary>
    public bool Stays(int skill, in PoolView pool) => pool.Skills[skill].IsResident && !_leaving[skill];

    /// <summary>Returns the number of skills resident or loading, after the plan so far.</summary>
    public int Residents(in PoolView pool)
    {
        int residents = 0;
        for (int i = 0; i < pool.Skills.Length; i++)
            if (Stays(i, pool) || pool.Skills[i].Transition == Transition.Loading || _loading[i]) residents++;
        return residents;
    }

    /// <summary>Promised to be loaded by this decision.</summary>
    public bool IsLoading(int skill) => _loading[skill];

    public bool MayLeave(int skill, in PoolView pool) => Stays(skill, pool) && !pool.Skills[skill].IsProtected && !_loading[skill];

    /// <summary>Returns true if stage, back-off and plan allow a load of the skill.</summary>
    public bool MayLoad(int skill, in PoolView pool)
    {
        ref readonly var state = ref pool.Skills[skill];
        bool isBackingOff = state.LoadFailures > 0 && pool.NowNs < state.RetryAtNs;
        return state.Transition == Transition.None && !isBackingOff && !_loading[skill] && !_leaving[skill] && state.Footprint.IsBudget
            && state.Lifecycle is Lifecycle.Verified or Lifecycle.Resident or Lifecycle.Suspended
            && pool.Catalog.Skills[skill].Eligible;
    }

    /// <summary>Returns the missing memory for the skill, by lane; if no lane is above zero it fits.</summary>
    public ResourceVector Deficit(int skill, in PoolView pool)
    {
        var ownReserve = new ResourceVector { ResidentBytes = Math.Min(pool.Skills[skill].ReservedBytes, pool.Reserved.ResidentBytes) };
        return Room.Need(skill, pool) + _used - ownReserve - pool.Capacity;
    }

    public bool Fits(int skill, in PoolView pool) => Deficit(skill, pool).FitsWithin(default);

    /// <summary>
    /// Returns true if the skill would fit after unloading every unprotected skill: now, or (<paramref name="whenIdle"/>) once busy skills
    /// are idle.
    /// </summary>
    public bool CouldFit(int skill, in PoolView pool, bool whenIdle = false)
    {
        var deficit = Deficit(skill, pool);
        for (int i = 0; i < pool.Skills.Length && !deficit.FitsWithin(default); i++)
        {
            ref readonly var state = ref pool.Skills[i];
            bool leavesLater = whenIdle && !state.Pinned && (state.IsResident || state.Transition != Transition.None) && !_leaving[i];
            if (leavesLater || MayLeave(i, pool)) deficit -= state.Footprint;
        }

        return deficit.FitsWithin(default);
    }

    public void Leave(int skill, in PoolView pool)
    {
        _leaving[skill] = true;
        _victims.Add(skill);
        _used -= pool.Skills[skill].Footprint;
    }

    /// <summary>Names a victim, or returns false if it may not leave.</summary>
    public bool TryLeave(int skill, in PoolView pool)
    {
        if (!MayLeave(skill, pool)) return false;
        Leave(skill, pool);
        return true;
    }

    /// <summary>Takes back the victims of a load that cannot be made.</summary>
    public void TakeBack(in PoolView pool)
    {
        foreach (int skill in _victims)
        {
            _leaving[skill] = false;
            _used += pool.Skills[skill].Footprint;
        }

        _victims.Clear();
    }

    /// <summary>Promises the load, with the victims named since the last one.</summary>
    public ControlAction Load(int skill, in PoolView pool)
    {
        _loading[skill] = true;
        _loaders--;
        _used += Room.Need(skill, pool);
        if (_victims.Count == 0) return new ControlAction.Activate(skill);
        ControlAction replace = new ControlAction.Replace([.. _victims], skill);
        _victims.Clear();
        return replace;
    }

    /// <summary>Promises an unload for its own sake.</summary>
    public ControlAction Unload(int skill, in PoolView pool)
    {
        _leaving[skill] = true;
        _used -= pool.Skills[skill].Footprint;
        return new ControlAction.Deactivate(skill);
    }
}
