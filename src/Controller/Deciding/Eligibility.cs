using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Marks candidates that cannot be carried out, with a reason, before they are scored. No candidate is removed from the record.
/// </summary>
internal sealed class Eligibility(Catalog catalog, EligibilityOptions options, int mostPassed)
{
    /// <summary>
    /// Checks every candidate. Returns the arrival time of the oldest request whose load must start before those of later requests;
    /// <see cref="long.MaxValue"/> if there is none.
    /// </summary>
    public long Judge(DecisionInputs inputs, CandidateSet candidates)
    {
        var pool = inputs.View(catalog);
        foreach (ref var candidate in candidates.AsSpan())
            if (candidate.Kind != ActionKind.NoOp) candidate.Ineligibility = Judge(candidate, candidates.Leaving(candidate), pool, inputs);
        long dueNs = Turns.OldestDue(candidates, inputs, mostPassed);
        if (dueNs < long.MaxValue) HoldBack(candidates, inputs, dueNs);
        return dueNs;
    }

    /// <summary>Makes loads ineligible that serve later requests or none. The load of the oldest due request stays eligible.</summary>
    private static void HoldBack(CandidateSet candidates, DecisionInputs inputs, long dueNs)
    {
        foreach (ref var candidate in candidates.AsSpan())
            if (candidate.IsEligible && candidate.ComingCount > 0 && Turns.ArrivalOf(candidate, inputs) > dueNs)
                candidate.Ineligibility = Ineligibility.Passing;
    }

    private Ineligibility Judge(in Candidate candidate, ReadOnlySpan<short> leaving, in PoolView pool, DecisionInputs inputs)
    {
        var reason = OfSkill(candidate.First, inputs);
        for (int i = 0; i < candidate.ComingCount && reason == Ineligibility.None; i++) reason = OfLoad(candidate.Coming(i), inputs);
        for (int i = 0; i < leaving.Length && reason == Ineligibility.None; i++) reason = OfUnload(leaving[i], inputs);
        if (reason == Ineligibility.None && candidate.Kind is ActionKind.Suspend or ActionKind.Retire)
            reason = OfUnload(candidate.First, inputs);
        if (reason != Ineligibility.None) return reason;
        if (!Fits(candidate, leaving, pool)) return Ineligibility.DoesNotFit;
        return candidate.ComingCount > pool.FreeLoaders ? Ineligibility.LoaderBusy : Ineligibility.None;
    }

    private Ineligibility OfSkill(int skill, DecisionInputs inputs)
    {
        if (!inputs.Skills[skill].IsSane) return Ineligibility.BadReading;
        long sinceRefusal = inputs.Moves[skill].SinceRefusalNs;
        return sinceRefusal < options.RefusalBackOffSeconds * 1e9 ? Ineligibility.BackOff : Ineligibility.None;
    }

    private Ineligibility OfLoad(int skill, DecisionInputs inputs)
    {
        ref readonly var state = ref inputs.Skills[skill];
        if (!catalog.Skills[skill].Eligible) return Ineligibility.NotPermitted;
        if (!state.IsSane) return Ineligibility.BadReading;
        if (state.FootprintKind == ReadingKind.Unknown || state.LoadSecondsKind == ReadingKind.Unknown) return Ineligibility.UnknownReading;
        if ((inputs.NowNs - state.MeasuredAtNs) * 1e-9 > options.StaleAfterSeconds) return Ineligibility.StaleReading;
        return state.LoadFailures > 0 && inputs.NowNs < state.RetryAtNs ? Ineligibility.BackOff : Ineligibility.None;
    }

    private static Ineligibility OfUnload(int skill, DecisionInputs inputs)
    {
        ref readonly var state = ref inputs.Skills[skill];
        if (!state.IsSane) return Ineligibility.BadReading;
        return state.IsProtected ? Ineligibility.Protected : Ineligibility.None;
    }

    private static bool Fits(in Candidate candidate, ReadOnlySpan<short> leaving, in PoolView pool)
    {
        if (candidate.Kind == ActionKind.Reserve) return Room.ForAmount(pool.Skills[candidate.First].Footprint, pool);
        if (candidate.ComingCount == 0) return true;
        var freed = default(ResourceVector);
        foreach (short skill in leaving)
            if (!ResourceVector.TryAdd(freed, Room.FreedBy(pool.Skills[skill]), out freed)) return false;
        return candidate.ComingCount == 1
            ? Room.For(candidate.First, freed, pool)
            : Room.ForBoth(candidate.First, candidate.Second, freed, pool);
    }
}
