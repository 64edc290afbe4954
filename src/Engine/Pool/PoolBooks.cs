using System.Collections.Immutable;
using Teleo.Engine.Sessions;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>
/// Who is in the pool, what each takes, who waits for whom, and what has happened. Everything here is short and under one lock; what takes
/// time - reading files, computing, unmapping - happens outside, under a claim on the runtime concerned.
/// </summary>
internal sealed class PoolBooks(PoolOptions options, TimeProvider clock)
{
    private const int EventsKept = 4096;
    private static int _pools;

    private readonly Lock _lock = new();
    private readonly int _pool = Interlocked.Increment(ref _pools);
    private readonly List<Resident?> _places = [];
    private readonly List<uint> _generations = [];
    private readonly Dictionary<SkillName, Resident> _byName = [];
    private readonly Queue<PoolEvent> _events = new();
    private ImmutableDictionary<SkillName, SkillFigures> _figures = ImmutableDictionary<SkillName, SkillFigures>.Empty;
    private long _lastEvent;
    private long _activity;
    private bool _closed;

    public PoolOptions Options { get; } = options;

    public TimeProvider Clock { get; } = clock;

    private IEnumerable<Resident> All => _places.OfType<Resident>();

    /// <summary>A place for a runtime that is about to be loaded, claimed by whoever loads it, its weights counted already.</summary>
    /// <param name="returning">Memory that will have been given back when this one needs its own.</param>
    public Resident Admit(PoolSkill skill, long weights, PoolBytes returning)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            if (_byName.ContainsKey(skill.Name)) throw new PoolException(PoolFault.AlreadyLoaded, $"{skill.Name} is in the pool already");
            var held = new PoolBytes(weights, 0, 0, 0);
            CheckRoom(skill.Name, held, returning);
            int place = _places.IndexOf(null);
            if (place < 0)
            {
                place = _places.Count;
                _places.Add(null);
                _generations.Add(0);
            }

