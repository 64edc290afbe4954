using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Looks at cost alone: of the loads that a request waits for the one with the fewest bytes, and where none waits, the largest
/// resident leaves while less than a reserve is free. What a skill is worth plays no part.
/// </summary>
internal sealed class CostOnly(double reserveShare) : IControl
{
    public int Choose(DecisionInputs inputs, CandidateSet candidates)
    {
        int load = Extreme(inputs, candidates, prefersLarger: false,
            candidate => candidate.ComingCount == 1 && inputs.Skills[candidate.First].Queued > 0);
        if (load > 0) return load;
        if (1 - ByteShare.Of(inputs.Used, inputs.Capacity) >= reserveShare) return 0;
        return Extreme(inputs, candidates, prefersLarger: true, candidate => candidate.Kind == ActionKind.Deactivate);
    }

    /// <summary>Returns the candidate whose skill is smallest or largest, of equal ones that with the lower key.</summary>
    private static int Extreme(DecisionInputs inputs, CandidateSet candidates, bool prefersLarger, Predicate<Candidate> counts)
    {
        int best = 0;
        double share = 0;
        for (int i = 1; i < candidates.Count; i++)
        {
            if (!candidates[i].MayBeTaken || !counts(candidates[i])) continue;
            double its = ByteShare.Of(inputs.Skills[candidates[i].First].Footprint, inputs.Capacity);
            bool isBetter = best == 0 || (prefersLarger ? its > share : its < share)
                || (its == share && candidates.CompareKeys(candidates[i], candidates[best]) < 0);
            if (isBetter) (best, share) = (i, its);
        }

        return best;
    }
}
