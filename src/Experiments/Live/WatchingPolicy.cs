using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Live;

/// <summary>A policy that carries out given actions and reports events to waiting callers, for manual control of a live pool.</summary>
internal sealed class WatchingPolicy : IPolicy
{
    private readonly Lock _lock = new();
    private readonly List<(PolicyEvents Kinds, int Skill, TaskCompletionSource<PoolEvent> Event)> _waiting = [];

    public string Name => "watching";

    public PolicyEvents DecidesOn => PolicyEvents.Miss | PolicyEvents.Tick;

    /// <summary>As under most policies, so that waiting for it costs the same.</summary>
    public double TickSeconds => 5;

    /// <summary>The action to take at the next miss; null for nothing.</summary>
    public ControlAction? OnMiss { get; set; }

    public Task<PoolEvent> NextAsync(PolicyEvents kinds, int skill)
    {
        var next = new TaskCompletionSource<PoolEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _waiting.Add((kinds, skill, next));
        return next.Task;
    }

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
        var seen = happened;
        lock (_lock)
        {
            foreach (var (_, _, next) in _waiting.Where(
                waits => waits.Skill == seen.Skill && (waits.Kinds & seen.Kind) != 0)) next.TrySetResult(seen);
            _waiting.RemoveAll(waits => waits.Event.Task.IsCompleted);
        }
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if (trigger.Kind != PolicyEvents.Miss) return;
        if (OnMiss is { } wished) chosen.Add(wished);
        OnMiss = null;
    }
}
