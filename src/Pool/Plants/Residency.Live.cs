using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>The part of residency for real models only: failed loads and unloads, undone switches, and operator commands.</summary>
internal sealed partial class Residency
{
    public PoolEvent FailLoad(int skill, bool isFull)
    {
        _loads[skill].Fate = _loads[skill].Fate with { Outcome = isFull ? LoadOutcome.OutOfMemory : LoadOutcome.Failed };
        return EndLoad(skill);
    }

    /// <summary>Records a failed unload: its memory stays counted, it serves no request, and it may be unloaded again.</summary>
    public PoolEvent FailUnload(int skill)
    {
        ref var row = ref _state.Rows[skill];
        row.Lifecycle = Lifecycle.Resident;
        row.Transition = Transition.None;
        _retires[skill] = false;
        _state.Stamps[skill]++;
        _state.StructureChanged();
        return new PoolEvent(PolicyEvents.Failure | PolicyEvents.Pressure, skill, _state.ReadNowNs);
    }

    /// <summary>
    /// Restores a skill that was unloaded for another which failed to load. One that is loading again is left to its load. False if it may
    /// not be in memory any more: its memory is taken, or it was excluded meanwhile.
    /// </summary>
    public bool Return(int skill)
    {
        ref var row = ref _state.Rows[skill];
        if (row.Transition == Transition.Loading) return true;
        if (row.Lifecycle != Lifecycle.Verified || !row.Footprint.FitsWithin(_state.Memory.Free)) return false;
        _state.Memory.Take(row.Footprint);
        row.Lifecycle = Lifecycle.Active;
        _state.Stamps[skill]++;
        _state.StructureChanged();
        _state.Meter?.LoadBegins(skill, _state.NowNs, wakes: true, isWaitedFor: false, (row.LoadSeconds, row.LoadSecondsStandardError));
        _dispatcher.BecomeReady(skill);
        return true;
    }

    public void Pin(int skill, bool isPinned)
    {
        _state.Rows[skill].Pinned = isPinned;
        _state.StructureChanged();
    }

    /// <summary>
    /// Unloads a skill in spite of any protection; its running requests end. Null if it is unloading or gone, else the reason why it has to
    /// wait for running work.
    /// </summary>
    public string? Force(int skill, bool retires)
    {
        ref var row = ref _state.Rows[skill];
        if (row.Transition == Transition.Loading) return "it is being loaded";
        if (!row.IsResident)
            return retires && row.Lifecycle is Lifecycle.Installed or Lifecycle.Verified ? Drop(skill, retire: true) : null;
        row.Pinned = false;
        row.Leased = false;
        _dispatcher.Abort(skill);
        if (row.Transition != Transition.None) return "it is on its way out";
        _retires[skill] = retires;
        BeginUnload(skill, causedBy: -1);
        return null;
    }

    /// <summary>
    /// Puts a skill that is not in memory aside (installed: not to be loaded) or back among those that may be loaded.
    /// </summary>
    public void SetLoadable(int skill, bool mayLoad)
    {
        _state.Rows[skill].Lifecycle = mayLoad ? Lifecycle.Verified : Lifecycle.Installed;
        _state.StructureChanged();
    }
}
