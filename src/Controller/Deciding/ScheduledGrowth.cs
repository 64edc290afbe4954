using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Activates one skill after another in the order of the catalog, every few decisions, as long as one fits: growth by a schedule,
/// independent of the requests.
/// </summary>
internal sealed class ScheduledGrowth(int decisionsBetween, int steps) : IControl
{
    public int Choose(DecisionInputs inputs, CandidateSet candidates)
    {
        if (inputs.Sequence % decisionsBetween != 0 || inputs.MovesMade >= steps) return 0;
        int next = 0;
        for (int i = 1; i < candidates.Count; i++)
        {
            ref readonly var candidate = ref candidates[i];
            if (candidate.Kind == ActionKind.Activate && candidate.MayBeTaken
                && (next == 0 || candidate.First < candidates[next].First)) next = i;
        }

        return next;
    }
}
