using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Says which loads pass which requests. A load passes requests that wait for another skill where it is for later requests or for nobody,
/// and theirs could have been begun in its place.
/// </summary>
internal static class Turns
{
    /// <summary>
    /// Gives when the oldest request came whose load can be begun and has been passed as often as is allowed; <see cref="long.MaxValue"/>
    /// where there is none, as without a bound.
    /// </summary>
    public static long OldestDue(CandidateSet candidates, DecisionInputs inputs, int mostPassed)
    {
        long oldest = long.MaxValue;
        if (mostPassed == 0 || !IsAnyPassed(inputs, mostPassed)) return oldest;
        foreach (ref readonly var candidate in candidates.AsSpan())
            if (IsOwnLoad(candidate, inputs) && inputs.Moves[candidate.First].PassedBy >= mostPassed)
                oldest = Math.Min(oldest, inputs.Skills[candidate.First].OldestArrivalNs);
        return oldest;
    }

    /// <summary>
    /// Gives when the oldest request came that a load is for, the later of two; <see cref="long.MaxValue"/> where nobody waits for it.
    /// </summary>
    public static long ArrivalOf(in Candidate candidate, DecisionInputs inputs)
    {
        long arrival = long.MinValue;
        for (int i = 0; i < candidate.ComingCount; i++)
        {
            ref readonly var state = ref inputs.Skills[candidate.Coming(i)];
            arrival = Math.Max(arrival, SkillValues.IsWaitedFor(state) ? state.OldestArrivalNs : long.MaxValue);
        }

        return arrival;
    }

    /// <summary>Returns true if any skill has been passed as often as is allowed: there are fewer skills than candidates.</summary>
    private static bool IsAnyPassed(DecisionInputs inputs, int mostPassed)
    {
        foreach (ref readonly var moves in inputs.Moves.AsSpan())
            if (moves.PassedBy >= mostPassed) return true;
        return false;
    }

    /// <summary>Returns true if a candidate is the load that somebody waits for, and can be begun.</summary>
    public static bool IsOwnLoad(in Candidate candidate, DecisionInputs inputs) =>
        candidate.IsEligible && candidate.Kind is ActionKind.Activate or ActionKind.Replace
        && SkillValues.IsWaitedFor(inputs.Skills[candidate.First]);
}
