using Teleo.Engine.Sessions;

namespace Teleo.Engine.Pool;

/// <summary>
/// Leases of runtimes: it selects runtimes that accept requests, and reports empty ones. Everything here is short and runs under the lock
/// of the table; slow work happens outside.
/// </summary>
internal sealed class LeaseDispatcher(ResidentTable residents)
{
    /// <summary>Lets some runtimes take requests and closes others to them, as one step.</summary>
    public void Route(IReadOnlyList<Resident> begin, IReadOnlyList<Resident> end)
    {
        lock (residents.Lock)
        {
            foreach (var resident in end.Where(resident => resident.Stage == RuntimeStage.Active)) resident.Stage = RuntimeStage.Draining;
            foreach (var resident in begin) resident.Stage = RuntimeStage.Active;
        }
    }

    /// <summary>
    /// Closes a runtime to new requests and completes when its running requests are done; on cancellation the runtime is as before.
    /// </summary>
    public async Task DrainAsync(Resident resident, RuntimeStage before, CancellationToken cancellation)
    {
        Task drained;
        lock (residents.Lock)
        {
            resident.Stage = RuntimeStage.Draining;
            if (resident.InFlight == 0) return;
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
        }
    }

    /// <summary>Leases a runtime that accepts requests and has a free session.</summary>
    public RuntimeLease Open(RuntimeHandle handle)
    {
        Resident resident;
        lock (residents.Lock)
        {
            residents.ThrowIfClosed();
            resident = residents.Find(handle);
            if (resident.Stage != RuntimeStage.Active)
                throw new PoolException(PoolFault.NotActive, $"{resident.Skill.Name} is {resident.Stage} and takes no requests");
            if (resident.InFlight >= residents.Options.SessionsPerRuntime)
                throw new PoolException(PoolFault.NoSession, $"all {resident.InFlight} sessions of {resident.Skill.Name} are in use");
            resident.InFlight++;
        }

        return Lease(resident);
    }

    /// <summary>Leases a runtime that does not take requests yet, to examine it.</summary>
    public RuntimeLease OpenPrivately(Resident resident)
    {
        lock (residents.Lock) resident.InFlight++;
        return Lease(resident);
    }

    public void Leave(Resident resident, Session? session, bool failed)
    {
        if (!failed) session!.Truncate(0);
        bool keeps;
        lock (residents.Lock)
        {
            keeps = !failed && !residents.IsClosed && resident.Stage is not (RuntimeStage.Suspended or RuntimeStage.Unloading);
            if (keeps) resident.KeepIdle(session!);
            else resident.Sessions--;
            if (--resident.InFlight == 0) resident.Drained?.TrySetResult();
        }

        if (!keeps) session?.Dispose();
        FreeLast(resident);
    }

    /// <summary>Frees unused memory after the end of the pool: the model of a runtime, and then its base.</summary>
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

    private RuntimeLease Lease(Resident resident)
    {
        Session? session;
        lock (residents.Lock)
        {
            session = resident.TakeIdle();
            if (session is null) resident.Sessions++;
        }

        try
        {
            return new(this, resident, session ?? resident.Model!.NewSession(), residents.Clock);
        }
        catch
        {
            Leave(resident, null, failed: true);
            throw;
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
}
