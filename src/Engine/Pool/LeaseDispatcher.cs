using Teleo.Engine.Sessions;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>
/// Requests on their way into runtimes and out of them: who may begin, who waits, and when a runtime is empty. Everything here is short and
/// under the lock of the table; what takes time happens outside.
/// </summary>
internal sealed class LeaseDispatcher(ResidentTable residents)
{
    private long _activity;

    /// <summary>Lets requests in and out as one step: some runtimes begin to take them, others finish what they have.</summary>
    public void Route(IReadOnlyList<Resident> begin, IReadOnlyList<Resident> end, string reason)
    {
        lock (residents.Lock)
        {
            foreach (var resident in end.Where(resident => resident.Stage == RuntimeStage.Active))
            {
                resident.Stage = RuntimeStage.Draining;
                residents.Log.Tell(resident, RuntimeEventKind.Draining, reason);
            }

            foreach (var resident in begin)
            {
                resident.Stage = RuntimeStage.Active;
                resident.ActivatedAt = residents.Clock.GetTimestamp();
                resident.Taken = 0;
                residents.Log.Tell(resident, RuntimeEventKind.Activated, reason);
                LetIn(resident);
            }
        }
    }

    /// <summary>Closes a runtime to new requests and completes when those it has are done; when cancelled it is as it was before.</summary>
    public async Task DrainAsync(Resident resident, RuntimeStage before, string reason, CancellationToken cancellation)
    {
        Task drained;
        lock (residents.Lock)
        {
            if (resident.Stage != RuntimeStage.Draining) residents.Log.Tell(resident, RuntimeEventKind.Draining, reason);
            resident.Stage = RuntimeStage.Draining;
            if (before != RuntimeStage.Active)
                resident.Refuse(new(PoolFault.NotActive, $"{resident.Skill.Name} is taken away before it was activated: {reason}"));
            if (resident.IsEmpty) return;
            resident.Drained ??= Resident.NewClaim();
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
        lock (residents.Lock)
        {
            resident.Drained = null;
            resident.Stage = stage;
            LetIn(resident);
        }
    }

    /// <summary>Lets a request in at once or makes it wait; the task completes when it may begin.</summary>
    public Task Enter(RuntimeHandle handle, CancellationToken cancellation, out Resident resident)
    {
        lock (residents.Lock)
        {
            residents.ThrowIfClosed();
            return Enter(resident = residents.Find(handle), cancellation);
        }
    }

    public Task Enter(SkillName name, CancellationToken cancellation, out Resident resident)
    {
        lock (residents.Lock)
        {
            residents.ThrowIfClosed();
            return Enter(resident = residents.Find(name), cancellation);
        }
    }

    /// <summary>The lease of a request that was let in, or of one that looks at a runtime before any request does.</summary>
    /// <param name="counts">Whether it is a request, and not a look at the runtime.</param>
    public RuntimeLease Open(Resident resident, bool counts = true)
    {
        Session? session;
        lock (residents.Lock)
        {
            session = resident.TakeIdle();
            if (session is null) resident.Sessions++;
        }

        try
        {
            return new(this, resident, session ?? resident.Model!.NewSession(), residents.Clock, counts);
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
        lock (residents.Lock) Begin(resident, counts: false);
        return Open(resident, counts: false);
    }

    public void Leave(Resident resident, Session? session, bool failed, bool counts)
    {
        if (!failed) session!.Truncate(0);
        bool keeps;
        lock (residents.Lock)
        {
            keeps = !failed && !residents.IsClosed && resident.Stage is not (RuntimeStage.Suspended or RuntimeStage.Unloading);
            if (keeps) resident.KeepIdle(session!);
            else resident.Sessions--;
            if (counts) resident.Finished++;
            if (counts && failed)
            {
                resident.Failed++;
                resident.Watch?.Fail();
            }

            if (--resident.InFlight == 0) resident.Busy += residents.Clock.GetElapsedTime(resident.BusySince);
            LetIn(resident);
        }

        if (!keeps) session?.Dispose();
        FreeLast(resident);
    }

    /// <summary>Tells whoever uses a runtime or waits for it to go away.</summary>
    public void Stop(Resident resident, string reason)
    {
        lock (residents.Lock)
        {
            resident.Refuse(new(PoolFault.Stopped, $"{resident.Skill.Name} was stopped: {reason}"));
            LetIn(resident);
        }

        resident.Stop.Cancel();
    }

    /// <summary>Frees what nobody uses any more after the pool's end: the model of a runtime, and then what it was laid over.</summary>
    public void FreeLast(Resident resident)
    {
        for (var next = resident; next is not null && TakeLast(next) is { } model;)
        {
            model.Dispose();
            var under = next.Under;
            residents.Detach(next);
            next = under;
        }
    }

    private LoadedModel? TakeLast(Resident resident)
    {
        lock (residents.Lock)
        {
            if (!residents.IsClosed || resident.InFlight > 0 || resident.Adapters > 0) return null;
            var model = resident.Model;
            resident.Model = null;
            return model;
        }
    }

    private Task Enter(Resident resident, CancellationToken cancellation)
    {
        if (!resident.TakesRequests)
            throw new PoolException(PoolFault.NotActive, $"{resident.Skill.Name} is {resident.Stage} and takes no requests");
        if (resident.Stage == RuntimeStage.Active && resident.Waiting == 0 && resident.InFlight < residents.Options.SessionsPerRuntime)
        {
            Begin(resident);
            return Task.CompletedTask;
        }

        if (resident.Waiting >= residents.Options.MostWaiting)
            throw new PoolException(PoolFault.QueueFull, $"{resident.Waiting} requests wait for {resident.Skill.Name} already");
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
            lock (residents.Lock)
            {
                resident.Forget(turn);
                if (resident.IsEmpty) resident.Drained?.TrySetResult();
            }

            throw;
        }
    }

    private void LetIn(Resident resident)
    {
        while (resident.BeginsRequests && resident.InFlight < residents.Options.SessionsPerRuntime && resident.Dequeue() is { } turn)
            if (turn.TrySetResult()) Begin(resident);
        if (resident.IsEmpty) resident.Drained?.TrySetResult();
    }

    private void Begin(Resident resident, bool counts = true)
    {
        if (resident.InFlight++ == 0) resident.BusySince = residents.Clock.GetTimestamp();
        if (!counts) return;
        resident.Taken++;
        resident.LastActivity = ++_activity;
    }
}
