using Teleo.Controller.Domain;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>An impostor that acts as another subject and scores only the actions it takes.</summary>
internal sealed class UnscoredSubject(ISubject inner, string name) : BentSubject(inner, name)
{
    private readonly SubjectDecision _honest = new();

    public override void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        _honest.Clear();
        Inner.Decide(pool, trigger, _honest);
        for (int i = 0; i < _honest.Candidates.Count; i++)
        {
            var candidate = _honest.Candidates[i];
            decision.Offer(candidate.Action, _honest.Chosen.Contains(i) ? candidate.Score : double.NaN);
        }

        foreach (int chosen in _honest.Chosen) decision.Take(chosen);
    }
}
