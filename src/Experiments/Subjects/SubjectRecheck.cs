using Teleo.Controller.Domain;

namespace Teleo.Experiments.Subjects;

/// <summary>
/// Repeats a sample of decisions in a new subject that receives the recorded state. A different decision means that the subject keeps
/// state that does not pass through the judge. Each decision is repeated with an empty and with a full account, which shows whether the
/// account decides which candidates are forbidden. Decisions to do nothing are repeated without the skill in highest demand, which
/// shows whether they depend on it.
/// </summary>
internal sealed class SubjectRecheck(Func<ISubject> make, RecheckPlan plan, RandomStream chance, SubjectMeter meter) : IDisposable
{
    private readonly SubjectDecision _again = new();
    private RandomStream _chance = chance;
    private ISubject? _other;
    private SkillState[] _rows = [];

    /// <summary>The state before a decision, or null where the decision is not in the sample.</summary>
    public State? Take(ISubject subject, double nowSeconds)
    {
        double drawn = _chance.NextDouble();
        bool compares = drawn < plan.Share, isHalt = nowSeconds >= plan.ProbesFrom && nowSeconds < plan.ProbesUntil;
        bool probes = isHalt && drawn < plan.ProbeShare;
        return compares || probes ? new(subject.Account, subject.Theta, subject.Rest, compares, probes) : null;
    }

    public void Compare(State state, in PoolView pool, in PoolEvent trigger, SubjectDecision made)
    {
        if (state.Probes && made.Chosen.Count == 0 && TryTakeOut(pool, out var without))
        {
            Again(state, state.Account, without, trigger);
            meter.NoteProbe(_again.Chosen.Count > 0);
        }

        if (!state.Compares) return;
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

    /// <summary>Returns the view without the most requested resident skill; false if none can be unloaded.</summary>
    private bool TryTakeOut(in PoolView pool, out PoolView without)
    {
        without = pool;
        int most = -1;
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            ref readonly var row = ref pool.Skills[i];
            if (!row.IsResident || row.IsProtected || (most >= 0 && row.Arrivals <= pool.Skills[most].Arrivals)) continue;
            most = i;
        }

        if (most < 0) return false;
        Array.Resize(ref _rows, pool.Skills.Length);
        pool.Skills.CopyTo(_rows);
        _rows[most].Lifecycle = Lifecycle.Verified;
        without = pool with { Used = pool.Used - pool.Skills[most].Footprint, Skills = _rows };
        return true;
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
    /// <param name="Compares">The decision is made again as it was.</param>
    /// <param name="Probes">It is made again with another view, if it is still.</param>
    internal sealed record State(IReadOnlyList<SourceBalance> Account, byte[] Theta, byte[] Rest, bool Compares, bool Probes);
}
