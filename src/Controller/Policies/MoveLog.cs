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
    private readonly Queue<long> _recent = new(DecisionRecord.ActionWindow);

    public MoveLog(int skills)
    {
        _times = new Times[skills];
        Array.Fill(_times, new(Never, Never, Never));
    }

    /// <summary>Actions accepted.</summary>
    public long Count { get; private set; }

    /// <summary>The last decision whose action was accepted; -1 before the first.</summary>
    public long LastAction { get; private set; } = -1;

    public void Accept(in Candidate candidate, ReadOnlySpan<short> leaving, long nowNs, long decision)
    {
        for (int i = 0; i < candidate.ComingCount; i++) _times[candidate.Coming(i)].InNs = nowNs;
        foreach (short skill in leaving) _times[skill].OutNs = nowNs;
        Count++;
        LastAction = decision;
        _recent.Enqueue(decision);
    }

    public void Refuse(in Candidate candidate, long nowNs) => _times[candidate.First].RefusalNs = nowNs;

    public int InWindow(long decision)
    {
        while (_recent.TryPeek(out long oldest) && oldest <= decision - DecisionRecord.ActionWindow) _recent.Dequeue();
        return _recent.Count;
    }

    public void CopyTo(SkillMoves[] moves, long nowNs)
    {
        for (int i = 0; i < moves.Length; i++)
            moves[i] = new(Since(_times[i].InNs, nowNs), Since(_times[i].OutNs, nowNs), Since(_times[i].RefusalNs, nowNs));
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
    }

    private static long Since(long thenNs, long nowNs) => thenNs == Never ? SkillMoves.Never : nowNs - thenNs;

    private record struct Times(long InNs, long OutNs, long RefusalNs);
}
