using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Chooses by cost alone: the smallest load in bytes that a request waits for; if none waits, an unload of the largest resident while less
/// than a reserve is free. The value of a skill plays no part.
/// </summary>
internal sealed class CostOnly(double reserveShare) : IControl
{
    public int Choose(DecisionInputs inputs, CandidateSet candidates)
    {
        int load = SmallestLoad(inputs, candidates);
        if (load > 0) return load;
        return 1 - ByteShare.Of(inputs.Used, inputs.Capacity) >= reserveShare ? 0 : LargestUnload(inputs, candidates);
    }

    /// <summary>Returns the load of the smallest skill that is waited for, of equal ones that with the lower key; 0 for none.</summary>
    private static int SmallestLoad(DecisionInputs inputs, CandidateSet candidates)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        for (int i = 1; i < candidates.Count; i++)
        {
            ref readonly var candidate = ref candidates[i];
            if (!candidate.MayBeTaken || candidate.ComingCount != 1 || inputs.Skills[candidate.First].Queued == 0) continue;
            double share = ShareOf(inputs, candidate);
            if (share < least || (share == least && candidates.CompareKeys(candidate, candidates[best]) < 0)) (best, least) = (i, share);
        }

        return best;
    }

    /// <summary>Returns the unload of the largest skill, the one with the lower key among equals; 0 if no unload is allowed.</summary>
    private static int LargestUnload(DecisionInputs inputs, CandidateSet candidates)
    {
        int best = 0;
        double most = double.NegativeInfinity;
        for (int i = 1; i < candidates.Count; i++)
        {
            ref readonly var candidate = ref candidates[i];
            if (!candidate.MayBeTaken || candidate.Kind != ActionKind.Deactivate) continue;
            double share = ShareOf(inputs, candidate);
            if (share > most || (share == most && candidates.CompareKeys(candidate, candidates[best]) < 0)) (best, most) = (i, share);
        }

        return best;
    }

    private static double ShareOf(DecisionInputs inputs, in Candidate candidate) =>
        ByteShare.Of(inputs.Skills[candidate.First].Footprint, inputs.Capacity);
}
