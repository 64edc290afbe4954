using Teleo.Engine.Sessions;

namespace Teleo.Engine.Pool;

/// <summary>
/// One runtime of the pool: its stage, the requests in it and before it, and its idle sessions. Every member is used under the lock of the
/// pool's table, save the model itself, which whoever holds a lease or the claim may use.
/// </summary>
internal sealed class Resident(RuntimeHandle handle, PoolSkill skill)
{
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private readonly Stack<Session> _idle = [];

    public RuntimeHandle Handle { get; } = handle;

    public PoolSkill Skill { get; } = skill;

    public RuntimeStage Stage { get; set; } = RuntimeStage.Loading;

    /// <summary>Null while loading and while parked.</summary>
    public LoadedModel? Model { get; set; }

    public PoolBytes Held { get; set; }

    public PoolBytes Measured { get; set; }

    public double LoadSeconds { get; set; }

    /// <summary>The model under an adapter while it is in memory; null for a model.</summary>
    public Resident? Under { get; set; }

    /// <summary>Adapters in memory that are laid over it.</summary>
    public int Adapters { get; set; }

    /// <summary>Claimed to be taken away: no adapter comes to it any more.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Completed when the change that is under way with this runtime ends; null when none is.</summary>
    public TaskCompletionSource? Claim { get; set; }

    /// <summary>Completed when the last request has left; null unless somebody waits for that.</summary>
    public TaskCompletionSource? Drained { get; set; }

    public CancellationTokenSource Stop { get; } = new();

    public SwitchWatch? Watch { get; set; }

    public int InFlight { get; set; }

    public int Sessions { get; set; }

    public long Taken { get; set; }

    public long Finished { get; set; }

    public long Failed { get; set; }

    public long LastActivity { get; set; }

    public long ActivatedAt { get; set; }

    public long BusySince { get; set; }

    public TimeSpan Busy { get; set; }

    public int Waiting => _waiting.Count;

    public bool IsEmpty => InFlight == 0 && _waiting.Count == 0;

    /// <summary>Requests may come to it, if only to wait.</summary>
    public bool TakesRequests => Stage is RuntimeStage.Loading or RuntimeStage.Resident or RuntimeStage.Active or RuntimeStage.Parked;

    /// <summary>Requests that have come may begin.</summary>
    public bool BeginsRequests => Stage is RuntimeStage.Active or RuntimeStage.Draining;

    public static TaskCompletionSource NewClaim() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Enqueue()
    {
        var turn = NewClaim();
        _waiting.AddLast(turn);
        return turn;
    }

    public void Forget(TaskCompletionSource turn) => _waiting.Remove(turn);

    /// <summary>The next in line; null when nobody waits.</summary>
    public TaskCompletionSource? Dequeue()
    {
        var first = _waiting.First?.Value;
        if (first is not null) _waiting.RemoveFirst();
        return first;
    }

    public void Refuse(PoolException reason)
    {
        while (Dequeue() is { } turn) turn.TrySetException(reason);
    }

    public Session? TakeIdle() => _idle.TryPop(out var session) ? session : null;

    public void KeepIdle(Session session) => _idle.Push(session);

    public Session[] TakeAllIdle()
    {
        Session[] all = [.. _idle];
        _idle.Clear();
        Sessions -= all.Length;
        return all;
    }
}
