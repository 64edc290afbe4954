using Teleo.Controller.Learning;

namespace Teleo.Controller.Deciding;

/// <summary>Finds which conventional brakes hold a candidate back. It only marks; the selector decides.</summary>
internal sealed class Stabiliser(StabiliserOptions options, SkillValues values)
{
    private readonly bool _holdsNothing =
        options.CooldownSeconds == 0 && options.MinimumResidenceSeconds == 0 && options.ReplaceRatio == 0 && options.HysteresisCredits == 0;

    /// <param name="totals">The candidates' totals; the first is the no-op's.</param>
    public void Mark(DecisionInputs inputs, CandidateSet candidates, ReadOnlySpan<double> totals)
    {
        if (_holdsNothing) return;
        var all = candidates.AsSpan();
        for (int i = 1; i < all.Length; i++) all[i].HeldBy = HeldBy(all[i], candidates.Leaving(all[i]), inputs, totals[i] - totals[0]);
    }

    private Stabilisers HeldBy(in Candidate candidate, ReadOnlySpan<short> leaving, DecisionInputs inputs, double advantage)
    {
        var held = Stabilisers.None;
        bool undoes = false;
        double comes = 0, leaves = 0;
        for (int i = 0; i < candidate.ComingCount; i++)
        {
            int skill = candidate.Coming(i);
            long sinceOut = inputs.Moves[skill].SinceOutNs;
            if (Within(sinceOut, options.CooldownSeconds) && inputs.Skills[skill].Queued == 0) held |= Stabilisers.Cooldown;
            undoes |= Within(sinceOut, options.HysteresisSeconds);
            comes += values[skill].Keep + values[skill].Waiting;
        }

        foreach (short skill in leaving)
        {
            long sinceIn = inputs.Moves[skill].SinceInNs;
            if (Within(sinceIn, options.MinimumResidenceSeconds)) held |= Stabilisers.MinimumResidence;
            undoes |= Within(sinceIn, options.HysteresisSeconds);
            leaves += values[skill].Displaced;
        }

        if (candidate.ComingCount > 0 && leaving.Length > 0 && comes < options.ReplaceRatio * leaves) held |= Stabilisers.ReplaceRatio;
        if (undoes && options.HysteresisCredits > 0 && !(advantage > options.HysteresisCredits)) held |= Stabilisers.Hysteresis;
        return held;
    }

    private static bool Within(long sinceNs, double seconds) => sinceNs != SkillMoves.Never && sinceNs < seconds * 1e9;
}
