using Teleo.Controller.Domain;

namespace Teleo.Experiments.Subjects;

/// <summary>
/// Makes a sample of decisions again in a new subject that is given the recorded state. A difference shows state that does not pass
/// through the judge.
/// The same decisions are made with an empty and with a full account, which shows whether the account decides what is forbidden.
/// </summary>
internal sealed class SubjectRecheck(Func<ISubject> make, double share, RandomStream chance, SubjectMeter meter) : IDisposable
{
    private readonly SubjectDecision _again = new();
    private RandomStream _chance = chance;
    private ISubject? _other;

    /// <summary>The state before a decision, or null where the decision is not in the sample.</summary>
    public State? Take(ISubject subject) =>
        _chance.NextDouble() < share ? new(subject.Account, subject.Theta, subject.Rest) : null;

    public void Compare(State state, in PoolView pool, in PoolEvent trigger, SubjectDecision made)
    {
        Again(state, state.Account, pool, trigger);
        meter.NoteRecheck(AreEqual(made, _again));
        if (state.Account.Count == 0) return;
        Again(state, [.. state.Account.Select(source => source with { Balance = 0 })], pool, trigger);
        int forbiddenEmpty = _again.Candidates.Count(candidate => candidate.IsForbidden);
        Again(state, [.. state.Account.Select(source => source with { Balance = 1e12 })], pool, trigger);
        int forbiddenFull = _again.Candidates.Count(candidate => candidate.IsForbidden);
        if (made.Candidates.Any(candidate => candidate.Cost > 0)) meter.NoteMediation(forbiddenEmpty > forbiddenFull && forbiddenFull == 0);
    }

    public void Dispose() => _other?.Dispose();

    private void Again(State state, IReadOnlyList<SourceBalance> account, in PoolView pool, in PoolEvent trigger)
    {
        _other ??= make();
        _other.Theta = state.Theta;
        _other.Rest = state.Rest;
        _other.Account = account;
        _again.Clear();
        _other.Decide(pool, trigger, _again);
    }

    private static bool AreEqual(SubjectDecision a, SubjectDecision b)
    {
        if (a.Candidates.Count != b.Candidates.Count || !a.Chosen.SequenceEqual(b.Chosen)) return false;
        for (int i = 0; i < a.Candidates.Count; i++)
        {
            var (x, y) = (a.Candidates[i], b.Candidates[i]);
            bool sameAction = x.Action is ControlAction.Reserve || x.Action.Equals(y.Action);
            if (!sameAction || !x.Score.Equals(y.Score) || !x.Cost.Equals(y.Cost) || x.IsForbidden != y.IsForbidden) return false;
        }

        return true;
    }

    /// <summary>The three parts of a subject's state.</summary>
    internal sealed record State(IReadOnlyList<SourceBalance> Account, byte[] Theta, byte[] Rest);
}
