using System.Collections.Immutable;
using Teleo.Engine.Sessions;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>
/// The runtimes of the pool, their bytes, and the claims on them. Everything here is short and runs under one lock; slow work (reading
/// files, computing, unmapping) happens outside, under a claim on the runtime.
/// </summary>
internal sealed class ResidentTable(PoolOptions options, TimeProvider clock)
{
    private static int _pools;

    private readonly int _pool = Interlocked.Increment(ref _pools);
    private readonly List<Resident?> _places = [];
    private readonly List<uint> _generations = [];
    private readonly Dictionary<SkillName, Resident> _byName = [];

    public PoolOptions Options { get; } = options;

    public TimeProvider Clock { get; } = clock;

    /// <summary>The scratch that the runtimes compute in, one after another.</summary>
    public ScratchPool Scratch { get; } = new();

    /// <summary>The lock for every access to a runtime of the pool.</summary>
    public Lock Lock { get; } = new();

    /// <summary>Set once, when the pool ends.</summary>
    public bool IsClosed { get; private set; }

    private IEnumerable<Resident> All => _places.OfType<Resident>();

    /// <summary>Adds a runtime that is about to be loaded, claimed by its loader, with its weights counted.</summary>
    /// <param name="returning">Memory that will have been given back when this one needs its own.</param>
    public Resident Admit(PoolSkill skill, long weights, PoolBytes returning)
    {
        lock (Lock)
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

            var resident = new Resident(new(_pool, place, ++_generations[place]), skill) { Held = held, Claim = Resident.NewClaim() };
            _places[place] = resident;
            _byName.Add(skill.Name, resident);
            return resident;
        }
    }

    /// <summary>Counts the new memory use of a runtime, if it fits.</summary>
    public void Recount(Resident resident, PoolBytes held, PoolBytes returning)
    {
        lock (Lock)
        {
            CheckRoom(resident.Skill.Name, held - resident.Held, returning);
            resident.Held = held;
        }
    }

    /// <summary>Claims runtimes for a change, all or none: no other caller may change them until the claims are freed.</summary>
    public ImmutableArray<Resident> Claim(IReadOnlyCollection<RuntimeHandle> handles, bool removes,
        params ReadOnlySpan<RuntimeStage> stages)
    {
        lock (Lock)
        {
            ThrowIfClosed();
            var claimed = handles.Distinct().Select(Find).ToImmutableArray();
            foreach (var resident in claimed)
            {
                if (resident.Claim is not null)
                    throw new PoolException(PoolFault.WrongStage,
                        $"{resident.Skill.Name} is {resident.Stage} and in the middle of another change");
                if (!stages.Contains(resident.Stage))
                    throw new PoolException(PoolFault.WrongStage,
                        $"{resident.Skill.Name} is {resident.Stage}; this needs {string.Join(" or ", stages.ToArray())}");
                if (removes && claimed.Count(other => other.Under == resident) < resident.Adapters)
                    throw new PoolException(PoolFault.StillNeeded, $"adapters are laid over {resident.Skill.Name}");
            }

            foreach (var resident in claimed)
            {
                resident.Claim = Resident.NewClaim();
                resident.IsLeaving = removes;
            }

            return [.. claimed.OrderBy(resident => resident.Under is null)];   // adapters go before their bases
        }
    }

    public Resident Claim(RuntimeHandle handle, bool removes, params ReadOnlySpan<RuntimeStage> stages) =>
        Claim([handle], removes, stages)[0];

    /// <summary>Takes a runtime that is in the pool by its skill; null where there is none.</summary>
    public Resident? ClaimIdle(SkillName name)
    {
        lock (Lock)
            return _byName.TryGetValue(name, out var resident) && resident.Stage is RuntimeStage.Resident or RuntimeStage.Suspended
                ? Claim(resident!.Handle, removes: false, RuntimeStage.Resident, RuntimeStage.Suspended)
                : null;
    }

    /// <summary>
    /// Claims a runtime in any stage for its unload; if another caller has the claim or adapters remain, returns a task to wait for before
    /// the next try.
    /// </summary>
    public Task? TryClaim(Resident resident)
    {
        lock (Lock)
        {
            if (resident.Claim is not null) return resident.Claim.Task;
            if (resident.Adapters > 0) return Task.CompletedTask;
            resident.Claim = Resident.NewClaim();
            resident.IsLeaving = true;
            return null;
        }
    }

    public void Free(Resident resident)
    {
        lock (Lock)
        {
            resident.Claim?.TrySetResult();
            resident.Claim = null;
            resident.IsLeaving = false;
        }
    }

    /// <summary>Claims the base of a runtime, which then cannot be unloaded before it; null for a model.</summary>
    public LoadedModel? Attach(Resident resident)
    {
        lock (Lock)
        {
            if (resident.Skill.Base is not { } name) return null;
            if (!_byName.TryGetValue(name, out var under) || under.Model is null || under.IsLeaving)
                throw new PoolException(PoolFault.NotLoaded, $"{resident.Skill.Name} is an adapter for {name}, which is not in the pool");
            under.Adapters++;
            resident.Under = under;
            return under.Model;
        }
    }

    public void Detach(Resident resident)
    {
        lock (Lock)
        {
            if (resident.Under is not { } under) return;
            under.Adapters--;
            resident.Under = null;
        }
    }

    public ImmutableArray<RuntimeHandle> AdaptersOf(Resident resident)
    {
        lock (Lock) return [.. All.Where(other => other.Under == resident).Select(other => other.Handle)];
    }

    /// <summary>Ends a load: the model is there.</summary>
    public void Arrive(Resident resident, LoadedModel model)
    {
        lock (Lock)
        {
            ThrowIfClosed();
            resident.Model = model;
            resident.Stage = RuntimeStage.Resident;
        }
    }

    /// <summary>The idle sessions of an empty runtime, to be freed, and its model.</summary>
    public (LoadedModel Model, Session[] Sessions) Empty(Resident resident, RuntimeStage stage)
    {
        lock (Lock)
        {
            resident.Stage = stage;
            resident.Drained = null;
            return (resident.Model!, resident.TakeAllIdle());
        }
    }

    public void Unloaded(Resident resident, RuntimeStage stage)
    {
        lock (Lock)
        {
            resident.Stage = stage;
            resident.Model = null;
            Detach(resident);
            resident.Measured = default;
        }
    }

    public void Remove(Resident resident)
    {
        lock (Lock)
        {
            _places[resident.Handle.Place] = null;
            _byName.Remove(resident.Skill.Name);
            resident.Claim?.TrySetResult();
        }
    }

    public Resident? TryFind(RuntimeHandle handle)
    {
        lock (Lock) return handle.Place < _places.Count && _places[handle.Place] is { } resident && resident.Handle == handle
            ? resident
            : null;
    }

    public Session[] TakeIdle(Resident resident)
    {
        lock (Lock) return resident.TakeAllIdle();
    }

    public ImmutableArray<Resident> Residents()
    {
        lock (Lock) return [.. All];
    }

    /// <summary>Measures the memory use of every runtime again.</summary>
    public void Measure()
    {
        foreach (var resident in Residents()) Measure(resident);
    }

    /// <summary>Measures a runtime through the system, which is too slow for the path of a request.</summary>
    public void Measure(Resident resident)
    {
        if (resident.Model is not { } model) return;
        var measured = model.Measure(resident.Sessions);
        lock (Lock)
        {
            if (resident.Model != model) return;
            resident.Measured = measured;
        }
    }

    public PoolSnapshot Snapshot()
    {
        lock (Lock)
        {
            return new(Options.TotalBytes, Sum(All.Where(resident => resident.Stage != RuntimeStage.Parked)),
                [.. All.Select(Read)]);
        }
    }

    /// <summary>Lets nothing in any more. Returns all that is there.</summary>
    public ImmutableArray<Resident> Close()
    {
        lock (Lock)
        {
            if (IsClosed) return [];
            IsClosed = true;
            return [.. All];
        }
    }

    public PoolBytes Sum(IEnumerable<Resident> residents)
    {
        lock (Lock) return residents.Aggregate(default(PoolBytes), (sum, resident) => sum + resident.Held);
    }

    public Resident Find(RuntimeHandle handle) =>
        TryFind(handle) ?? throw new PoolException(PoolFault.StaleHandle, $"{handle} is not in the pool any more");

    private void CheckRoom(SkillName name, PoolBytes more, PoolBytes returning)
    {
        var after = Sum(All) - returning + more;
        if (!after.FitsWithin(Options.Budget) || after.Total > Options.TotalBytes)
            throw new PoolException(PoolFault.OverBudget,
                $"{name} needs {more}; the pool would hold {after} of "
                    + $"{(Options.TotalBytes < long.MaxValue ? $"{Options.TotalBytes} in all" : Options.Budget)}");
    }

    private static RuntimeReading Read(Resident resident) => new()
    {
        Handle = resident.Handle,
        Skill = resident.Skill.Name,
        Stage = resident.Stage,
        InFlight = resident.InFlight,
        Held = resident.Held,
        Measured = resident.Measured,
        CachedShare = resident.Model?.CachedShare,
    };

    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf(IsClosed, typeof(RuntimePool));
}
