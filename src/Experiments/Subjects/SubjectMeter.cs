using Teleo.Controller.Domain;
using Teleo.Experiments.Phases;

namespace Teleo.Experiments.Subjects;

/// <summary>
/// Measures what a subject does in one run. Every figure is derived from events, candidates and receipts; no reason or outcome that the
/// subject states enters.
/// </summary>
internal sealed class SubjectMeter(double endSeconds, double shiftSeconds)
{
    /// <summary>Decisions in a row without an accepted action that make a stillness.</summary>
    public const int StillnessDecisions = 20;

    /// <summary>Bins of equal length that phases are read from.</summary>
    public const int Bins = 40;

    private readonly List<(double Start, double End, long Decisions, bool IsExplained)> _stillnesses = [];
    private long _run, _runUnexplained;
    private double _runStart, _lastNow;
    private readonly TimeBins _thetaSamples = new(endSeconds, Bins), _thetaChanges = new(endSeconds, Bins);
    private long _thetaSinceShift;

    public bool SamplesTheta { get; init; }

    /// <summary>The alternatives that rollouts play.</summary>
    public RolledRoles Rolls { get; init; }

    public long Decisions { get; private set; }

    public long Actions { get; private set; }

    public double Spent { get; private set; }

    /// <summary>Change of the account over the run without what was paid for actions.</summary>
    public double Income { get; set; }

    /// <summary>Number of decisions whose scores prefer an action to the no-op, and of those that the account forbade.</summary>
    public long Wanted { get; private set; }

    public long Bound { get; private set; }

    /// <summary>
    /// Decisions with an action that the scores prefer to doing nothing by more than the margin and that is not forbidden.
    /// </summary>
    public long Free { get; private set; }

    /// <summary>Number of those without an action.</summary>
    public long Unexplained { get; private set; }

    /// <summary>Number of decisions with the no-op first and a finite score for every candidate.</summary>
    public long Itemised { get; private set; }

    /// <summary>Decisions that took a forbidden candidate.</summary>
    public long Overdrawn { get; private set; }

    public long ThetaSamples { get; private set; }

    public long ThetaChanges { get; private set; }

    public long Events { get; private set; }

    /// <summary>Number of still decisions repeated without the most requested skill in the view, and of those that then act.</summary>
    public long Probes { get; private set; }

    public long ProbesAnswered { get; private set; }

    /// <summary>The first of them that did not act; -1 for none.</summary>
    public long FirstUnanswered { get; private set; } = -1;

    public long Rechecked { get; private set; }

    public long RecheckDifferences { get; private set; }

    /// <summary>
    /// Number of decisions repeated with an empty and a full account, and of those in which the account changed the forbidden actions.
    /// </summary>
    public long MediationSamples { get; private set; }

    public long Mediated { get; private set; }

    public double FirstActionAfterShift { get; private set; } = double.NaN;

    /// <summary>Changes of theta between the change of demand and the first action after it; not a number where no action came.</summary>
    public double ThetaBeforeStructure => double.IsNaN(FirstActionAfterShift) ? double.NaN : _thetaSinceShift;

    /// <summary>Requests, misses and accepted actions over time.</summary>
    public RunCourse Course { get; } = new(endSeconds, Bins);

    public AlternativeRoles Roles { get; } = new();

    /// <summary>Seconds that alternatives cost beyond the chosen action, from rollouts.</summary>
    public RolledLosses SecondLosses { get; } = new();

    public RolledLosses RandomLosses { get; } = new();

    public RolledLosses ForbiddenLosses { get; } = new();

    /// <summary>The first decision at which nothing was done against the scores; -1 for none.</summary>
    public long FirstUnexplained { get; private set; } = -1;

    /// <summary>The advantage over doing nothing that the score claimed, and the one that the rollout gave.</summary>
    public List<(double Claimed, double Realised)> Advantages { get; } = [];

    public bool WaitsForThetaAt(double now) => now >= shiftSeconds && double.IsNaN(FirstActionAfterShift);

