using Teleo.Controller.Domain;
using Teleo.Controller.Guards;

namespace Teleo.Pool.Plants;

/// <summary>
/// Carries structural commands out: loads, unloads, moves between them, reservations. It checks every rule again, since
/// a command may have been decided on an old view.
/// </summary>
internal sealed partial class Residency
{
    private readonly PlantState _state;
    private readonly PlantSettings _settings;
    private readonly ServiceDispatcher _dispatcher;
    private readonly LoadRecord[] _loads;

    /// <summary>Per skill that is leaving: the move that waits for it, or -1.</summary>
    private readonly int[] _moveOf;

    /// <summary>Per skill that is leaving: it is not installed again.</summary>
    private readonly bool[] _retires;
    private readonly List<PlannedMove> _moves;

    public Residency(PlantState state, ServiceDispatcher dispatcher)
    {
        (_state, _settings, _dispatcher) = (state, state.Settings, dispatcher);
        _loads = new LoadRecord[state.Rows.Length];
        _moveOf = new int[state.Rows.Length];
        _retires = new bool[state.Rows.Length];
        _looked = new bool[state.Rows.Length];
        _moves = [];
        Array.Fill(_moveOf, -1);
        foreach (int skill in _settings.Initial) StartWith(skill);
    }

    private Residency(Residency other, PlantState state, ServiceDispatcher dispatcher)
    {
        (_state, _settings, _dispatcher) = (state, other._settings, dispatcher);
        (_loads, _moveOf, _retires, _looked, _moves) =
            ([.. other._loads], [.. other._moveOf], [.. other._retires], [.. other._looked], [.. other._moves]);
        Loading = other.Loading;
    }

    /// <summary>Number of accepted loads that have not ended, including those that wait for victims.</summary>
    public int Loading { get; private set; }

