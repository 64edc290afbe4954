using System.Collections.Immutable;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>
/// Several models in this process under one budget. Loading, activating and taking away are changes of one runtime or, by
/// <see cref="SwitchAsync"/>, of several as one transaction; on any failure the previous set is as it was. Requests come by
/// <see cref="AcquireAsync(RuntimeHandle, CancellationToken)"/>: each is let in, waits, or is refused with the reason, and none is lost.
/// All members may be called from any thread.
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
    public RuntimeHandle Load(PoolSkill skill, string reason = "load")
    {
        var resident = _loader.Load(skill, default, reason);
        _residents.Free(resident);
        return resident.Handle;
    }

    /// <summary>Lets requests in to what is resident or suspended, if sessions and scratch fit in the budget.</summary>
    public void Activate(RuntimeHandle handle, string reason = "activate")
    {
        var resident = _residents.Claim(handle, removes: false, RuntimeStage.Resident, RuntimeStage.Suspended);
        try
        {
            _loader.MakeReady(resident, default);
            _dispatcher.Route([resident], [], reason);
        }
        finally
        {
            _residents.Free(resident);
        }
    }

    /// <summary>Lets the requests it has finish, then gives sessions and scratch back and keeps the weights.</summary>
    public async Task SuspendAsync(RuntimeHandle handle, string reason = "suspend", CancellationToken cancellation = default)
    {
        var resident = _residents.Claim(handle, removes: true, RuntimeStage.Active);
        try
        {
            await _dispatcher.DrainAsync(resident, RuntimeStage.Active, reason, cancellation);
            _loader.Rest(resident, RuntimeStage.Suspended);
            _residents.Log.Tell(resident, RuntimeEventKind.Suspended, reason);
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
    public async Task DeactivateAsync(RuntimeHandle handle, string reason = "deactivate", CancellationToken cancellation = default)
    {
        var resident = _residents.Claim(handle, removes: true, RuntimeStage.Resident, RuntimeStage.Active,
            RuntimeStage.Suspended, RuntimeStage.Stuck);
        try
        {
            await _dispatcher.DrainAsync(resident, resident.Stage, reason, cancellation);
            _loader.Unload(resident, reason);
        }
        finally
        {
            _residents.Free(resident);
        }
    }

    /// <summary>
    /// The operator's way out, which nothing protects from: waiting requests are refused, running ones are told to stop, and when their
    /// leases are back the runtime is unloaded, adapters before what they are laid over. Does nothing to a runtime that is gone already.
    /// </summary>
    public async Task StopAsync(RuntimeHandle handle, string reason = "stop")
    {
        while (_residents.TryFind(handle) is { } resident)
        {
            _dispatcher.Stop(resident, reason);
            foreach (var adapter in _residents.AdaptersOf(resident)) await StopAsync(adapter, reason);
            if (_residents.TryClaim(resident) is { } other)
            {
                await other;
                continue;
            }

            try
            {
                await _dispatcher.DrainAsync(resident, RuntimeStage.Resident, reason, CancellationToken.None);
                _loader.Unload(resident, reason);
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
    /// fails, while their requests wait. Cancelling before the end of the watch undoes it.
    /// </summary>
    public Task<ImmutableArray<RuntimeHandle>> SwitchAsync(PoolSwitch change, CancellationToken cancellation = default) =>
        new SwitchRun(_residents, _dispatcher, _loader, change).RunAsync(cancellation);

    /// <summary>
    /// Lets a request in. It waits while the runtime is on its way to take requests or has no session free; it is refused when the handle
    /// is stale, the runtime takes no requests, or too many wait.
    /// </summary>
    public ValueTask<RuntimeLease> AcquireAsync(RuntimeHandle handle, CancellationToken cancellation = default) =>
        LeaseAsync(_dispatcher.Enter(handle, cancellation, out var resident), resident);

    /// <summary>The same by the skill's name, whichever runtime carries it now.</summary>
    public ValueTask<RuntimeLease> AcquireAsync(SkillName skill, CancellationToken cancellation = default) =>
        LeaseAsync(_dispatcher.Enter(skill, cancellation, out var resident), resident);

    /// <summary>Measures anew what each runtime takes; later snapshots carry it. A runtime is measured when it leaves as well.</summary>
    public void Measure() => _residents.Measure();

    public PoolSnapshot Snapshot() => _residents.Snapshot();

    /// <summary>Files that are in memory; a registry that collects leaves them alone.</summary>
    public IReadOnlySet<string> ArtifactsInUse() =>
        _residents.Residents().Select(resident => resident.Skill.ArtifactPath).ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns the events after one, oldest first; a gap in the sequence means that older ones were let go.</summary>
    public ImmutableArray<RuntimeEvent> EventsAfter(long sequence) => _residents.Log.EventsAfter(sequence);

    /// <summary>Stops everything at once; memory that a lease still uses is given back with that lease.</summary>
    public void Dispose()
    {
        foreach (var resident in _residents.Close())
        {
            _dispatcher.Stop(resident, "the pool has ended");
            foreach (var session in _residents.TakeIdle(resident)) session.Dispose();
            _dispatcher.FreeLast(resident);
        }
    }

    private ValueTask<RuntimeLease> LeaseAsync(Task turn, Resident resident) =>
        turn.IsCompletedSuccessfully ? new(_dispatcher.Open(resident)) : new(WaitAsync(turn, resident));

    private async Task<RuntimeLease> WaitAsync(Task turn, Resident resident)
    {
        await turn;
        return _dispatcher.Open(resident);
    }
}
