using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine;
using Teleo.Engine.Pool;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Pool.Live;

/// <summary>Models run by the engine in this process.</summary>
internal sealed class EngineWork : IPoolWork
{
    private readonly ImmutableArray<LiveSkill> _skills;
    private readonly SkillCheck _check;
    private readonly Lock _lock = new();

    /// <summary>The runtimes of each model: one, or two for an adapter, with the base first.</summary>
    private readonly ImmutableArray<RuntimeHandle>[] _handles;
    private readonly bool[] _found;

    public EngineWork(ImmutableArray<LiveSkill> skills, PlantSettings settings, TimeProvider clock, SkillCheck check)
    {
        (_skills, _check) = (skills, check);
        (_handles, _found) = ([.. skills.Select(_ => ImmutableArray<RuntimeHandle>.Empty)], new bool[skills.Length]);
        Pool = new RuntimePool(
            new PoolOptions
            {
                Budget = PoolBytes.Unlimited with { Weights = settings.Capacity.ResidentBytes },
                SessionsPerRuntime = settings.Workers,
                Runtime = new() { MaxThreads = 1 },
            },
            clock);
    }

    public RuntimePool Pool { get; }

    public Task<ResourceVector?> LoadAsync(int model) => LoadAsync(model, IsInPool(model));

    public async Task UnloadAsync(int model)
    {
        try
        {
            foreach (var part in HandlesOf(model).Reverse()) await Pool.DeactivateAsync(part);
        }
        catch (PoolException problem)
        {
            throw AsWorkFault(problem);
        }
    }

    public Task SuspendAsync(int model) => Pool.SuspendAsync(HandleOf(model));

    public async Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming)
    {
        var change = new PoolSwitch
        {
            Out = [.. leaving.SelectMany(model => HandlesOf(model))],
            In = [.. coming.SelectMany(model => PartsOf(model))],
            Validate = CheckAsync,
        };
        try
        {
            var handles = await Pool.SwitchAsync(change);
            int at = 0;
            foreach (int model in coming)
            {
                int parts = PartsOf(model).Length;
                Keep(model, handles.Slice(at, parts));
                at += parts;
            }

            return [.. coming.Select(FootprintOf)];
        }
        catch (Exception problem) when (problem is PoolException or OperationCanceledException)
        {
            throw AsWorkFault(problem);
        }
    }

    public async Task StopAsync(int model)
    {
        foreach (var part in HandlesOf(model).Reverse()) await Pool.StopAsync(part);
    }

    public bool Holds(int model) => IsInPool(model);

    public async Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation) => LiveAnswers.Judged(
        await LiveAnswers.ServeAsync(Pool, HandleOf(model), model, LiveAnswers.Completed(_skills[model], request), cancellation), request);

    /// <summary>Has a model examined again when it next replaces another, as if it never had been.</summary>
    public void CheckAgain(int model) => _found[model] = false;

    public void Dispose() => Pool.Dispose();

    private async Task<ResourceVector?> LoadAsync(int model, bool isThere)
    {
        var loaded = new Stack<RuntimeHandle>();
        try
        {
            if (!isThere)
            {
                foreach (var part in PartsOf(model)) loaded.Push(Pool.Load(part));
                Keep(model, [.. loaded.Reverse()]);
            }

            Pool.Activate(HandleOf(model));
            return FootprintOf(model);
        }
        catch (PoolException problem)
        {
            foreach (var part in loaded) await Pool.StopAsync(part);
            throw AsWorkFault(problem);
        }
    }

    /// <summary>A model that was found fit once is not examined again: its content is the same.</summary>
    private async ValueTask<string?> CheckAsync(RuntimeLease lease, CancellationToken cancellation)
    {
        int model = Array.FindIndex([.. _skills], skill => skill.Name == lease.Skill);
        if (model < 0 || _found[model]) return null;   // the base of an adapter is asked through that
        string? fault = await _check(model, async request =>
        {
            lease.Session.Truncate(0);
            try
            {
                var whole = LiveAnswers.Completed(_skills[model], request);
                return LiveAnswers.Judged(await LiveAnswers.AskAsync(lease, model, whole, cancellation), request);
            }
            catch (EngineException problem)
            {
                return new PoolAnswer(RequestStatus.Failed) { Why = problem.Message };
            }
        });
        _found[model] = fault is null;
        return fault;
    }

    private ImmutableArray<PoolSkill> PartsOf(int model) =>
        _skills[model].Under is { } under ? [under, _skills[model].ForPool] : [_skills[model].ForPool];

    private ImmutableArray<RuntimeHandle> HandlesOf(int model)
    {
        lock (_lock) return _handles[model];
    }

    private RuntimeHandle HandleOf(int model) => HandlesOf(model).LastOrDefault();

    private void Keep(int model, ImmutableArray<RuntimeHandle> handles)
    {
        lock (_lock) _handles[model] = handles;
    }

    private bool IsInPool(int model)
    {
        var handle = HandleOf(model);
        return Pool.Snapshot().Runtimes.Any(runtime => runtime.Handle == handle);
    }

    private ResourceVector? FootprintOf(int model)
    {
        var handles = HandlesOf(model);
        var runtimes = Pool.Snapshot().Runtimes.Where(runtime => handles.Contains(runtime.Handle)).ToList();
        if (runtimes.Count == 0) return null;
        var held = runtimes.Aggregate(default(PoolBytes), (sum, runtime) => sum + runtime.Held);
        return new ResourceVector { ResidentBytes = held.Weights, ScratchBytes = held.Kv + held.Scratch };
    }

    private static PoolWorkException AsWorkFault(Exception problem) => problem is PoolException { Fault: var fault }
        ? new(problem.Message, isFull: fault == PoolFault.OverBudget, isGone: fault == PoolFault.StaleHandle, problem)
        : new(problem.Message, cause: problem);
}