    /// <summary>Null when it was accepted, else why not.</summary>
    public string? Carry(ControlAction action) => action switch
    {
        ControlAction.NoOp => null,
        ControlAction.Activate a => Swap([], a.Skill, -1),
        ControlAction.Deactivate d => Drop(d.Skill, retire: false),
        ControlAction.Suspend s => Suspend(s.Skill),
        ControlAction.Replace r => Swap(r.Outgoing.AsSpan(), r.Incoming, -1),
        ControlAction.Retire r => Drop(r.Skill, retire: true),
        ControlAction.Reserve r => Reserve(r),
        ControlAction.Merge m => Swap([m.First, m.Second], m.Into, -1),
        ControlAction.Split s => Swap([s.From], s.First, s.Second),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public PoolEvent EndLoad(int skill)
    {
        ref var row = ref _state.Rows[skill];
        ref var load = ref _loads[skill];
        double seconds = _settings.IsTimeless ? load.Seconds : (_state.NowNs - load.StartNs) * 1e-9;
        row.Transition = Transition.None;
        load.IsUnderWay = false;
        _state.Stamps[skill]++;
        _state.StructureChanged();
        Loading--;
        _dispatcher.IsDisturbed = Loading > 0;
        bool wasAsleep = row.Lifecycle == Lifecycle.Suspended;
        var outcome = load.Fate.Outcome;
        _state.Memory.Give(load.Taken);
        var actual = _state.Work.FootprintOf(skill);
        if (outcome == LoadOutcome.Ok && !wasAsleep && !actual.FitsWithin(_state.Memory.Free)) outcome = LoadOutcome.OutOfMemory;
        if (outcome != LoadOutcome.Ok) return Fail(skill, outcome, seconds, wasAsleep);

        _state.Memory.Take(wasAsleep ? Scratch(actual) : actual);
        row.Lifecycle = Lifecycle.Active;
        row.Footprint = actual;
        row.FootprintKind = ReadingKind.Measured;
        row.FootprintStandardError = 0;
        row.LoadedAtNs = _state.ReadNowNs;
        row.MeasuredAtNs = _state.ReadNowNs;
        row.UsesSinceLoad = 0;
        row.LoadFailures = 0;
        row.RetryAtNs = 0;
        if (!wasAsleep) load.Measure(seconds, ref row);
        row.Leased = true;
        PlanLeaseEnd(skill);
        _state.Meter?.LoadEnds(skill, _state.NowNs, seconds, wasAsleep, LoadOutcome.Ok);
        _dispatcher.BecomeReady(skill);
        return new PoolEvent(PolicyEvents.Loaded, skill, _state.ReadNowNs, Seconds: seconds);
    }

    /// <summary>Starts the unload of a skill, or drains it until its last request has ended, which calls this again.</summary>
    public void Unload(int skill)
    {
        ref var row = ref _state.Rows[skill];
        if (row.Transition == Transition.None && (row.Pinned || row.Leased))
            throw new InvariantException($"{_state.Profiles[skill].Name} is unloaded while it is protected");
        row.Transition = row.Running > 0 ? Transition.Draining : Transition.Unloading;
        _state.Stamps[skill]++;
        _state.StructureChanged();
        if (row.Running == 0) _state.Work.Unload(skill, UnloadSeconds(skill));
    }

    public PoolEvent EndUnload(int skill)
    {
        ref var row = ref _state.Rows[skill];
        _state.Memory.Give(Held(skill));
        row.Lifecycle = _retires[skill] ? Lifecycle.Retired : Lifecycle.Verified;
        row.Transition = Transition.None;
        _retires[skill] = false;
        _state.Stamps[skill]++;
        _state.StructureChanged();
        _state.Meter?.Gone(skill, _state.NowNs, crashed: false);
        Arrived(skill);
        return new PoolEvent(PolicyEvents.Unloaded, skill, _state.ReadNowNs);
    }

    /// <summary>A runtime dies. What it held is free at once; what it served is lost.</summary>
    /// <param name="why">The reason, as far as it is known.</param>
    public bool Crash(int skill, string? why = null)
    {
        ref var row = ref _state.Rows[skill];
        if (!row.IsResident || row.Transition != Transition.None) return false;
        _dispatcher.BecomeUnready(skill);
        _dispatcher.Abort(skill, why);
        _state.Memory.Give(Held(skill));
        row.Lifecycle = Lifecycle.Verified;
        row.Leased = false;
        _state.Stamps[skill]++;
        _state.StructureChanged();
        _state.Meter?.Gone(skill, _state.NowNs, crashed: true);
        _dispatcher.Dispatch();
        return true;
    }

    /// <summary>Ends a lease; a waiting or running request of the skill extends it.</summary>
    public void EndLease(int skill)
    {
        if (_state.Rows[skill].Queued + _state.Rows[skill].Running > 0 && _settings.LeaseSeconds > 0) PlanLeaseEnd(skill);
        else _state.Rows[skill].Leased = false;
    }

    /// <summary>Returns the memory that a skill takes now, while it is resident, loading or unloading.</summary>
    public ResourceVector HeldBy(int skill)
    {
        var coming = _loads[skill].IsUnderWay ? _loads[skill].Taken : default;
        return _state.Rows[skill].IsResident ? Held(skill) + coming : coming;
    }

    public Residency Fork(PlantState state, ServiceDispatcher dispatcher) => new(this, state, dispatcher);

    /// <summary>Unloads some and loads one or two as one transaction: nothing happens unless all of it can.</summary>
    private string? Swap(ReadOnlySpan<int> outgoing, int first, int second)
    {
        ReadOnlySpan<int> incoming = second < 0 ? [first] : [first, second];
        if (WhyNotSwap(outgoing, incoming, out var freed, out var need) is { } refused) return refused;
        MakeWay(incoming, need, freed);
        foreach (int skill in incoming)
        {
            _state.Rows[skill].Transition = Transition.Loading;
            _state.Stamps[skill]++;
            Loading++;
        }

        if (outgoing.IsEmpty)
        {
            foreach (int skill in incoming) BeginLoad(skill, isSwitch: false);
            return null;
        }

        _state.Memory.Promise(need);
        int move = _moves.FindIndex(m => m.Waiting == 0);
        if (move < 0)
        {
            move = _moves.Count;
            _moves.Add(default);
        }

        _moves[move] = new PlannedMove(first, second, outgoing.Length, need);
        foreach (int skill in outgoing)
        {
            _moveOf[skill] = move;
            BeginUnload(skill, causedBy: first);
        }

        return null;
    }

    /// <summary>Returns null if the exchange is possible, with its freed and needed memory; else the reason.</summary>
    private string? WhyNotSwap(
        ReadOnlySpan<int> outgoing, ReadOnlySpan<int> incoming, out ResourceVector freed, out ResourceVector need)
    {
        (freed, need) = (default, default);
        for (int i = 0; i < outgoing.Length; i++)
        {
            if (WhyNotUnload(outgoing[i]) is { } kept) return kept;
            if (incoming.Contains(outgoing[i]) || outgoing[..i].Contains(outgoing[i])) return "a skill is named twice";
            freed += Held(outgoing[i]);
        }

        foreach (int skill in incoming)
        {
            if (WhyNotLoad(skill) is { } refused) return refused;
            need += Need(skill);
        }

        if (incoming.Length == 2 && incoming[0] == incoming[1]) return "a skill is named twice";
        if (Loading + incoming.Length > _settings.Loaders) return "no loader is free";
        return _state.Memory.HasRoomFor(need, freed, OpenTo(incoming)) ? null : "it does not fit";
    }

    private string? Drop(int skill, bool retire)
    {
        if (retire && (uint)skill < (uint)_state.Rows.Length
            && _state.Rows[skill] is { Lifecycle: Lifecycle.Installed or Lifecycle.Verified, Transition: Transition.None })
        {
            _state.Rows[skill].Lifecycle = Lifecycle.Retired;
            _state.StructureChanged();
            return null;
        }

        if (WhyNotUnload(skill) is { } kept) return kept;
        _retires[skill] = retire;
        BeginUnload(skill, causedBy: -1);
        return null;
    }

    private string? Suspend(int skill)
    {
        if (WhyNotUnload(skill) is { } kept) return kept;
        if (_state.Rows[skill].Lifecycle != Lifecycle.Active) return "only an active skill can be suspended";
        if (_state.Rows[skill].Running > 0 && _settings.Busy != BusyRule.Abort) return $"{_state.Profiles[skill].Name} is in use";
        _dispatcher.BecomeUnready(skill);
        _dispatcher.Abort(skill);
        _state.Work.Suspend(skill);
        _state.Memory.Give(Scratch(_state.Rows[skill].Footprint));
        _state.Rows[skill].Lifecycle = Lifecycle.Suspended;
        _state.Rows[skill].Leased = false;
        _state.Stamps[skill]++;
        _state.StructureChanged();
        _dispatcher.Dispatch();
        return null;
    }

    private string? WhyNotUnload(int skill)
    {
        if ((uint)skill >= (uint)_state.Rows.Length) return "no such skill";
        ref readonly var row = ref _state.Rows[skill];
        if (!row.IsResident || row.Transition != Transition.None) return $"{_state.Profiles[skill].Name} is not resident";
        if (row.Pinned) return $"{_state.Profiles[skill].Name} is pinned";
        bool isKept = _settings.Busy switch
        {
            BusyRule.Protect => row.IsProtected,
            BusyRule.Drain => row.Leased,
            _ => false,
        };
        return isKept ? $"{_state.Profiles[skill].Name} is in use" : null;
    }

    private string? WhyNotLoad(int skill)
    {
        if ((uint)skill >= (uint)_state.Rows.Length) return "no such skill";
        ref readonly var row = ref _state.Rows[skill];
        return row.Transition == Transition.None && row.Lifecycle is Lifecycle.Verified or Lifecycle.Suspended
            ? null
            : $"{_state.Profiles[skill].Name} cannot be loaded now";
    }

    private void BeginUnload(int skill, int causedBy)
    {
        _state.Work.Leave(skill, causedBy);
        _dispatcher.BecomeUnready(skill);
        if (_settings.Busy == BusyRule.Abort) _dispatcher.Abort(skill);
        ref var row = ref _state.Rows[skill];
        row.Leased &= _settings.Busy != BusyRule.Abort;
        Unload(skill);
        _state.Meter?.Unloading(skill, causedBy, _state.NowNs);
        _state.UnloadListener?.Unloading(skill);
        _dispatcher.Dispatch();
    }

    private void BeginLoad(int skill, bool isSwitch)
    {
        ref var row = ref _state.Rows[skill];
        ref var load = ref _loads[skill];
        bool wakes = row.Lifecycle == Lifecycle.Suspended;
        load.Taken = Need(skill);
        load.IsUnderWay = true;
        load.StartNs = _state.NowNs;
        load.Fate = wakes ? new LoadFate(LoadOutcome.Ok, 1) : _state.Faults.NextLoad(skill);
        double seconds = wakes ? _settings.WakeSeconds : load.Fate.Stretch * LoadSeconds(skill, isSwitch);
        if (!load.Taken.FitsWithin(_state.Memory.Free))
        {
            // A neighbour turned out larger than stated and took what was promised here.
            load.Taken = default;
            load.Fate = load.Fate with { Outcome = LoadOutcome.OutOfMemory };
        }

        if (load.Fate.Outcome == LoadOutcome.OutOfMemory) seconds /= 2;
        _state.Memory.Take(load.Taken);
        if (!wakes)
        {
            _state.Cache.Read(skill, _state.Profiles[skill].Footprint.ResidentBytes);
            _state.Counters.Loads++;
        }

        _dispatcher.IsDisturbed = true;
        _state.StructureChanged();
        load.Seconds = seconds;
        _state.Counters.LoadNs += PlantState.Nanoseconds(seconds);
        _state.Work.Load(skill, _settings.IsTimeless ? 0 : seconds);
        _state.Meter?.LoadBegins(skill, _state.NowNs, wakes, row.Queued > 0, (row.LoadSeconds, row.LoadSecondsStandardError));
    }

    private PoolEvent Fail(int skill, LoadOutcome outcome, double seconds, bool wasAsleep)
    {
        ref var row = ref _state.Rows[skill];
        double pause = _settings.RetrySeconds * (1 << Math.Min(row.LoadFailures, 6));
        row.LoadFailures++;
        row.RetryAtNs = _state.ReadNowNs + PlantState.Nanoseconds(pause);
        if (!wasAsleep) row.Lifecycle = Lifecycle.Verified;
        _state.Meter?.LoadEnds(skill, _state.NowNs, seconds, wasAsleep, outcome);
        return new PoolEvent(outcome == LoadOutcome.OutOfMemory ? PolicyEvents.Failure | PolicyEvents.Pressure : PolicyEvents.Failure,
            skill, _state.ReadNowNs, Seconds: seconds);
    }

    /// <summary>Records the end of one unload; after the last victim of a move, its loads start.</summary>
    private void Arrived(int gone)
    {
        int at = _moveOf[gone];
        if (at < 0) return;
        _moveOf[gone] = -1;
        var move = _moves[at];
        _moves[at] = move with { Waiting = move.Waiting - 1 };
        if (move.Waiting > 1) return;
        _state.Memory.Redeem(move.Promised);
        BeginLoad(move.First, isSwitch: true);
        if (move.Second >= 0) BeginLoad(move.Second, isSwitch: true);
    }

    private void StartWith(int skill)
    {
        var footprint = _state.Profiles[skill].Footprint;
        if (_state.Rows[skill].IsResident || !_state.Memory.HasRoomFor(footprint, default, default)) return;
        _state.Memory.Take(footprint);
        ref var row = ref _state.Rows[skill];
        row.Lifecycle = Lifecycle.Active;
        row.Footprint = footprint;
        row.FootprintKind = ReadingKind.Measured;
        _state.Cache.Read(skill, footprint.ResidentBytes);
    }

    private void PlanLeaseEnd(int skill) =>
        _state.Events.Add(_state.NowNs + PlantState.Nanoseconds(_settings.LeaseSeconds),
            SimEventKind.LeaseEnd, skill, _state.Stamps[skill]);

    private ResourceVector Need(int skill)
    {
        ref readonly var row = ref _state.Rows[skill];
        return row.Lifecycle == Lifecycle.Suspended ? Scratch(row.Footprint) : row.Footprint;
    }

    private ResourceVector Held(int skill)
    {
        ref readonly var row = ref _state.Rows[skill];
        return row.Lifecycle == Lifecycle.Suspended ? row.Footprint with { ScratchBytes = 0 } : row.Footprint;
    }

    private static ResourceVector Scratch(in ResourceVector footprint) => new() { ScratchBytes = footprint.ScratchBytes };
}
