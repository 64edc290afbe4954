using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>Accepts requests, gives them to workers in the order of the discipline, and ends them.</summary>
internal sealed class ServiceDispatcher
{
    private readonly PlantState _state;
    private readonly PlantSettings _settings;
    private readonly long _timeoutNs;
    private readonly double[] _prefillNs;
    private readonly double[] _decodeNs;
    private readonly double[] _requestNs;
    private readonly double[] _firstUseNs;
    private readonly double[] _serviceSum;
    private readonly bool[] _timeoutArmed;

    /// <summary>Skills that can serve and have requests waiting for a worker.</summary>
    private readonly List<int> _ready;

    public ServiceDispatcher(PlantState state)
    {
        _state = state;
        _settings = state.Settings;
        _timeoutNs = PlantState.Nanoseconds(_settings.TimeoutSeconds);
        _prefillNs = [.. state.Profiles.Select(profile => 1e9 / profile.PrefillTokensPerSecond)];
        _decodeNs = [.. state.Profiles.Select(profile => 1e9 / profile.DecodeTokensPerSecond)];
        _requestNs = [.. state.Profiles.Select(profile => 1e9 * profile.RequestSeconds)];
        _firstUseNs = [.. state.Profiles.Select(profile => 1e9 * profile.FirstUseSeconds)];
        _serviceSum = new double[_prefillNs.Length];
        _timeoutArmed = new bool[_prefillNs.Length];
        _ready = new List<int>(_prefillNs.Length);
        FreeWorkers = _settings.Workers;
    }

    private ServiceDispatcher(ServiceDispatcher other, PlantState state)
    {
        (_state, _settings, _timeoutNs) = (state, other._settings, other._timeoutNs);
        (_prefillNs, _decodeNs, _requestNs, _firstUseNs) = (other._prefillNs, other._decodeNs, other._requestNs, other._firstUseNs);
        (_serviceSum, _timeoutArmed, _ready) = ([.. other._serviceSum], [.. other._timeoutArmed], [.. other._ready]);
        (FreeWorkers, Stranded, IsDisturbed) = (other.FreeWorkers, other.Stranded, other.IsDisturbed);
    }

    public int FreeWorkers { get; private set; }

    /// <summary>Skills with requests that wait for more than a worker.</summary>
    public int Stranded { get; private set; }

    /// <summary>True during a load, which slows requests that start now.</summary>
    public bool IsDisturbed { get; set; }

    /// <summary>Accepts a request that arrives now, or refuses it.</summary>
    public PoolEvent Arrive(PendingRequest request)
    {
        int skill = request.Asked, task = request.Task < 0 ? skill : request.Task;
        (request.ArrivalNs, request.ReadArrivalNs) = (_state.NowNs, _state.ReadNowNs);
        ref var asked = ref _state.Rows[skill];
        asked.Arrivals++;
        asked.LastUseNs = _state.ReadNowNs;
        _state.Counters.Arrivals++;
        _state.Revision++;
        if (asked.CanServe)
        {
            Admit(request, skill, ready: true);
            return new PoolEvent(PolicyEvents.Arrival, skill, _state.ReadNowNs) { Task = task };
        }

        _state.Counters.Misses++;
        _state.Meter?.Missed(request.ArrivalNs, asked.Transition == Transition.Loading);
        int server = MissRule.QueueFor(skill, _state);
        if (server < 0) Refuse(request);
        else Admit(request, server, ready: server != skill);
        return new PoolEvent(PolicyEvents.Miss, skill, _state.ReadNowNs) { Task = task };
    }

    public PoolEvent Complete(int slot, in ServiceResult result)
    {
        ref var request = ref _state.Queues[slot];
        int skill = request.Skill;
        ref var row = ref _state.Rows[skill];
        long now = _state.NowNs;
        double seconds = (now - request.StartNs) * 1e-9;
        EndService(skill);
        row.Completions++;
        row.UsesSinceLoad++;
        row.Leased = false;
        row.LastUseNs = _state.ReadNowNs;
        _serviceSum[skill] += seconds;
        row.ServiceSeconds = _serviceSum[skill] / row.Completions;
        _state.Counters.Done++;
        _state.Counters.WaitNs += request.ReadyNs - request.ArrivalNs;
        _state.Counters.SojournNs += now - request.ArrivalNs;
        _state.Revision++;
        bool withinTime = true;
        if (_state.Meter is { } meter)
        {
            withinTime = meter.Completed(request, now, ServiceNs(request), result.FirstOutputNs, result.Correct == 1);
            if (row.Running == 0) meter.Idle(skill, now, isIdle: true);
        }

        var happened = new PoolEvent(PolicyEvents.Completion, skill, _state.ReadNowNs,
            (request.ReadyNs - request.ArrivalNs) * 1e-9, seconds, result.Correct)
        {
            Task = request.Task < 0 ? request.Asked : request.Task,
            WithinTime = withinTime,
        };
        _state.Queues.Release(slot);
        Dispatch();
        return happened;
    }

