using System.Collections.Immutable;

namespace Teleo.Engine.Pool;

/// <summary>
/// Several models in this process under one memory budget. Loading, activating and unloading are changes of one runtime or, by
/// <see cref="SwitchAsync"/>, of several as one transaction; after a failure the previous set is unchanged. <see cref="Acquire"/> accepts a
/// request or refuses it with the reason. All members may be called from any thread.
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
        OptionFaults.ThrowIfAny(options.Problems(), nameof(options));
        _residents = new(options, clock);
        _dispatcher = new(_residents);
        _loader = new(_residents, _dispatcher, unload);
    }

    public PoolOptions Options => _residents.Options;

    /// <summary>Loads a skill's weights into memory, on the calling thread. The runtime accepts requests after it is activated.</summary>
    public RuntimeHandle Load(PoolSkill skill)
    {
        var resident = _loader.Load(skill, default);
        _residents.Free(resident);
        return resident.Handle;
    }

    /// <summary>Lets a resident or suspended runtime accept requests, if sessions and scratch fit in the budget.</summary>
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
    /// Lets running requests finish, then unloads the runtime. Cancellation while requests still run leaves it unchanged. A runtime that
    /// cannot be unloaded stays counted, and the unload may be tried again.
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
    /// Unloads a runtime by force: running requests are signalled to stop, and when their leases have ended the runtime is unloaded,
    /// adapters before their base. Does nothing if the runtime is gone.
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
    /// Carries out a switch completely or not at all and returns the handles of the loaded skills. New runtimes are loaded and validated
    /// while the old ones stay, if the budget allows; otherwise the old ones leave memory first, keep their handles, and are loaded again
    /// if a step fails. Cancellation before the new ones accept requests undoes the switch.
    /// </summary>
    public Task<ImmutableArray<RuntimeHandle>> SwitchAsync(PoolSwitch change, CancellationToken cancellation = default) =>
        new SwitchRun(_residents, _dispatcher, _loader, change).RunAsync(cancellation);

    /// <summary>
    /// Accepts a request. It is refused if the handle is stale, the runtime accepts no requests, or all its sessions are in use.
    /// </summary>
    public RuntimeLease Acquire(RuntimeHandle handle) => _dispatcher.Open(handle);

    /// <summary>Measures the memory use of each runtime again, for later snapshots.</summary>
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
