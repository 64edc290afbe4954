using System.Collections.Immutable;

namespace Teleo.Engine.Pool;

/// <summary>
/// Several models in this process under one budget. Loading, activating and taking away are changes of one runtime or, by
/// <see cref="SwitchAsync"/>, of several as one transaction; on any failure the previous set is as it was. Requests come by
/// <see cref="Acquire"/>: each is let in or refused with the reason. All members may be called from any thread.
/// </summary>
public sealed class RuntimePool : IDisposable
{
    private readonly ResidentTable _residents;
    private readonly LeaseDispatcher _dispatcher;
    private readonly PoolLoader _loader;

    public RuntimePool(PoolOptions options, TimeProvider clock)
        : this(options, clock, model => model.Dispose())
    {
    }

    /// <param name="unload">Gives a model's memory back; for tests, which need it to fail.</param>
    internal RuntimePool(PoolOptions options, TimeProvider clock, Action<LoadedModel> unload)
    {
        if (options.Problems().ToList() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        _residents = new(options, clock);
        _dispatcher = new(_residents);
        _loader = new(_residents, _dispatcher, unload);
    }

    public PoolOptions Options => _residents.Options;

    /// <summary>Brings a skill's weights into memory, on the calling thread. It takes no requests before it is activated.</summary>
    public RuntimeHandle Load(PoolSkill skill)
    {
        var resident = _loader.Load(skill, default);
        _residents.Free(resident);
        return resident.Handle;
    }

    /// <summary>Lets requests in to what is resident or suspended, if sessions and scratch fit in the budget.</summary>
    public void Activate(RuntimeHandle handle)
    {
        var resident = _residents.Claim(handle, removes: false, RuntimeStage.Resident, RuntimeStage.Suspended);
        try
        {
            _loader.MakeReady(resident, default);
            _dispatcher.Route([resident], []);
        }
        finally
        {
            _residents.Free(resident);
        }
    }

    /// <summary>Lets the requests it has finish, then gives sessions and scratch back and keeps the weights.</summary>
    public async Task SuspendAsync(RuntimeHandle handle, CancellationToken cancellation = default)
    {
        var resident = _residents.Claim(handle, removes: true, RuntimeStage.Active);
        try
        {
            await _dispatcher.DrainAsync(resident, RuntimeStage.Active, cancellation);
            _loader.Rest(resident, RuntimeStage.Suspended);
        }
        finally
        {
            _residents.Free(resident);
        }
    }

    /// <summary>
    /// Lets the requests it has finish, then unloads it. Cancelling while requests are still in it leaves it as it was. What cannot be
    /// unloaded stays counted, and may be tried again.
    /// </summary>
    public async Task DeactivateAsync(RuntimeHandle handle, CancellationToken cancellation = default)
    {
        var resident = _residents.Claim(handle, removes: true, RuntimeStage.Resident, RuntimeStage.Active,
            RuntimeStage.Suspended, RuntimeStage.Stuck);
        try
        {
            await _dispatcher.DrainAsync(resident, resident.Stage, cancellation);
            _loader.Unload(resident);
        }
        finally
        {
            _residents.Free(resident);
        }
    }

    /// <summary>
    /// Takes a runtime away by force: running requests are told to stop, and when their leases are back the runtime is unloaded, adapters
    /// before what they are laid over. Does nothing to a runtime that is gone already.
    /// </summary>
    public async Task StopAsync(RuntimeHandle handle)
    {
        while (_residents.TryFind(handle) is { } resident)
        {
            resident.Stop.Cancel();
            foreach (var adapter in _residents.AdaptersOf(resident)) await StopAsync(adapter);
            if (_residents.TryClaim(resident) is { } other)
            {
                await other;
                continue;
            }

            try
            {
                await _dispatcher.DrainAsync(resident, RuntimeStage.Resident, CancellationToken.None);
                _loader.Unload(resident);
            }
            finally
            {
                _residents.Free(resident);
            }
        }
    }

    /// <summary>
    /// Carries out a switch whole or not at all and returns the handles of what came in. New runtimes are loaded and validated beside the
    /// old ones where the budget allows; where it does not, the old ones leave memory first, keep their place, and come back if anything
    /// fails. Cancelling before the new ones take requests undoes it.
    /// </summary>
    public Task<ImmutableArray<RuntimeHandle>> SwitchAsync(PoolSwitch change, CancellationToken cancellation = default) =>
        new SwitchRun(_residents, _dispatcher, _loader, change).RunAsync(cancellation);

    /// <summary>
    /// Lets a request in. It is refused when the handle is stale, the runtime takes no requests, or all its sessions are in use.
    /// </summary>
    public RuntimeLease Acquire(RuntimeHandle handle) => _dispatcher.Open(handle);

    /// <summary>Measures anew what each runtime takes; later snapshots carry it.</summary>
    public void Measure() => _residents.Measure();

    public PoolSnapshot Snapshot() => _residents.Snapshot();

    /// <summary>Stops everything at once; memory that a lease still uses is given back with that lease.</summary>
    public void Dispose()
    {
        foreach (var resident in _residents.Close())
        {
            resident.Stop.Cancel();
            foreach (var session in _residents.TakeIdle(resident)) session.Dispose();
            _dispatcher.FreeLast(resident);
        }
    }
}