    /// <summary>Gives up the requests of one skill that have waited too long, and looks again when the next one would.</summary>
    public bool Expire(int skill)
    {
        _timeoutArmed[skill] = false;
        bool any = false;
        while (_state.Queues.Head(skill) is >= 0 and var slot)
        {
            long due = _state.Queues[slot].ArrivalNs + _timeoutNs;
            if (due > _state.NowNs)
            {
                Arm(skill, due);
                break;
            }

            Unqueue(skill);
            End(slot, RequestLoss.TimedOut);
            any = true;
        }

        if (any && _state.Rows[skill].Queued == 0 && !_ready.Remove(skill)) Stranded--;
        return any;
    }

    /// <summary>Turns away every request that waits for a skill.</summary>
    public void Refuse(int skill)
    {
        if (_state.Rows[skill].Queued == 0) return;
        while (_state.Rows[skill].Queued > 0) End(Unqueue(skill), RequestLoss.Refused);
        if (!_ready.Remove(skill)) Stranded--;
    }

    public void BecomeReady(int skill)
    {
        _state.Queues.MarkReady(skill, _state.NowNs);
        if (_state.Rows[skill].Queued > 0)
        {
            _ready.Add(skill);
            Stranded--;
        }

        Dispatch();
    }

    public void BecomeUnready(int skill)
    {
        if (!_ready.Remove(skill)) return;
        _state.Queues.MarkUnready(skill);
        Stranded++;
    }

    /// <summary>Ends the requests in service of a lost runtime.</summary>
    /// <param name="why">The reason for its loss, if known.</param>
    public void Abort(int skill, string? why = null)
    {
        for (int slot = 0; slot < _state.Queues.Slots.Length && _state.Rows[skill].Running > 0; slot++)
        {
            if (_state.Queues[slot].Stage != RequestStage.Running || _state.Queues[slot].Skill != skill) continue;
            EndService(skill);
            End(slot, RequestLoss.Aborted, why);
        }

        if (_state.Meter is { } meter) meter.Idle(skill, _state.NowNs, isIdle: true);
    }

    /// <summary>A service that has ended without an answer.</summary>
    public PoolEvent? Abandon(int slot)
    {
        int skill = _state.Queues[slot].Skill;
        EndService(skill);
        if (_state.Rows[skill].Running == 0) _state.Meter?.Idle(skill, _state.NowNs, isIdle: true);
        _state.Rows[skill].Leased = false;
        End(slot, RequestLoss.Aborted);
        Dispatch();
        return null;
    }

    /// <summary>Gives requests that wait for a skill which cannot serve to another that can, where they ask for one of its tasks.</summary>
    public void Hand(int from, int to, ImmutableArray<int> tasks)
    {
        ref var row = ref _state.Rows[from];
        for (int left = row.Queued; left > 0; left--)
        {
            int slot = Unqueue(from);
            ref var pending = ref _state.Queues[slot];
            bool moves = tasks.Contains(pending.Task);
            if (moves) (pending.Skill, pending.ReadyNs) = (to, _state.NowNs);
            _state.Queues.Enqueue(slot, ready: moves);
            _state.Counters.Queued++;
            ref var waits = ref _state.Rows[pending.Skill];
            waits.QueuedArrivalSumNs += pending.ReadArrivalNs;
            if (waits.Queued++ > 0) continue;
            waits.OldestArrivalNs = pending.ReadArrivalNs;
            if (moves) _ready.Add(to);
        }

        if (row.Queued == 0) Stranded--;
        Dispatch();
    }

    public void Dispatch()
    {
        while (FreeWorkers > 0 && _ready.Count > 0)
        {
            int at = _ready.Count == 1 ? 0 : ServingOrder.First(_ready, _state);
            int skill = _ready[at];
            int slot = Unqueue(skill);
            if (_state.Rows[skill].Queued == 0) _ready.RemoveAt(at);
            Start(slot);
        }
    }

