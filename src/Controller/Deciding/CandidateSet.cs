using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>The candidates of one decision and their victims, in buffers that grow to the needed size and are reused.</summary>
public sealed class CandidateSet
{
    private Candidate[] _candidates = new Candidate[32];
    private short[] _leaving = new short[64];
    private int _leavingCount;

    public int Count { get; private set; }

    /// <summary>The number of candidates of each <see cref="ActionKind"/> that were left out.</summary>
    public int[] Pruned { get; } = new int[(int)ActionKind.Split + 1];

    public ref Candidate this[int index] => ref _candidates.AsSpan(0, Count)[index];

    public Span<Candidate> AsSpan() => _candidates.AsSpan(0, Count);

    /// <summary>Returns the victims of a candidate.</summary>
    public ReadOnlySpan<short> Leaving(in Candidate candidate) => _leaving.AsSpan(candidate.LeavingStart, candidate.LeavingCount);

    public void Clear()
    {
        Count = 0;
        _leavingCount = 0;
        Array.Clear(Pruned);
    }

    public ref Candidate Add(ActionKind kind, int first = -1, int second = -1)
    {
        if (Count == _candidates.Length) Array.Resize(ref _candidates, 2 * Count);
        ref var added = ref _candidates[Count++];
        added = default;
        added.Kind = kind;
        added.First = (short)first;
        added.Second = (short)second;
        added.LeavingStart = (short)_leavingCount;
        added.LeavingIsExact = true;
        return ref added;
    }

    /// <summary>Adds a victim to the last added candidate.</summary>
    public void AddLeaving(int skill)
    {
        if (_leavingCount == _leaving.Length) Array.Resize(ref _leaving, 2 * _leavingCount);
        _leaving[_leavingCount++] = (short)skill;
        _candidates[Count - 1].LeavingCount++;
    }

    /// <summary>
    /// Compares two candidates by the key for ties: kind, then skills, then victims. Two candidates of one set never share a key.
    /// </summary>
    public int CompareKeys(in Candidate a, in Candidate b)
    {
        if (a.Kind != b.Kind) return a.Kind.CompareTo(b.Kind);
        if (a.First != b.First) return a.First.CompareTo(b.First);
        if (a.Second != b.Second) return a.Second.CompareTo(b.Second);
        return Leaving(a).SequenceCompareTo(Leaving(b));
    }

    /// <summary>Returns the candidate as an action for the plant.</summary>
    public ControlAction ActionOf(in Candidate c, in ResourceVector footprint, long reservedUntilNs)
    {
        var leaving = Leaving(c);
        return c.Kind switch
        {
            ActionKind.NoOp => ControlAction.NoOp.Instance,
            ActionKind.Activate => new ControlAction.Activate(c.First),
            ActionKind.Deactivate => new ControlAction.Deactivate(c.First),
            ActionKind.Suspend => new ControlAction.Suspend(c.First),
            ActionKind.Replace => new ControlAction.Replace(Indexes(leaving), c.First),
            ActionKind.Retire => new ControlAction.Retire(c.First),
            ActionKind.Reserve => new ControlAction.Reserve(footprint, c.First, reservedUntilNs),
            ActionKind.Merge => new ControlAction.Merge(leaving[0], leaving[1], c.First),
            ActionKind.Split => new ControlAction.Split(leaving[0], c.First, c.Second),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static ImmutableArray<int> Indexes(ReadOnlySpan<short> skills)
    {
        var indexes = ImmutableArray.CreateBuilder<int>(skills.Length);
        foreach (short skill in skills) indexes.Add(skill);
        return indexes.MoveToImmutable();
    }
}
