using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>
/// The part of residency for real models only: loads and unloads fail by themselves, switches are undone, and operators have the last word.
/// </summary>
internal sealed partial class Residency
{
    public PoolEvent FailLoad(int skill, bool isFull)
    {
        _loads[skill].Fate = _loads[skill].Fate with { Outcome = isFull ? LoadOutcome.OutOfMemory : LoadOutcome.Failed };
        return EndLoad(skill);
    }

    /// <summary>Its memory was not given back: it goes on being counted, serves nobody, and may be unloaded again.</summary>
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
    /// A skill that was gone for another is back, since the other could not come. One on its way in again is left to its load, which
    /// finds it there. False where it may not be in memory any more: its room is taken, or it was put aside meanwhile.
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
    /// Takes a skill away whatever protects it; what it serves is given up. Null when it is on its way or gone, else why it has to wait for
    /// the end of what is under way.
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