    public ServiceDispatcher Fork(PlantState state) => new(this, state);

    private void Admit(PendingRequest request, int skill, bool ready)
    {
        ref var row = ref _state.Rows[skill];
        bool starts = ready && FreeWorkers > 0;
        if (!starts && row.Queued >= _settings.QueueLimit)
        {
            Refuse(request);
            return;
        }

        (request.Skill, request.ReadyNs) = (skill, ready ? request.ArrivalNs : PendingRequest.NotReady);
        int slot = _state.Queues.Take(request);
        if (starts)
        {
            Start(slot);
            return;
        }

        _state.Queues.Enqueue(slot, ready);
        _state.Counters.Queued++;
        row.QueuedArrivalSumNs += request.ReadArrivalNs;
        if (row.Queued++ > 0) return;
        row.OldestArrivalNs = request.ReadArrivalNs;
        if (ready) _ready.Add(skill);
        else Stranded++;
        if (!_timeoutArmed[skill]) Arm(skill, request.ArrivalNs + _timeoutNs);
    }

    /// <summary>Frees a worker; the last service of a draining skill starts its unload.</summary>
    private void EndService(int skill)
    {
        ref var row = ref _state.Rows[skill];
        row.Running--;
        _state.Counters.Running--;
        FreeWorkers++;
        if (row.Running == 0 && row.Transition == Transition.Draining)
            _state.Events.Add(_state.NowNs, SimEventKind.DrainEnd, skill, _state.Stamps[skill]);
    }

    private void Start(int slot)
    {
        ref var request = ref _state.Queues[slot];
        ref var row = ref _state.Rows[request.Skill];
        request.Stage = RequestStage.Running;
        request.StartNs = _state.NowNs;
        if (row.Running++ == 0) _state.Meter?.Idle(request.Skill, _state.NowNs, isIdle: false);
        _state.Counters.Running++;
        FreeWorkers--;
        double service = _settings.IsTimeless ? 0 : ServiceNs(request);
        if (row is { UsesSinceLoad: 0, Running: 1 } && !_settings.IsTimeless) service += _firstUseNs[request.Skill];
        if (IsDisturbed) service *= _settings.Interference;
        _state.Work.Serve(slot, service);
    }

    private double ServiceNs(in PendingRequest request) =>
        _requestNs[request.Skill] + request.InputTokens * _prefillNs[request.Skill] + request.OutputTokens * _decodeNs[request.Skill];

    private int Unqueue(int skill)
    {
        int slot = _state.Queues.Dequeue(skill);
        ref var row = ref _state.Rows[skill];
        row.Queued--;
        row.QueuedArrivalSumNs -= _state.Queues[slot].ReadArrivalNs;
        row.OldestArrivalNs = _state.Queues.Head(skill) is >= 0 and var head ? _state.Queues[head].ReadArrivalNs : long.MaxValue;
        _state.Counters.Queued--;
        return slot;
    }

    private void End(int slot, RequestLoss loss, string? why = null)
    {
        ref var request = ref _state.Queues[slot];
        long stayed = _state.NowNs - request.ArrivalNs;
        _state.Counters.SojournNs += stayed;
        _state.Counters.WaitNs += request.ReadyNs == PendingRequest.NotReady ? stayed : request.ReadyNs - request.ArrivalNs;
        if (loss == RequestLoss.TimedOut) _state.Counters.TimedOut++;
        else if (loss == RequestLoss.Refused) _state.Counters.Refused++;
        else _state.Counters.Aborted++;
        _state.Revision++;
        _state.Work.Lose(slot, loss, why);
        _state.Meter?.Lost(request.ArrivalNs, loss);
        _state.Queues.Release(slot);
    }

    /// <summary>Turned away at the door: never in the plant.</summary>
    private void Refuse(in PendingRequest request)
    {
        _state.Counters.Refused++;
        _state.Counters.WaitNs += _timeoutNs;
        _state.Meter?.Lost(request.ArrivalNs, RequestLoss.Refused);
    }

    private void Arm(int skill, long timeNs)
    {
        _timeoutArmed[skill] = true;
        _state.Events.Add(timeNs, SimEventKind.Timeout, skill);
    }
}
