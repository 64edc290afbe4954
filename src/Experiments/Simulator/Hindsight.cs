using System.Numerics;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Bounds;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// Judges sampled decisions by the demand optimum, continued from each one's own pool on the real requests: the kept residents, and the
/// cost of the choice beyond the best candidate.
/// </summary>
/// <remarks>
/// Only load seconds count, one per skill: warm ones if all files fit in the page cache, else cold ones. Requests that wait at a decision
/// come first. The judgement is made after the run in one walk from its end to its start.
/// </remarks>
internal sealed class Hindsight
{
    private readonly SimulatedRun _run;
    private readonly double _share;
    private readonly CostToGo _optimum;
    private readonly bool[] _everFits;
    private readonly List<JudgedDecision> _decisions = [];
    private RandomStream _sampling;

    public Hindsight(SimulatedRun run, double share)
    {
        if (run.Profiles.Length > CostToGo.MostSkills)
            throw InputException.Asked("TooManySkills",
                $"the continued optimum takes at most {CostToGo.MostSkills} skills; this workload has {run.Profiles.Length}");
        if (run.Trace is Adversary)
            throw InputException.Asked("NoFuture",
                "--hindsight needs requests that do not depend on the policy; this workload makes them from its actions");
        (_run, _share, _sampling) = (run, share, run.Seeds.Stream("hindsight"));
        bool allWarm = run.Profiles.Sum(profile => (double)profile.Footprint.ResidentBytes) <= run.Settings.PageCacheBytes;
        double[] sizes = [.. run.Profiles.Select(profile => (double)profile.Footprint.ResidentBytes)];
        double capacity = run.Settings.Capacity.ResidentBytes;
        _optimum = new CostToGo(sizes, capacity,
            [.. run.Profiles.Select(profile => allWarm ? profile.WarmLoadSeconds : profile.ColdLoadSeconds)], run.Trace.Count);
        _everFits = [.. sizes.Select(size => size <= capacity)];
    }

    /// <summary>Called after a decision was carried out. Every decision takes one draw.</summary>
    public void Note(StepReport made, Simulation simulation)
    {
        if (_sampling.NextDouble() >= _share) return;
        var rows = simulation.Plant.State.Rows;
        int after = 0;
        for (int skill = 0; skill < rows.Length; skill++)
            if (rows[skill].Transition == Transition.Loading || (rows[skill].IsResident && rows[skill].Transition == Transition.None))
                after |= 1 << skill;

        int before = after;
        int paid = 0;
        foreach (var settlement in made.Settlements.Where(settlement => settlement.IsAccepted))
        {
            var (outgoing, incoming) = MovesOf(settlement.Action);
            foreach (int skill in outgoing) before |= 1 << skill;
            foreach (int skill in incoming)
            {
                if (rows[skill].Lifecycle == Lifecycle.Suspended) continue;   // it wakes, and was here all the time
                before &= ~(1 << skill);
                paid += _optimum.Load(skill);
            }
        }

        var options = new List<PaidSet> { new(after, paid), new(before, 0) };
        if (simulation.Policy is IRecordingPolicy { Record: var record }) AddCandidates(record, before, options);
        int[] waiting = [.. Enumerable.Range(0, rows.Length).Where(skill => rows[skill].Queued > 0 && (before >> skill & 1) == 0)
            .OrderBy(skill => rows[skill].OldestArrivalNs)];
        _decisions.Add(new JudgedDecision(simulation.Number, before, waiting, options));
    }

    public HindsightReport? Judge(CancellationToken cancellation = default) =>
        _decisions.Count == 0 ? null
            : new Walk(_optimum, [.. _run.Trace.Requests().Select(row => row.Skill)], _everFits, _decisions).ToTheBeginning(cancellation);

    private void AddCandidates(DecisionRecord record, int before, List<PaidSet> options)
    {
        for (int i = 1; i < record.Candidates.Count; i++)
        {
            ref readonly var candidate = ref record.Candidates[i];
            if (!candidate.IsEligible) continue;
            int set = before;
            int paid = 0;
            foreach (short skill in record.Candidates.Leaving(candidate)) set &= ~(1 << skill);
            for (int c = 0; c < candidate.ComingCount; c++)
            {
                int coming = candidate.Coming(c);
                if ((before >> coming & 1) == 0) paid += _optimum.Load(coming);
                set |= 1 << coming;
            }

            options.Add(new(set, paid));
        }
    }

    private static (int[] Outgoing, int[] Incoming) MovesOf(ControlAction action) => action switch
    {
        ControlAction.Activate a => ([], [a.Skill]),
        ControlAction.Deactivate d => ([d.Skill], []),
        ControlAction.Retire r => ([r.Skill], []),
        ControlAction.Replace r => ([.. r.Outgoing], [r.Incoming]),
        ControlAction.Merge m => ([m.First, m.Second], [m.Into]),
        ControlAction.Split s => ([s.From], [s.First, s.Second]),
        _ => ([], []),
    };

