using System.Globalization;
using System.Runtime.InteropServices;
using Teleo.Controller.Deciding;

namespace Teleo.Controller.Tracing;

/// <summary>The first field in which two decisions differ, to the bit.</summary>
/// <param name="Field">A path such as <c>candidates[3].taskBenefit</c>.</param>
public readonly record struct RecordDifference(string Field, string Left, string Right)
{
    public override string ToString() => $"{Field}: {Left} against {Right}";

    /// <summary>Compares what was decided: every candidate with every term, and the choice.</summary>
    public static RecordDifference? OfDecisions(DecisionRecord left, DecisionRecord right) =>
        Of("candidates.count", left.Candidates.Count, right.Candidates.Count)
        ?? OfCandidates(left.Candidates, right.Candidates)
        ?? OfItems("pruned", left.Candidates.Pruned, right.Candidates.Pruned)
        ?? OfChoices(left.Choice, right.Choice);

    /// <summary>Compares what was decided on: time, cause, budgets, resource, and every row of every skill.</summary>
    public static RecordDifference? OfInputs(DecisionInputs left, DecisionInputs right) =>
        Of("id", left.Sequence, right.Sequence)
        ?? Of("t", left.NowNs, right.NowNs)
        ?? Of("trigger", left.Trigger, right.Trigger)
        ?? Of("skill", left.TriggerSkill, right.TriggerSkill)
        ?? Of("pool.capacity", left.Capacity, right.Capacity)
        ?? Of("pool.used", left.Used, right.Used)
        ?? Of("pool.reserved", left.Reserved, right.Reserved)
        ?? Of("pool.resource", left.Resource, right.Resource)
        ?? OfItems("pool.accounts", left.Accounts, right.Accounts)
        ?? Of("pool.idleAge", left.IdleAgeSeconds, right.IdleAgeSeconds)
        ?? OfSkills(left, right);

    private static RecordDifference? OfSkills(DecisionInputs left, DecisionInputs right)
    {
        for (int i = 0; i < left.Skills.Length; i++)
        {
            var difference = OfRows("skills", i, left.Skills, right.Skills, RowFields.Visit)
                ?? OfRows("estimates", i, left.Estimates, right.Estimates, RowFields.Visit)
                ?? OfRows("moves", i, left.Moves, right.Moves, RowFields.Visit);
            if (difference is not null) return difference;
        }

        return null;
    }

    private delegate void Walk<T>(ref T row, ref FieldList fields);

    private static RecordDifference? OfRows<T>(string name, int index, T[] left, T[] right, Walk<T> walk)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(left.AsSpan(index, 1));
        if (bytes.SequenceEqual(MemoryMarshal.AsBytes(right.AsSpan(index, 1)))) return null;
        FieldList ofLeft = new([]), ofRight = new([]);
        walk(ref left[index], ref ofLeft);
        walk(ref right[index], ref ofRight);
        foreach (var (a, b) in ofLeft.Fields.Zip(ofRight.Fields))
            if (a.Value != b.Value) return new($"{name}[{index}].{a.Name}", a.Value, b.Value);
        return null;
    }

    private static RecordDifference? OfCandidates(CandidateSet left, CandidateSet right)
    {
        for (int i = 0; i < left.Count; i++)
            if (OfCandidate(left, right, i) is { } difference) return difference with { Field = $"candidates[{i}].{difference.Field}" };
        return null;
    }

    private static RecordDifference? OfCandidate(CandidateSet left, CandidateSet right, int index)
    {
        ref readonly var a = ref left[index];
        ref readonly var b = ref right[index];
        return Of("do", a.Kind, b.Kind)
            ?? Of("a", a.First, b.First)
            ?? Of("b", a.Second, b.Second)
            ?? OfLeaving(left.Leaving(a), right.Leaving(b))
            ?? Of("exact", a.LeavingIsExact, b.LeavingIsExact)
            ?? Of("not", a.Ineligibility, b.Ineligibility)
            ?? Of("held", a.HeldBy, b.HeldBy)
            ?? Of("affordable", a.IsAffordable, b.IsAffordable)
            ?? Of("source", a.Source, b.Source)
            ?? Of("cost", a.Cost, b.Cost)
            ?? OfTerms(a.Terms, b.Terms);
    }

    private static RecordDifference? OfLeaving(ReadOnlySpan<short> left, ReadOnlySpan<short> right) =>
        left.SequenceEqual(right) ? null : new("out", string.Join(' ', left.ToArray()), string.Join(' ', right.ToArray()));

    private static RecordDifference? OfTerms(in ScoreTerms left, in ScoreTerms right)
    {
        for (int term = 0; term < ScoreTerms.Count; term++)
            if (Of("", left[term], right[term]) is { } difference) return difference with { Field = DecisionWriter.Terms[term].ToString() };
        return null;
    }

    private static RecordDifference? OfChoices(in Choice a, in Choice b) =>
        Of("choice.chosen", a.Chosen, b.Chosen)
        ?? Of("choice.runner", a.Runner, b.Runner)
        ?? Of("choice.wanted", a.Wanted, b.Wanted)
        ?? Of("choice.margin", a.Margin, b.Margin)
        ?? Of("choice.gateBound", a.GateBound, b.GateBound)
        ?? Of("choice.outcome", a.Outcome, b.Outcome)
        ?? Of("choice.reason", a.Reason, b.Reason);

    private static RecordDifference? OfItems<T>(string name, ReadOnlySpan<T> left, ReadOnlySpan<T> right)
    {
        for (int i = 0; i < left.Length; i++)
            if (Of("", left[i], right[i]) is { } difference) return difference with { Field = $"{name}[{i}]" };
        return null;
    }

    /// <summary>Returns null for equal values; numbers are equal if their bits are.</summary>
    private static RecordDifference? Of<T>(string field, T left, T right)
    {
        bool isSame = left is double a && right is double b
            ? BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b)
            : EqualityComparer<T>.Default.Equals(left, right);
        return isSame ? null : new(field, Text(left), Text(right));
    }

    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
