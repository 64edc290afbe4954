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
    public static RecordDifference? OfDecisions(DecisionRecord left, DecisionRecord right)
    {
        if (left.Candidates.Count != right.Candidates.Count) return Of("candidates.count", left.Candidates.Count, right.Candidates.Count);
        for (int i = 0; i < left.Candidates.Count; i++)
            if (OfCandidates(left, right, i) is { } difference) return difference;
        for (int kind = 0; kind < left.Candidates.Pruned.Length; kind++)
            if (left.Candidates.Pruned[kind] != right.Candidates.Pruned[kind])
                return Of($"pruned[{kind}]", left.Candidates.Pruned[kind], right.Candidates.Pruned[kind]);
        return OfChoices(left.Choice, right.Choice);
    }

    /// <summary>Compares what was decided on: time, cause, budgets, resource, and every row of every skill.</summary>
    public static RecordDifference? OfInputs(DecisionInputs left, DecisionInputs right)
    {
        if (left.Sequence != right.Sequence) return Of("id", left.Sequence, right.Sequence);
        if (left.NowNs != right.NowNs) return Of("t", left.NowNs, right.NowNs);
        if (left.Trigger != right.Trigger) return Of("trigger", left.Trigger, right.Trigger);
        if (left.TriggerSkill != right.TriggerSkill) return Of("skill", left.TriggerSkill, right.TriggerSkill);
        return OfPools(left, right) ?? OfSkills(left, right);
    }

    private static RecordDifference? OfPools(DecisionInputs left, DecisionInputs right)
    {
        if (left.Capacity != right.Capacity) return Of("pool.capacity", left.Capacity, right.Capacity);
        if (left.Used != right.Used) return Of("pool.used", left.Used, right.Used);
        if (left.Reserved != right.Reserved) return Of("pool.reserved", left.Reserved, right.Reserved);
        if (!Same(left.Resource, right.Resource)) return Of("pool.resource", left.Resource, right.Resource);
        for (int i = 0; i < left.Accounts.Length; i++)
            if (!Same(left.Accounts[i], right.Accounts[i])) return Of($"pool.accounts[{i}]", left.Accounts[i], right.Accounts[i]);
        return Same(left.IdleAgeSeconds, right.IdleAgeSeconds)
            ? null
            : Of("pool.idleAge", left.IdleAgeSeconds, right.IdleAgeSeconds);
    }

    private static RecordDifference? OfSkills(DecisionInputs left, DecisionInputs right)
    {
        for (int i = 0; i < left.Skills.Length; i++)
        {
            if (OfRows(ref left.Skills[i], ref right.Skills[i], RowFields.Visit) is { } state)
                return state with { Field = $"skills[{i}].{state.Field}" };
            if (OfRows(ref left.Estimates[i], ref right.Estimates[i], RowFields.Visit) is { } estimate)
                return estimate with { Field = $"estimates[{i}].{estimate.Field}" };
            if (OfRows(ref left.Moves[i], ref right.Moves[i], RowFields.Visit) is { } moves)
                return moves with { Field = $"moves[{i}].{moves.Field}" };
        }

        return null;
    }

    private delegate void Walk<T>(ref T row, ref FieldList fields);

    private static RecordDifference? OfRows<T>(ref T left, ref T right, Walk<T> walk)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref left));
        if (bytes.SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref right)))) return null;
        FieldList ofLeft = new([]), ofRight = new([]);
        walk(ref left, ref ofLeft);
        walk(ref right, ref ofRight);
        foreach (var (a, b) in ofLeft.Fields.Zip(ofRight.Fields))
            if (a.Value != b.Value) return new(a.Name, a.Value, b.Value);
        return null;
    }

    private static RecordDifference? OfCandidates(DecisionRecord left, DecisionRecord right, int index)
    {
        ref readonly var a = ref left.Candidates[index];
        ref readonly var b = ref right.Candidates[index];
        string at = $"candidates[{index}]";
        if (a.Kind != b.Kind) return Of($"{at}.do", a.Kind, b.Kind);
        if (a.First != b.First) return Of($"{at}.a", a.First, b.First);
        if (a.Second != b.Second) return Of($"{at}.b", a.Second, b.Second);
        ReadOnlySpan<short> outA = left.Candidates.Leaving(a), outB = right.Candidates.Leaving(b);
        if (!outA.SequenceEqual(outB)) return Of($"{at}.out", string.Join(' ', outA.ToArray()), string.Join(' ', outB.ToArray()));
        if (a.LeavingIsExact != b.LeavingIsExact) return Of($"{at}.exact", a.LeavingIsExact, b.LeavingIsExact);
        if (a.Ineligibility != b.Ineligibility) return Of($"{at}.not", a.Ineligibility, b.Ineligibility);
        if (a.HeldBy != b.HeldBy) return Of($"{at}.held", a.HeldBy, b.HeldBy);
        if (a.IsAffordable != b.IsAffordable) return Of($"{at}.affordable", a.IsAffordable, b.IsAffordable);
        if (a.Source != b.Source) return Of($"{at}.source", a.Source, b.Source);
        if (!Same(a.Cost, b.Cost)) return Of($"{at}.cost", a.Cost, b.Cost);
        for (int term = 0; term < ScoreTerms.Count; term++)
            if (!Same(a.Terms[term], b.Terms[term])) return Of($"{at}.{DecisionWriter.Terms[term]}", a.Terms[term], b.Terms[term]);
        return null;
    }

    private static RecordDifference? OfChoices(in Choice a, in Choice b)
    {
        if (a.Chosen != b.Chosen) return Of("choice.chosen", a.Chosen, b.Chosen);
        if (a.Runner != b.Runner) return Of("choice.runner", a.Runner, b.Runner);
        if (a.Wanted != b.Wanted) return Of("choice.wanted", a.Wanted, b.Wanted);
        if (!Same(a.Margin, b.Margin)) return Of("choice.margin", a.Margin, b.Margin);
        if (a.GateBound != b.GateBound) return Of("choice.gateBound", a.GateBound, b.GateBound);
        if (a.Outcome != b.Outcome) return Of("choice.outcome", a.Outcome, b.Outcome);
        if (a.Reason != b.Reason) return Of("choice.reason", a.Reason, b.Reason);
        return null;
    }

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static RecordDifference Of<T>(string field, T left, T right) => new(field, Text(left), Text(right));

    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
