using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Acts with a fixed chance per decision, on a candidate drawn uniformly. Candidates are ranked by a hash of their keys under one
/// draw, so that neither their order nor their number matters.
/// </summary>
internal sealed class RandomAction(double rate) : IControl
{
    public int Choose(DecisionInputs inputs, CandidateSet candidates)
    {
        var chance = new SeedTree(inputs.Seed).Stream("selection", (uint)(inputs.Sequence >> 32), (uint)inputs.Sequence);
        if (chance.NextDouble() >= rate) return 0;
        ulong salt = chance.NextUInt64();
        int picked = 0;
        ulong least = ulong.MaxValue;
        for (int i = 1; i < candidates.Count; i++)
        {
            if (!candidates[i].MayBeTaken) continue;
            ulong rank = new SeedTree(salt).KeyOf("candidate", (uint)candidates[i].Kind,
                (uint)(candidates[i].First << 16 | (ushort)candidates[i].Second));
            foreach (short skill in candidates.Leaving(candidates[i])) rank = new SeedTree(rank).KeyOf("leaving", (uint)skill);
            if (rank >= least) continue;
            (picked, least) = (i, rank);
        }

        return picked;
    }
}