            var resident = new Resident(new(_pool, place, ++_generations[place]), skill) { Held = held, Claim = NewClaim() };
            _places[place] = resident;
            _byName.Add(skill.Name, resident);
            return resident;
        }
    }

    /// <summary>Counts what a runtime takes from now on, if there is room.</summary>
    public void Recount(Resident resident, PoolBytes held, PoolBytes returning)
    {
        lock (_lock)
        {
            CheckRoom(resident.Skill.Name, held - resident.Held, returning);
            resident.Held = held;
        }
    }

    public bool IsLoaded(SkillName name)
    {
        lock (_lock) return _byName.ContainsKey(name);
    }

    /// <summary>Takes runtimes for a change, all or none: nobody else may change them until the claims are freed.</summary>
    public ImmutableArray<Resident> Claim(IReadOnlyCollection<RuntimeHandle> handles, bool removes, params ReadOnlySpan<RuntimeStage> stages)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            var claimed = handles.Distinct().Select(Find).ToImmutableArray();
            foreach (var resident in claimed)
            {
                if (resident.Claim is not null) throw new PoolException(PoolFault.WrongStage, $"{resident.Skill.Name} is {resident.Stage} and in the middle of another change");
                if (!stages.Contains(resident.Stage)) throw new PoolException(PoolFault.WrongStage, $"{resident.Skill.Name} is {resident.Stage}; this needs {string.Join(" or ", stages.ToArray())}");
                if (removes && IsProtected(resident)) throw new PoolException(PoolFault.Protected, $"{resident.Skill.Name} was activated for a request that has not come yet");
            }

            foreach (var resident in claimed) resident.Claim = NewClaim();
            return claimed;
        }
    }

    public Resident Claim(RuntimeHandle handle, bool removes, params ReadOnlySpan<RuntimeStage> stages) => Claim([handle], removes, stages)[0];

    /// <summary>Takes a runtime that is in the pool by its skill; null where there is none.</summary>
    public Resident? ClaimIdle(SkillName name)
    {
        lock (_lock)
            return _byName.TryGetValue(name, out var resident) && resident.Stage is RuntimeStage.Resident or RuntimeStage.Suspended
                ? Claim(resident!.Handle, removes: false, RuntimeStage.Resident, RuntimeStage.Suspended)
                : null;
    }

    /// <summary>Claims whatever stage it is in; where somebody else has the claim, the task that ends with theirs.</summary>
    public Task? TryClaim(Resident resident)
    {
        lock (_lock)
        {
            if (resident.Claim is not null) return resident.Claim.Task;
            resident.Claim = NewClaim();
            return null;
        }
    }

    public void Free(Resident resident)
    {
        lock (_lock)
        {
            resident.Claim?.TrySetResult();
            resident.Claim = null;
        }
    }

    /// <summary>The end of a load: the model is there, its figures are known.</summary>
    public void Arrive(Resident resident, LoadedModel model, PoolBytes measured, string reason)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            resident.Model = model;
            resident.Measured = measured;
            resident.LoadSeconds = model.LoadTime.TotalSeconds;
            resident.Stage = RuntimeStage.Resident;
            Figure(resident, figures => figures.WithLoad(resident.LoadSeconds, model.CachedShare, measured.Weights));
            Tell(resident, PoolEventKind.Loaded, reason);
        }
    }

    /// <summary>Lets requests in and out as one step: some runtimes begin to take them, others finish what they have.</summary>
    public void Route(IReadOnlyList<Resident> begin, IReadOnlyList<Resident> end, string reason)
    {
        lock (_lock)
        {
            foreach (var resident in end.Where(resident => resident.Stage == RuntimeStage.Active))
            {
                resident.Stage = RuntimeStage.Draining;
                Tell(resident, PoolEventKind.Draining, reason);
            }

            foreach (var resident in begin)
            {
                resident.Stage = RuntimeStage.Active;
                resident.ActivatedAt = Clock.GetTimestamp();
                resident.Taken = 0;
                Tell(resident, PoolEventKind.Activated, reason);
                LetIn(resident);
            }
        }
    }

    /// <summary>Closes a runtime to new requests and completes when those it has are done; when cancelled it is as it was before.</summary>
    public async Task DrainAsync(Resident resident, RuntimeStage before, string reason, CancellationToken cancellation)
    {
        Task drained;
        lock (_lock)
        {
            if (resident.Stage != RuntimeStage.Draining) Tell(resident, PoolEventKind.Draining, reason);
            resident.Stage = RuntimeStage.Draining;
            if (before != RuntimeStage.Active) resident.Refuse(new(PoolFault.NotActive, $"{resident.Skill.Name} is taken away before it was activated: {reason}"));
            if (resident.IsEmpty) return;
            resident.Drained ??= NewClaim();
            drained = resident.Drained.Task;
        }

        try
        {
            await drained.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Restage(resident, before);
            throw;
        }
    }

    public void Restage(Resident resident, RuntimeStage stage)
    {
        lock (_lock)
        {
            resident.Drained = null;
            resident.Stage = stage;
            LetIn(resident);
        }
    }

    /// <summary>The idle sessions of an empty runtime, to be freed, and its model.</summary>
    public (LoadedModel Model, Session[] Sessions) Empty(Resident resident, RuntimeStage stage)
    {
        lock (_lock)
        {
            resident.Stage = stage;
            resident.Drained = null;
            return (resident.Model!, resident.TakeAllIdle());
        }
    }

    public void Unloaded(Resident resident, RuntimeStage stage, TimeSpan time, string reason)
    {
        lock (_lock)
        {
            resident.Stage = stage;
            resident.Model = null;
            resident.Measured = default;
            Figure(resident, figures => figures with { UnloadSeconds = figures.UnloadSeconds.With(time.TotalSeconds) });
            Tell(resident, PoolEventKind.Unloaded, reason);
        }
    }

    public void Remove(Resident resident, string reason)
    {
        lock (_lock)
        {
            resident.Refuse(new(PoolFault.StaleHandle, $"{resident.Skill.Name} has left the pool: {reason}"));
            _places[resident.Handle.Place] = null;
            _byName.Remove(resident.Skill.Name);
            resident.Claim?.TrySetResult();
        }
    }

    public void Tell(Resident resident, PoolEventKind kind, string reason)
    {
        lock (_lock)
        {
            if (_events.Count == EventsKept) _events.Dequeue();
            _events.Enqueue(new(++_lastEvent, Clock.GetUtcNow(), resident.Skill.Name, resident.Handle, kind, reason));
        }
    }

    public void Figure(Resident resident, Func<SkillFigures, SkillFigures> change)
    {
        lock (_lock)
        {
            var name = resident.Skill.Name;
            _figures = _figures.SetItem(name, change(_figures.GetValueOrDefault(name) ?? new()) with { Estimate = resident.Skill.Estimate });
        }
    }

    /// <summary>Lets a request in at once or makes it wait; the task completes when it may begin.</summary>
    public Task Enter(RuntimeHandle handle, CancellationToken cancellation, out Resident resident)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            return Enter(resident = Find(handle), cancellation);
        }
    }

    public Task Enter(SkillName name, CancellationToken cancellation, out Resident resident)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            if (!_byName.TryGetValue(name, out resident!)) throw new PoolException(PoolFault.NotLoaded, $"{name} is not in the pool");
            return Enter(resident, cancellation);
        }
    }

    /// <summary>The lease of a request that was let in, or of one that looks at a runtime before any request does.</summary>
    /// <param name="counts">Whether it is a request, and not a look at the runtime.</param>
    public RuntimeLease Open(Resident resident, bool counts = true)
    {
        Session? session;
        lock (_lock)
        {
            session = resident.TakeIdle();
            if (session is null) resident.Sessions++;
        }

        try
        {
            return new(this, resident, session ?? resident.Model!.NewSession(), Clock, counts);
        }
        catch
        {
            Leave(resident, null, failed: true, counts);
            throw;
        }
    }

    /// <summary>Lets somebody look at a runtime that does not take requests yet.</summary>
    public RuntimeLease OpenPrivately(Resident resident)
    {
        lock (_lock) Begin(resident, counts: false);
        return Open(resident, counts: false);
    }

    public void Leave(Resident resident, Session? session, bool failed, bool counts)
    {
        if (!failed) session!.Truncate(0);
        bool keeps;
        lock (_lock)
        {
            keeps = !failed && !_closed && resident.Stage is not (RuntimeStage.Suspended or RuntimeStage.Unloading);
            if (keeps) resident.KeepIdle(session!);
            else resident.Sessions--;
            if (counts) resident.Finished++;
            if (counts && failed)
            {
                resident.Failed++;
                resident.Watch?.Fail();
            }

            if (--resident.InFlight == 0) resident.Busy += Clock.GetElapsedTime(resident.BusySince);
            LetIn(resident);
        }

        if (!keeps) session?.Dispose();
        TakeLast(resident)?.Dispose();
    }

    /// <summary>Tells whoever uses a runtime or waits for it to go away.</summary>
    public void Stop(Resident resident, string reason)
    {
        lock (_lock) resident.Refuse(new(PoolFault.Stopped, $"{resident.Skill.Name} was stopped: {reason}"));
        resident.Stop.Cancel();
    }

    public Resident? TryFind(RuntimeHandle handle)
    {
        lock (_lock) return handle.Place < _places.Count && _places[handle.Place] is { } resident && resident.Handle == handle ? resident : null;
    }

    public Session[] TakeIdle(Resident resident)
    {
        lock (_lock) return resident.TakeAllIdle();
    }

    public ImmutableArray<Resident> Residents()
    {
        lock (_lock) return [.. All];
    }

    /// <summary>Measures again what every runtime takes.</summary>
    public void Measure()
    {
        foreach (var resident in Residents())
        {
            if (resident.Model is not { } model) continue;
            var measured = model.Measure(resident.Sessions);
            lock (_lock)
                if (resident.Model == model) resident.Measured = measured;
        }
    }

    public PoolSnapshot Snapshot()
    {
        lock (_lock)
        {
            return new(
                Clock.GetUtcNow(), _lastEvent, Options.Budget, Options.TotalBytes, Sum(All.Where(resident => resident.Stage != RuntimeStage.Parked)),
                [.. All.Select(Read)], _figures);
        }
    }

    public ImmutableArray<PoolEvent> EventsAfter(long sequence)
    {
        lock (_lock) return [.. _events.Where(entry => entry.Sequence > sequence)];
    }

    /// <summary>Lets nothing in any more. Returns all that is there.</summary>
    public ImmutableArray<Resident> Close()
    {
        lock (_lock)
        {
            if (_closed) return [];
            _closed = true;
            return [.. All];
        }
    }

    /// <summary>The model of a runtime that nobody uses any more after the pool's end, to be freed; null while somebody does.</summary>
    public LoadedModel? TakeLast(Resident resident)
    {
        lock (_lock)
        {
            if (!_closed || resident.InFlight > 0) return null;
            var model = resident.Model;
            resident.Model = null;
            return model;
        }
    }

    public PoolBytes Sum(IEnumerable<Resident> residents)
    {
        lock (_lock) return residents.Aggregate(default(PoolBytes), (sum, resident) => sum + resident.Held);
    }

    private static TaskCompletionSource NewClaim() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Resident Find(RuntimeHandle handle) => TryFind(handle) ?? throw new PoolException(PoolFault.StaleHandle, $"{handle} is not in the pool any more");

    private Task Enter(Resident resident, CancellationToken cancellation)
    {
        if (!resident.TakesRequests) throw new PoolException(PoolFault.NotActive, $"{resident.Skill.Name} is {resident.Stage} and takes no requests");
        if (resident.Stage == RuntimeStage.Active && resident.Waiting == 0 && resident.InFlight < Options.SessionsPerRuntime)
        {
            Begin(resident);
            return Task.CompletedTask;
        }

        if (resident.Waiting >= Options.MostWaiting) throw new PoolException(PoolFault.QueueFull, $"{resident.Waiting} requests wait for {resident.Skill.Name} already");
        return WaitAsync(resident, resident.Enqueue(), cancellation);
    }

    private async Task WaitAsync(Resident resident, TaskCompletionSource turn, CancellationToken cancellation)
    {
        await using var registration = cancellation.UnsafeRegister(_ => turn.TrySetCanceled(cancellation), null);
        try
        {
            await turn.Task;
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                resident.Forget(turn);
                if (resident.IsEmpty) resident.Drained?.TrySetResult();
            }

            throw;
        }
    }

    private void LetIn(Resident resident)
    {
        while (resident.BeginsRequests && resident.InFlight < Options.SessionsPerRuntime && resident.Dequeue() is { } turn)
            if (turn.TrySetResult()) Begin(resident);
        if (resident.IsEmpty) resident.Drained?.TrySetResult();
    }

    private void Begin(Resident resident, bool counts = true)
    {
        if (resident.InFlight++ == 0) resident.BusySince = Clock.GetTimestamp();
        if (!counts) return;
        resident.Taken++;
        resident.LastActivity = ++_activity;
    }

    private bool IsProtected(Resident resident) =>
        resident.Stage == RuntimeStage.Active && resident.Taken == 0 && Clock.GetElapsedTime(resident.ActivatedAt) < Options.FirstUseLease;

    private void CheckRoom(SkillName name, PoolBytes more, PoolBytes returning)
    {
        var after = Sum(All) - returning + more;
        if (!after.FitsWithin(Options.Budget) || after.Total > Options.TotalBytes)
            throw new PoolException(PoolFault.OverBudget, $"{name} needs {more}; the pool would hold {after} of {(Options.TotalBytes < long.MaxValue ? $"{Options.TotalBytes} in all" : Options.Budget)}");
    }

    private RuntimeReading Read(Resident resident) => new()
    {
        Handle = resident.Handle,
        Skill = resident.Skill.Name,
        Stage = resident.Stage,
        InFlight = resident.InFlight,
        Waiting = resident.Waiting,
        Finished = resident.Finished,
        Failed = resident.Failed,
        BusySeconds = (resident.Busy + (resident.InFlight > 0 ? Clock.GetElapsedTime(resident.BusySince) : TimeSpan.Zero)).TotalSeconds,
        LastActivity = resident.LastActivity,
        Held = resident.Held,
        Measured = resident.Measured,
        LoadSeconds = resident.LoadSeconds,
        IsProtected = IsProtected(resident),
    };

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_closed, typeof(RuntimePool));
}
