using Teleo.Controller.Domain;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>An impostor that shows the negated scores of another subject as its own.</summary>
internal sealed class InvertedSubject(ISubject inner, string name) : BentSubject(inner, name)
{
    private readonly SubjectDecision _honest = new();

    public override void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        _honest.Clear();
        Inner.Decide(pool, trigger, _honest);
        foreach (var candidate in _honest.Candidates) decision.Offer(
            candidate.Action, -candidate.Score, candidate.Cost, candidate.IsForbidden, candidate.Source);
        decision.TakeBest(Margin);
    }
}