    /// <summary>A set of residents and the cost to reach it.</summary>
    private readonly record struct PaidSet(int Set, int Paid);

    /// <param name="Number">Requests that had arrived: the index of the next one.</param>
    /// <param name="Waiting">Requested and absent skills, the longest waiting first.</param>
    /// <param name="Options">The choice, the no-op, and all other candidates.</param>
    private sealed record JudgedDecision(long Number, int Before, int[] Waiting, List<PaidSet> Options);

    /// <summary>
    /// The walk from the last request to the first, with the remaining costs and, for skills under judgement, the costs if they have to
    /// stay.
    /// </summary>
    private sealed class Walk(CostToGo optimum, int[] requests, bool[] everFits, List<JudgedDecision> decisions)
    {
        private readonly int[]?[] _ifKept = new int[everFits.Length][];
        private readonly DurationHistogram _regrets = new();
        private readonly int[] _costs = optimum.End();
        private int _left = decisions.Count;
        private long _judged, _good, _judgedUnloads, _goodUnloads, _best;
        private double _regretSum;

        public HindsightReport ToTheBeginning(CancellationToken cancellation)
        {
            int[] previous = PreviousOf(requests, everFits.Length);
            for (int t = requests.Length; _left > 0; t--)
            {
                if ((t & 0xFF) == 0) cancellation.ThrowIfCancellationRequested();
                while (_left > 0 && decisions[_left - 1].Number == t) Judge(decisions[--_left]);
                if (t > 0 && _left > 0) StepBack(requests[t - 1], t - 1, previous[t - 1]);
            }

            return new HindsightReport
            {
                Sampled = decisions.Count,
                Judged = _judged,
                GoodDecisionRatio = RunReport.Ratio(_good, _judged),
                JudgedUnloads = _judgedUnloads,
                GoodUnloads = _goodUnloads,
                MeanRegretS = _regretSum / decisions.Count,
                P95RegretS = _regrets.QuantileSeconds(0.95),
                BestShare = (double)_best / decisions.Count,
            };
        }

        private void StepBack(int skill, int at, int previous)
        {
            if (!everFits[skill]) return;   // it is never loaded
            _ifKept[skill] = null;
            for (int other = 0; other < _ifKept.Length; other++)
                if (_ifKept[other] is { } kept) optimum.StepBack(kept, skill);
            optimum.StepBack(_costs, skill);
            if (IsUnderJudgement(skill, at, previous)) _ifKept[skill] = CostToGo.Keeping(_costs, skill);
        }

        /// <summary>Returns true if a decision between this request of the skill and the one before found it resident.</summary>
        private bool IsUnderJudgement(int skill, int at, int previous)
        {
            for (int i = _left - 1; i >= 0 && decisions[i].Number > previous; i--)
                if (decisions[i].Number <= at && (decisions[i].Before >> skill & 1) != 0) return true;
            return false;
        }

        private void Judge(JudgedDecision decision)
        {
            var costs = Served(_costs, decision.Waiting);
            int chosen = decision.Options[0].Set;
            for (int rest = decision.Before; rest != 0; rest &= rest - 1)
            {
                int skill = BitOperations.TrailingZeroCount(rest);
                JudgeStay(decision, skill, staysByChoice: (chosen >> skill & 1) != 0, ifGone: costs[decision.Before & ~(1 << skill)]);
            }

            int own = decision.Options[0].Paid + costs[chosen];
            int least = decision.Options.Min(option => option.Paid + costs[option.Set]);
            double regret = (own - least) * optimum.UnitSeconds;
            _regretSum += regret;
            _regrets.Add((long)(regret * 1e9));
            if (regret == 0) _best++;
        }

        private void JudgeStay(JudgedDecision decision, int skill, bool staysByChoice, int ifGone)
        {
            bool isGood = !staysByChoice;   // right if it is never requested again
            if (_ifKept[skill] is { } table)
            {
                int ifKept = Served(table, decision.Waiting)[decision.Before];
                if (ifKept == ifGone) return;   // the optimal continuations do not agree
                isGood = staysByChoice == ifKept < ifGone;
            }
            else if (staysByChoice)
            {
                return;
            }

            _judged++;
            if (isGood) _good++;
            if (staysByChoice) return;
            _judgedUnloads++;
            if (isGood) _goodUnloads++;
        }

        private int[] Served(int[] costs, int[] waiting)
        {
            if (waiting.Length == 0) return costs;
            int[] served = [.. costs];
            foreach (int skill in waiting.Reverse())
                if (everFits[skill]) optimum.StepBack(served, skill);
            return served;
        }

        /// <summary>Per request the index of the one before for the same skill, or -1.</summary>
        private static int[] PreviousOf(int[] requests, int skills)
        {
            var last = new int[skills];
            Array.Fill(last, -1);
            var previous = new int[requests.Length];
            for (int t = 0; t < requests.Length; t++) (previous[t], last[requests[t]]) = (last[requests[t]], t);
            return previous;
        }
    }
}
