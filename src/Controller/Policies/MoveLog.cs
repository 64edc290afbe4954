using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Controller.Policies;

/// <summary>
/// Records when each skill was last moved or refused, and the number of actions accepted lately. Times are the policy's own.
/// </summary>
internal sealed class MoveLog
{
    private const long Never = long.MinValue;

    private readonly Times[] _times;
    private readonly int[] _passedBy;
    private readonly Queue<long> _recent = new(DecisionRecord.ActionWindow);

    public MoveLog(int skills)
    {
        _times = new Times[skills];
        Array.Fill(_times, new(Never, Never, Never));
        _passedBy = new int[skills];
    }

    /// <summary>Actions accepted.</summary>
    public long Count { get; private set; }

    /// <summary>The id of the last decision with an accepted action; -1 before the first.</summary>
    public long LastAction { get; private set; } = -1;

    public void Accept(in Candidate candidate, ReadOnlySpan<short> leaving, long nowNs, long decision)
    {
        for (int i = 0; i < candidate.ComingCount; i++) _times[candidate.Coming(i)].InNs = nowNs;
        foreach (short skill in leaving) _times[skill].OutNs = nowNs;
        Count++;
        LastAction = decision;
        _recent.Enqueue(decision);
    }

    /// <summary>Counts an accepted load for the requests that it passes.</summary>
    public void Pass(in Candidate taken, CandidateSet candidates, DecisionInputs inputs)
    {
        if (taken.ComingCount == 0) return;
        long arrival = Turns.ArrivalOf(taken, inputs);
        int counted = -1;   // candidates that load the same skill stand together
        foreach (ref readonly var candidate in candidates.AsSpan())
        {
            if (candidate.First == counted || !Turns.IsOwnLoad(candidate, inputs)) continue;
            if (inputs.Skills[candidate.First].OldestArrivalNs >= arrival) continue;
            counted = candidate.First;
            _passedBy[counted]++;
        }
    }

    public void Refuse(in Candidate candidate, long nowNs) => _times[candidate.First].RefusalNs = nowNs;

    public int InWindow(long decision)
    {
        while (_recent.TryPeek(out long oldest) && oldest <= decision - DecisionRecord.ActionWindow) _recent.Dequeue();
        return _recent.Count;
    }

    /// <summary>Copies the moves to the inputs of a decision. Skills without waiting requests have no passes.</summary>
    public void CopyTo(DecisionInputs inputs, long nowNs)
    {
        for (int i = 0; i < _times.Length; i++)
        {
            if (!SkillValues.IsWaitedFor(inputs.Skills[i])) _passedBy[i] = 0;
            inputs.Moves[i] = new(Since(_times[i].InNs, nowNs), Since(_times[i].OutNs, nowNs), Since(_times[i].RefusalNs, nowNs))
            {
                PassedBy = _passedBy[i],
            };
        }
    }

    public void Visit(StateFields fields)
    {
        long count = Count, last = LastAction;
        int recent = _recent.Count;
        fields.Count(ref count);
        fields.Number(ref last);
        fields.Number(ref recent);
        fields.Require(last >= -1 && recent is >= 0 and <= DecisionRecord.ActionWindow, "so many recent actions");
        (Count, LastAction) = (count, last);
        long[] decisions = fields.IsReading ? new long[recent] : [.. _recent];
        _recent.Clear();
        foreach (ref long decision in decisions.AsSpan())
        {
            fields.Count(ref decision);
            _recent.Enqueue(decision);
        }

        foreach (ref var times in _times.AsSpan())
        {
            var (inNs, outNs, refusalNs) = times;
            fields.Number(ref inNs);
            fields.Number(ref outNs);
            fields.Number(ref refusalNs);
            times = new(inNs, outNs, refusalNs);
        }

        foreach (ref int passedBy in _passedBy.AsSpan())
        {
            fields.Number(ref passedBy);
            fields.Require(passedBy >= 0, "a number of loads");
        }
    }

    private static long Since(long thenNs, long nowNs) => thenNs == Never ? SkillMoves.Never : nowNs - thenNs;

    private record struct Times(long InNs, long OutNs, long RefusalNs);
}
