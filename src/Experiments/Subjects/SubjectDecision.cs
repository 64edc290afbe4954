using Teleo.Controller.Domain;

namespace Teleo.Experiments.Subjects;

/// <summary>The candidates of one decision and the choice among them. The object is reused from decision to decision.</summary>
public sealed class SubjectDecision
{
    private readonly List<SubjectCandidate> _candidates = [];
    private readonly List<int> _chosen = [];

    public IReadOnlyList<SubjectCandidate> Candidates => _candidates;

    /// <summary>Indexes of the candidates that are taken, in order; none is a no-op.</summary>
    public IReadOnlyList<int> Chosen => _chosen;

    public string Reason { get; set; } = "";

    public void Clear()
    {
        _candidates.Clear();
        _chosen.Clear();
        Reason = "";
    }

    /// <summary>Adds a candidate and returns its index.</summary>
    /// <param name="score">The sum of its terms; higher is better.</param>
    /// <param name="cost">Credits that the account pays when it is accepted.</param>
    /// <param name="isForbidden">The account cannot pay for it.</param>
    /// <param name="source">The source of the resource that would pay.</param>
    public int Offer(ControlAction action, double score, double cost = 0, bool isForbidden = false, string source = "")
    {
        _candidates.Add(new(action, score, cost, isForbidden, source));
        return _candidates.Count - 1;
    }

    public void Take(int candidate)
    {
        if ((uint)candidate >= (uint)_candidates.Count) throw new ArgumentOutOfRangeException(
            nameof(candidate), candidate, "no candidate of this decision");
        if (candidate > 0) _chosen.Add(candidate);
    }

    /// <summary>
    /// Takes the candidate with the highest score that is not forbidden, where it beats the no-op by more than the margin.
    /// </summary>
    public void TakeBest(double margin = 0)
    {
        int best = BestOf(allowsForbidden: false);
        if (best > 0 && _candidates[best].Score - _candidates[0].Score > margin) Take(best);
    }

    /// <summary>Takes back what was chosen.</summary>
    internal void Untake() => _chosen.Clear();

    /// <summary>The action with the highest score, the first of equals; 0 where only the no-op is offered.</summary>
    internal int BestOf(bool allowsForbidden, int except = -1)
    {
        int best = 0;
        for (int i = 1; i < _candidates.Count; i++)
        {
            if (i == except || (_candidates[i].IsForbidden && !allowsForbidden)) continue;
            if (best == 0 || _candidates[i].Score > _candidates[best].Score) best = i;
        }

        return best;
    }
}

/// <summary>One candidate action with its score and cost.</summary>
public readonly record struct SubjectCandidate(ControlAction Action, double Score, double Cost, bool IsForbidden, string Source);
