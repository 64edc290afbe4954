using Teleo.Controller.Domain;

namespace Teleo.Controller.Guards;

/// <summary>
/// The hard limits outside every policy. It may veto, but never reorders or replaces actions, and its verdict is recorded beside the wanted
/// action. It checks against the pool at the time of the command, not at the time of the decision.
/// </summary>
public sealed class Guard(GuardOptions options)
{
    private readonly GuardOptions _options = options.Problems().FirstOrDefault() is { } problem
        ? throw new ArgumentException(problem, nameof(options))
        : options;

    public GuardVerdict Judge(ControlAction action, in PoolView pool) => action switch
    {
        ControlAction.NoOp => GuardVerdict.None,
        ControlAction.Activate a => Load(a.Skill, [], pool),
        ControlAction.Deactivate d => Unload(d.Skill, pool),
        ControlAction.Suspend s => Suspend(s.Skill, pool),
        ControlAction.Replace r => Load(r.Incoming, r.Outgoing.AsSpan(), pool),
        ControlAction.Retire r => Retire(r.Skill, pool),
        ControlAction.Reserve r => Reserve(r, pool),
        ControlAction.Merge m => Load(m.Into, [m.First, m.Second], pool),
        ControlAction.Split s => Split(s, pool),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private GuardVerdict Load(int incoming, ReadOnlySpan<int> outgoing, in PoolView pool)
    {
        var verdict = Unloads(outgoing, pool, out var freed);
        if (verdict != GuardVerdict.None) return verdict;
        verdict = MayLoad(incoming, pool);
        if (verdict != GuardVerdict.None) return verdict;
        if (outgoing.Contains(incoming)) return GuardVerdict.Illegal;
        if (!Room.For(incoming, freed, pool)) return GuardVerdict.Memory;
        return pool.FreeLoaders < 1 ? GuardVerdict.QueueBound : GuardVerdict.None;
    }

    private GuardVerdict Split(ControlAction.Split split, in PoolView pool)
    {
        var verdict = Unloads([split.From], pool, out var freed);
        if (verdict == GuardVerdict.None) verdict = MayLoad(split.First, pool);
        if (verdict == GuardVerdict.None) verdict = MayLoad(split.Second, pool);
        if (verdict != GuardVerdict.None) return verdict;
        if (split.First == split.Second) return GuardVerdict.Illegal;
        if (!Room.ForBoth(split.First, split.Second, freed, pool)) return GuardVerdict.Memory;
        return pool.FreeLoaders < 2 ? GuardVerdict.QueueBound : GuardVerdict.None;
    }

    private GuardVerdict MayLoad(int skill, in PoolView pool)
    {
        if ((uint)skill >= (uint)pool.Skills.Length) return GuardVerdict.Illegal;
        ref readonly var state = ref pool.Skills[skill];
        if (!state.IsSane) return GuardVerdict.BadReading;
        if (state.Transition != Transition.None) return GuardVerdict.Moving;
        if (state.Lifecycle is not (Lifecycle.Verified or Lifecycle.Resident or Lifecycle.Suspended)) return GuardVerdict.Illegal;
        if (state.LoadFailures > 0 && pool.NowNs < state.RetryAtNs) return GuardVerdict.BackOff;
        return state.LoadSeconds <= _options.CommandTimeoutSeconds ? GuardVerdict.None : GuardVerdict.Timeout;
    }

    private GuardVerdict Unloads(ReadOnlySpan<int> skills, in PoolView pool, out ResourceVector freed)
    {
        freed = default;
        for (int i = 0; i < skills.Length; i++)
        {
            var verdict = Unload(skills[i], pool);
            if (verdict != GuardVerdict.None) return verdict;
            if (skills[..i].Contains(skills[i])) return GuardVerdict.Illegal;
            if (!ResourceVector.TryAdd(freed, Room.FreedBy(pool.Skills[skills[i]]), out freed)) return GuardVerdict.Memory;
        }

        return GuardVerdict.None;
    }

    private GuardVerdict Unload(int skill, in PoolView pool)
    {
        if ((uint)skill >= (uint)pool.Skills.Length) return GuardVerdict.Illegal;
        ref readonly var state = ref pool.Skills[skill];
        if (!state.IsSane) return GuardVerdict.BadReading;
        if (!state.IsResident && state.Transition == Transition.None) return GuardVerdict.Illegal;
        return Protection(state);
    }

    private GuardVerdict Suspend(int skill, in PoolView pool)
    {
        var verdict = Unload(skill, pool);
        if (verdict != GuardVerdict.None) return verdict;
        // what is drained leaves, it does not sleep
        if (pool.Skills[skill].Running > 0 && _options.Busy != BusyRule.Abort) return GuardVerdict.Busy;
        return pool.Skills[skill].Lifecycle == Lifecycle.Active ? GuardVerdict.None : GuardVerdict.Illegal;
    }

    private GuardVerdict Retire(int skill, in PoolView pool)
    {
        if ((uint)skill >= (uint)pool.Skills.Length) return GuardVerdict.Illegal;
        return pool.Skills[skill].Lifecycle == Lifecycle.Retired ? GuardVerdict.Illegal : Protection(pool.Skills[skill]);
    }

    private static GuardVerdict Reserve(ControlAction.Reserve reserve, in PoolView pool)
    {
        if ((uint)reserve.ForSkill >= (uint)pool.Skills.Length || reserve.UntilNs <= pool.NowNs) return GuardVerdict.Illegal;
        return Room.ForAmount(reserve.Amount, pool) ? GuardVerdict.None : GuardVerdict.Memory;
    }

    /// <summary>Returns the cause of protection of a skill; the predicate is <see cref="SkillState.IsProtected"/>.</summary>
    private GuardVerdict Protection(in SkillState state)
    {
        if (state.Pinned) return GuardVerdict.Pinned;
        if (state.Running > 0 && _options.Busy == BusyRule.Protect) return GuardVerdict.Busy;
        if (state.Transition != Transition.None) return GuardVerdict.Moving;
        return state.Leased ? GuardVerdict.Leased : GuardVerdict.None;
    }
}
