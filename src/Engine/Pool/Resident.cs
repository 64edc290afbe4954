using Teleo.Engine.Sessions;

namespace Teleo.Engine.Pool;

/// <summary>
/// One runtime of the pool: its stage, its leases and its idle sessions. Every member needs the lock of the pool's table, except the model
/// itself, which the holder of a lease or the claim may use.
/// </summary>
internal sealed class Resident(RuntimeHandle handle, PoolSkill skill)
{
    private readonly Stack<Session> _idle = [];

    public RuntimeHandle Handle { get; } = handle;

    public PoolSkill Skill { get; } = skill;

    public RuntimeStage Stage { get; set; } = RuntimeStage.Loading;

    /// <summary>Null while loading and while parked.</summary>
    public LoadedModel? Model { get; set; }

    public PoolBytes Held { get; set; }

    public PoolBytes Measured { get; set; }

    /// <summary>The model under an adapter while it is in memory; null for a model.</summary>
    public Resident? Under { get; set; }

    /// <summary>Number of adapters in memory on this base.</summary>
    public int Adapters { get; set; }

    /// <summary>Claimed for an unload: no new adapter may use it.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Completed when the change that is under way with this runtime ends; null when none is.</summary>
    public TaskCompletionSource? Claim { get; set; }

    /// <summary>Completed when the last request has ended; null unless a caller waits for that.</summary>
    public TaskCompletionSource? Drained { get; set; }

    public CancellationTokenSource Stop { get; } = new();

    public int InFlight { get; set; }

    public int Sessions { get; set; }

    public static TaskCompletionSource NewClaim() => new(TaskCreationOptions.RunContinuationsAsynchronously);

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