    public void Note(in PoolEvent happened, double now)
    {
        Events++;
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) != 0) Course.Arrivals.Add(now);
        if (happened.Kind == PolicyEvents.Miss) Course.Misses.Add(now);
    }

    public void NoteTheta(bool changed, double now)
    {
        ThetaSamples++;
        _thetaSamples.Add(now);
        if (!changed) return;
        ThetaChanges++;
        _thetaChanges.Add(now);
        if (WaitsForThetaAt(now)) _thetaSinceShift++;
    }

    public void NoteRecheck(bool areEqual)
    {
        Rechecked++;
        if (!areEqual) RecheckDifferences++;
    }

    public void NoteProbe(bool acts)
    {
        if (acts) ProbesAnswered++;
        else if (Probes == ProbesAnswered) FirstUnanswered = Decisions;
        Probes++;
    }

    public void NoteMediation(bool decides)
    {
        MediationSamples++;
        if (decides) Mediated++;
    }

    /// <summary>The account forbids the candidate that the scores prefer.</summary>
    public bool IsBound(SubjectDecision decision, double margin)
    {
        int wanted = decision.BestOf(allowsForbidden: true);
        return wanted > 0 && Beats(decision, wanted, margin) && decision.Candidates[wanted].IsForbidden;
    }

    public void Decide(SubjectDecision decision, double margin, double now)
    {
        Decisions++;
        _lastNow = now;
        bool isItemised = IsItemised(decision);
        if (isItemised) Itemised++;
        int wanted = decision.BestOf(allowsForbidden: true), free = decision.BestOf(allowsForbidden: false);
        if (wanted > 0 && Beats(decision, wanted, margin))
        {
            Wanted++;
            if (decision.Candidates[wanted].IsForbidden) Bound++;
        }

        foreach (int chosen in decision.Chosen)
            if (decision.Candidates[chosen].IsForbidden) Overdrawn++;
        bool isFree = free > 0 && Beats(decision, free, margin), isUnexplained = isFree && decision.Chosen.Count == 0;
        if (isFree) Free++;
        if (isUnexplained && Unexplained++ == 0) FirstUnexplained = Decisions - 1;
        if (_run == 0) (_runStart, _runUnexplained) = (now, 0);
        _run++;
        if (isUnexplained || !isItemised) _runUnexplained++;
    }

    public void Accept(in SubjectCandidate candidate)
    {
        Actions++;
        Spent += candidate.Cost;
        Course.Actions.Add(_lastNow);
        if (_lastNow >= shiftSeconds && double.IsNaN(FirstActionAfterShift)) FirstActionAfterShift = _lastNow;
        _run--;
        EndStillness(_lastNow);
    }

    public void Close() => EndStillness(_lastNow);

    /// <summary>Returns the share of a time span inside still periods whose no-ops follow from the subject's own scores.</summary>
    public double StillShare(double fromSeconds, double untilSeconds) =>
        _stillnesses.Where(s => s.IsExplained).Sum(s =>
            Math.Max(0, Math.Min(s.End, untilSeconds) - Math.Max(s.Start, fromSeconds))) / (untilSeconds - fromSeconds);

    public double ActionsBetween(double fromSeconds, double untilSeconds) => Course.Actions.Sum(fromSeconds, untilSeconds);

    /// <summary>Share of the sampled events of a span of time that changed theta.</summary>
    public double ThetaShare(double fromSeconds, double untilSeconds) =>
        _thetaChanges.Sum(fromSeconds, untilSeconds) / Math.Max(1, _thetaSamples.Sum(fromSeconds, untilSeconds));

    /// <summary>Takes what rollouts gave for the roles of one decision.</summary>
    public void NoteRollouts(IReadOnlyList<ControlAction> alternatives, double[] costs)
    {
        Add(SecondLosses, Roles.Second);
        Add(RandomLosses, Roles.Random);
        Add(ForbiddenLosses, Roles.Forbidden);
        int stay = IndexOf(ControlAction.NoOp.Instance);
        if (stay > 0 && double.IsFinite(Roles.Claimed)) Advantages.Add((Roles.Claimed, costs[stay] - costs[0]));

        void Add(RolledLosses losses, ControlAction? action)
        {
            int index = action is null ? -1 : IndexOf(action);
            if (index > 0) losses.Add(costs[index] - costs[0], Decisions - 1);
        }

        int IndexOf(ControlAction action)
        {
            for (int i = 0; i < alternatives.Count; i++)
                if (alternatives[i].Equals(action)) return i;
            return -1;
        }
    }

    private void EndStillness(double now)
    {
        if (_run >= StillnessDecisions) _stillnesses.Add((_runStart, now, _run, _runUnexplained * 20 <= _run));
        _run = 0;
    }

    private static bool Beats(SubjectDecision decision, int candidate, double margin) =>
        decision.Candidates[candidate].Score - decision.Candidates[0].Score > margin;

    private static bool IsItemised(SubjectDecision decision)
    {
        if (decision.Candidates.Count == 0 || decision.Candidates[0].Action is not ControlAction.NoOp) return false;
        foreach (var candidate in decision.Candidates)
            if (!double.IsFinite(candidate.Score)) return false;
        return true;
    }
}

/// <summary>The kinds of alternatives that rollouts simulate besides the chosen action.</summary>
[Flags]
internal enum RolledRoles
{
    /// <summary>No alternatives.</summary>
    None = 0,

    /// <summary>The second best and a random one, where an action was chosen.</summary>
    Ranked = 1,

    /// <summary>The action that the account forbade.</summary>
    Forbidden = 2,
}

/// <summary>Selects the actions of one decision that rollouts simulate besides the chosen one.</summary>
internal sealed class AlternativeRoles
{
    /// <summary>True where there is something to compare the chosen action with.</summary>
    public bool Any => Forbidden is not null || double.IsFinite(Claimed);

    public ControlAction? Second { get; set; }

    public ControlAction? Random { get; set; }

    /// <summary>The action that the scores preferred and the account forbade.</summary>
    public ControlAction? Forbidden { get; set; }

    /// <summary>The advantage over doing nothing that the score claims for the chosen action.</summary>
    public double Claimed { get; set; } = double.NaN;

    public void Clear() => (Second, Random, Forbidden, Claimed) = (null, null, null, double.NaN);
}
