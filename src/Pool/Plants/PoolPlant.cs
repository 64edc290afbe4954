using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>
/// The plant of every run: commands, arrivals and events over the pool's state. A live plant contains one and connects it to real work and
/// a real clock; in a simulated run it advances in virtual time only.
/// </summary>
internal sealed class PoolPlant : IPlant
{
    private readonly PlantState _state;
    private readonly ServiceDispatcher _dispatcher;
    private readonly Residency _residency;
    private readonly Readings? _stale;
    private readonly ulong[] _recentCommands = new ulong[128];
    private uint _epoch;
    private int _commands;
    private long _nextClockStep;

    /// <param name="catalog">The skills with their tasks; null where each skill answers the task of its own name.</param>
    public PoolPlant(PlantSettings settings, ImmutableArray<SkillProfile> profiles, SeedTree seeds, Catalog? catalog = null)
    {
        _state = new PlantState(settings, profiles, seeds, catalog);
        _dispatcher = new ServiceDispatcher(_state);
        _residency = new Residency(_state, _dispatcher);
        if (settings.Faults.StaleSeconds > 0) _stale = new Readings(_state);
        if (settings.Faults.StaleSeconds > 0) _state.Events.Add(0, SimEventKind.Refresh);
        if (settings.Faults.CrashesPerHour > 0) PlanCrash();
        if (settings.Faults.ClockStepsPerHour > 0) PlanClockStep();
    }

    private PoolPlant(PoolPlant other)
    {
        _state = other._state.Fork();
        _dispatcher = other._dispatcher.Fork(_state);
        _residency = other._residency.Fork(_state, _dispatcher);
        _stale = other._stale?.Fork(_state);
        (_nextClockStep, _epoch, _commands) = (other._nextClockStep, other._epoch, other._commands);
        other._recentCommands.CopyTo(_recentCommands, 0);
    }

    public PlantState State => _state;

    public ServiceDispatcher Dispatcher => _dispatcher;

    public Residency Residency => _residency;

    /// <summary>Hears of every command that was accepted.</summary>
    public Action<Command>? Accepted { get; set; }

    public IPoolMeter? Meter
    {
        get => _state.Meter;
        set => _state.Meter = value;
    }

    public PoolView Sense() => _stale is { } stale ? stale.View(FreeLoaders) : new()
    {
        Catalog = _state.Catalog,
        Revision = _state.Revision,
        NowNs = _state.ReadNowNs,
        Capacity = _state.Memory.Capacity,
        Used = _state.Memory.Committed,
        Reserved = _state.Memory.Reserved,
        Skills = _state.Rows,
        FreeLoaders = FreeLoaders,
        NobodyWaits = _dispatcher.Stranded == 0,
    };

    private int FreeLoaders => _state.Settings.Loaders - _residency.Loading;

    public CommandReceipt Apply(in Command command)
    {
        if (_recentCommands.AsSpan().Contains(command.Id + 1)) return new(command.Id, CommandStatus.AlreadyApplied);
        if (command.Epoch < _epoch) return new(command.Id, CommandStatus.RefusedStale, "from an earlier epoch");
        if (command.BasedOnRevision > _state.Revision)
            return new(command.Id, CommandStatus.RefusedStale, "based on a view that was never given");
        if (_state.ReadNowNs > command.DeadlineNs) return new(command.Id, CommandStatus.Expired);
        _epoch = command.Epoch;
        string? refusal = _residency.Carry(command.Action);
        _state.Meter?.Commanded(command.Action, refusal is null);
        if (refusal is not null) return new(command.Id, CommandStatus.RefusedIllegal, refusal);

        // Ids are kept plus one, so that the empty ring holds no id.
        _recentCommands[_commands++ % _recentCommands.Length] = command.Id + 1;
        Accepted?.Invoke(command);
        return new(command.Id, CommandStatus.Accepted);
    }

    /// <summary>Loads a missed skill if that mode is set, no command has loaded it and memory is free.</summary>
    public void LoadThrough(in PoolEvent happened)
    {
        if (!MissRule.LoadsThrough(happened, _state)) return;
        var load = new ControlAction.Activate(happened.Skill);
        _state.Meter?.Commanded(load, _residency.Carry(load) is null);
    }

    /// <summary>Accepts a request that arrives now, or refuses it.</summary>
    public PoolEvent Arrive(in PendingRequest request) => _dispatcher.Arrive(request);

    /// <summary>Lets the next event happen. False when it was void or concerns no policy.</summary>
    /// <param name="notBeforeNs">What the clock shows, where it is not the events that make it go on.</param>
    public bool TryStep(out PoolEvent happened, long notBeforeNs = 0)
    {
        var due = _state.Events.Take();
        _state.AdvanceTo(Math.Max(due.TimeNs, notBeforeNs));
        happened = default;
        int subject = due.Subject;
        switch (due.Kind)
        {
            case SimEventKind.Completion when _state.Queues[subject].Stamp == due.Stamp:
                happened = _dispatcher.Complete(subject, SimulatedWork.ResultOf(subject, _state));
                return true;
            case SimEventKind.DrainEnd when _state.Stamps[subject] == due.Stamp:
                _residency.Unload(subject);
                return false;
            case SimEventKind.LoadEnd when _state.Stamps[subject] == due.Stamp:
                happened = _residency.EndLoad(subject);
                return true;
            case SimEventKind.UnloadEnd when _state.Stamps[subject] == due.Stamp:
                happened = _residency.EndUnload(subject);
                return true;
            case SimEventKind.LeaseEnd when _state.Stamps[subject] == due.Stamp && _state.Rows[subject].Leased:
                _residency.EndLease(subject);
                return false;
            case SimEventKind.Crash:
                bool hit = _residency.Crash(subject);
                if (_state.Settings.Faults.CrashesPerHour > 0) PlanCrash();
                happened = new PoolEvent(PolicyEvents.Failure, subject, _state.ReadNowNs);
                return hit;
            case SimEventKind.ReserveEnd when _residency.IsReserveOver(subject):
                _residency.EndReserve(subject);
                return false;
            case SimEventKind.ClockStep:
                _state.ClockOffsetNs += _nextClockStep;
                PlanClockStep();
                return false;
            case SimEventKind.Refresh:
                _stale!.Refresh();
                _state.Events.Add(due.TimeNs + PlantState.Nanoseconds(_state.Settings.Faults.StaleSeconds), SimEventKind.Refresh);
                return false;
            case SimEventKind.Timeout:
                _dispatcher.Expire(subject);
                return false;
            case SimEventKind.Tick:
                happened = new PoolEvent(PolicyEvents.Tick, -1, _state.ReadNowNs);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Every runtime crashes now: a disturbance from outside.</summary>
    public void CrashAll()
    {
        for (int skill = 0; skill < _state.Rows.Length; skill++) _state.Events.Add(_state.NowNs, SimEventKind.Crash, skill);
    }

    public void Audit() => PlantAudit.CheckRows(_state, _residency, _dispatcher);

    /// <summary>A plant with the same present and the same future, unmeasured.</summary>
    public PoolPlant Fork() => new(this);

    private void PlanCrash()
    {
        var (seconds, skill) = _state.Faults.NextCrash();
        _state.Events.Add(_state.NowNs + PlantState.Nanoseconds(seconds), SimEventKind.Crash, skill);
    }

    private void PlanClockStep()
    {
        var (seconds, step) = _state.Faults.NextClockStep();
        _nextClockStep = (long)(step * 1e9);
        _state.Events.Add(_state.NowNs + PlantState.Nanoseconds(seconds), SimEventKind.ClockStep);
    }
}
