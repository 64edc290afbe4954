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
    private readonly RuntimeHandle[] _handles;
    private readonly bool[] _found;

    public EngineWork(ImmutableArray<LiveSkill> skills, PlantSettings settings, TimeProvider clock, SkillCheck check)
    {
        (_skills, _check) = (skills, check);
        (_handles, _found) = (new RuntimeHandle[skills.Length], new bool[skills.Length]);
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
            await Pool.DeactivateAsync(HandleOf(model));
        }
        catch (PoolException problem)
        {
            throw Told(problem);
        }
    }

    public Task SuspendAsync(int model) => Pool.SuspendAsync(HandleOf(model));

    public async Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming)
    {
        var change = new PoolSwitch
        {
            Out = [.. leaving.Select(HandleOf)],
            In = [.. coming.Select(model => _skills[model].ForPool)],
            Validate = CheckAsync,
        };
        try
        {
            var handles = await Pool.SwitchAsync(change);
            for (int i = 0; i < coming.Length; i++) Keep(coming[i], handles[i]);
            return [.. coming.Select(FootprintOf)];
        }
        catch (Exception problem) when (problem is PoolException or OperationCanceledException)
        {
            throw Told(problem);
        }
    }

    public Task StopAsync(int model, string reason) => Pool.StopAsync(HandleOf(model));

    public bool Holds(int model) => IsInPool(model);

    public async Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation) => LiveAnswers.Judged(
        await LiveAnswers.ServeAsync(Pool, HandleOf(model), model, LiveAnswers.Completed(_skills[model], request), cancellation), request);

    /// <summary>Has a model examined again when it next replaces another, as if it never had been.</summary>
    public void CheckAgain(int model) => _found[model] = false;

    public void Dispose() => Pool.Dispose();

    private async Task<ResourceVector?> LoadAsync(int model, bool isThere)
    {
        RuntimeHandle loaded = default;
        try
        {
            if (!isThere) Keep(model, loaded = Pool.Load(_skills[model].ForPool));
            Pool.Activate(HandleOf(model));
            return FootprintOf(model);
        }
        catch (PoolException problem)
        {
            await Pool.StopAsync(loaded);
            throw Told(problem);
        }
    }

    /// <summary>A model that was found fit once is not examined again: its content is the same.</summary>
    private async ValueTask<string?> CheckAsync(RuntimeLease lease, CancellationToken cancellation)
    {
        int model = 0;
        while (_skills[model].Name != lease.Skill) model++;
        if (_found[model]) return null;
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

    private RuntimeHandle HandleOf(int model)
    {
        lock (_lock) return _handles[model];
    }

    private void Keep(int model, RuntimeHandle handle)
    {
        lock (_lock) _handles[model] = handle;
    }

    private bool IsInPool(int model)
    {
        var handle = HandleOf(model);
        return Pool.Snapshot().Runtimes.Any(runtime => runtime.Handle == handle);
    }

    private ResourceVector? FootprintOf(int model)
    {
        var handle = HandleOf(model);
        return Pool.Snapshot().Runtimes.FirstOrDefault(runtime => runtime.Handle == handle)?.Held is { } held
            ? new ResourceVector { ResidentBytes = held.Weights, ScratchBytes = held.Kv + held.Scratch }
            : null;
    }

    private static PoolWorkException Told(Exception problem) => problem is PoolException { Fault: var fault }
        ? new(problem.Message, isFull: fault == PoolFault.OverBudget, isGone: fault == PoolFault.StaleHandle, problem)
        : new(problem.Message, cause: problem);
}
