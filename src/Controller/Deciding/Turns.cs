using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Finds the requests that a load passes. A load passes waiting requests of another skill if it serves later requests or none, and their
/// own load could start in its place.
/// </summary>
internal static class Turns
{
    /// <summary>
    /// Returns the arrival time of the oldest request whose load can start and has been passed as often as allowed;
    /// <see cref="long.MaxValue"/> if there is none or no limit.
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
    /// Returns the arrival time of the oldest request that a load serves, the later of two; <see cref="long.MaxValue"/> if no request
    /// waits.
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

    /// <summary>Returns true if a candidate is an owed load that can start.</summary>
    public static bool IsOwnLoad(in Candidate candidate, DecisionInputs inputs) =>
        candidate.IsEligible && candidate.Kind is ActionKind.Activate or ActionKind.Replace
        && SkillValues.IsWaitedFor(inputs.Skills[candidate.First]);
}
