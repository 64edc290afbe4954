using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Scores each candidate by the value of the state it leads to, over the horizon, term by term. The no-op has the value of the present
/// state; every other candidate has that value plus its difference.
/// </summary>
internal sealed class Scorer(Catalog catalog, ScoreOptions options, ActionCosts costs, SkillValues values)
{
    private ScoreTerms _asItIs;

    public void Score(DecisionInputs inputs, CandidateSet candidates)
    {
        _asItIs = AsItIs(inputs);
        foreach (ref var candidate in candidates.AsSpan())
        {
            candidate.Terms = _asItIs;
            if (candidate.Kind == ActionKind.NoOp || candidate.Ineligibility == Ineligibility.BadReading) continue;
            candidate.Terms[ScoreTerm.Uncertainty] = -options.StandardErrors * Math.Sqrt(AddDifference(ref candidate, candidates, inputs));
            if (inputs.BetsFromAccounts) Bet(ref candidate, candidates, inputs);
            else candidate.Cost = Cost(candidate);
        }
    }

    private void Bet(ref Candidate candidate, CandidateSet candidates, DecisionInputs inputs)
    {
        bool isAhead = candidate.ComingCount > 0 || candidate.Kind == ActionKind.Reserve;
        candidate.Source = isAhead ? values[candidate.First].Source : (short)Sources.Popularity;
        candidate.Cost = Stake(candidate, candidates, inputs);
    }

    private ScoreTerms AsItIs(DecisionInputs inputs)
    {
        var terms = default(ScoreTerms);
        for (int i = 0; i < catalog.Count; i++)
        {
            ref readonly var state = ref inputs.Skills[i];
            ref readonly var value = ref values[i];
            terms[ScoreTerm.TaskBenefit] += value.Keep * value.Stake;
            if (SkillValues.IsWaitedFor(state)) terms[ScoreTerm.AccruedWaiting] -= value.Waiting;
            if (state.Lifecycle == Lifecycle.Active) terms[ScoreTerm.Governance] -= Burden(i);
            if (state.ReservedUntilNs > inputs.NowNs) terms[ScoreTerm.Reservation] += Headroom(i, inputs);
        }

        terms[ScoreTerm.Memory] = -MemoryCredits(ByteShare.Of(inputs.Used, inputs.Capacity), values.HorizonSeconds);
        return terms;
    }

    /// <summary>Adds what the candidate changes and gives the variance of that.</summary>
    private double AddDifference(ref Candidate candidate, CandidateSet candidates, DecisionInputs inputs)
    {
        double variance = 0;
        for (int i = 0; i < candidate.ComingCount; i++) variance += Come(candidate.Coming(i), ref candidate.Terms, inputs);
        foreach (short skill in candidates.Leaving(candidate)) variance += Leave(skill, candidate, ref candidate.Terms, inputs);
        switch (candidate.Kind)
        {
            case ActionKind.Replace:
                candidate.Terms[ScoreTerm.Memory] +=
                    values.RoomPrice * (SharesOf(candidates.Leaving(candidate)) - values[candidate.First].Share);
                break;
            case ActionKind.Suspend:
                Suspend(candidate.First, ref candidate.Terms, inputs);
                break;
            case ActionKind.Retire:
                candidate.Terms[ScoreTerm.TaskBenefit] += Harm(inputs.Estimates[candidate.First]);
                break;
            case ActionKind.Reserve:
                candidate.Terms[ScoreTerm.Reservation] += Headroom(candidate.First, inputs);
                candidate.Terms[ScoreTerm.Memory] -= MemoryCredits(values[candidate.First].Share, options.ReservationSeconds);
                break;
        }

        return variance;
    }

    private double Come(int skill, ref ScoreTerms terms, DecisionInputs inputs)
    {
        ref readonly var state = ref inputs.Skills[skill];
        ref readonly var value = ref values[skill];
        double missing = 1 - value.Stake;
        double othersWait = values.WaitingElsewhere - state.Queued * options.WaitPrice;
        terms[ScoreTerm.TaskBenefit] += value.Keep * missing;
        if (!state.IsResident) terms[ScoreTerm.Memory] -= MemoryCredits(value.Share, values.HorizonSeconds);
        bool isOwed = !options.PricesOwedLoads && SkillValues.IsWaitedFor(state);
        terms[ScoreTerm.LoadLatency] -= value.LoadSeconds * ((isOwed ? 0 : options.LoadPrice) + othersWait);
        terms[ScoreTerm.Interference] -= value.LoadSeconds * options.InterferenceShare * options.WaitPrice * values.InService;
        terms[ScoreTerm.Governance] -= Burden(skill);
        if (!isOwed) terms[ScoreTerm.Switching] -= options.SwitchPrice;
        terms[ScoreTerm.AccruedWaiting] += value.Waiting;
        if (state.ReservedUntilNs > inputs.NowNs) terms[ScoreTerm.Reservation] -= Headroom(skill, inputs);
        return value.Variance * missing * missing;
    }

    private double Leave(int skill, in Candidate candidate, ref ScoreTerms terms, DecisionInputs inputs)
    {
        ref readonly var value = ref values[skill];
        double lost = 1 - Covered(candidate);
        terms[ScoreTerm.TaskBenefit] -= lost * value.Keep * value.Stake;
        if (lost < 1) terms[ScoreTerm.TaskBenefit] += (1 - lost) * QualityChange(candidate.First, skill, inputs);
        terms[ScoreTerm.Memory] += MemoryCredits(value.Share, values.HorizonSeconds);
        if (inputs.Skills[skill].Lifecycle == Lifecycle.Active) terms[ScoreTerm.Governance] += Burden(skill);
        terms[ScoreTerm.Switching] -= options.SwitchPrice;
        terms[ScoreTerm.AccruedWaiting] -= value.Waiting;
        double moved = lost * value.Stake;
        return value.Variance * moved * moved;

        double Covered(in Candidate c) => c.Kind switch
        {
            ActionKind.Split => DoAll(c.First, c.Second, skill) ? options.Coverage : 0,
            ActionKind.Merge => options.Coverage,
            _ => IsVariant(c.First, skill) ? options.Coverage : 0,
        };
    }

    private void Suspend(int skill, ref ScoreTerms terms, DecisionInputs inputs)
    {
        ref readonly var value = ref values[skill];
        var scratch = new ResourceVector { ScratchBytes = inputs.Skills[skill].Footprint.ScratchBytes };
        terms[ScoreTerm.TaskBenefit] -= value.Keep * (value.Stake - values.RestingStake);
        terms[ScoreTerm.Memory] += MemoryCredits(ByteShare.Of(scratch, inputs.Capacity), values.HorizonSeconds);
        terms[ScoreTerm.Governance] += Burden(skill);
        terms[ScoreTerm.Switching] -= options.SwitchPrice;
        terms[ScoreTerm.AccruedWaiting] -= value.Waiting;
    }

    /// <summary>Returns the gain in quality of its requests when another skill answers them.</summary>
    private double QualityChange(int coming, int leaving, DecisionInputs inputs) =>
        values.HorizonSeconds * inputs.Estimates[leaving].DemandPerSecond
        * (inputs.Estimates[coming].Quality - inputs.Estimates[leaving].Quality) * (1 + options.WrongPrice);

    /// <summary>Returns the cost of wrong answers beyond the worth of right ones: the good of having none of either.</summary>
    private double Harm(in SkillEstimate estimate) =>
        values.HorizonSeconds * estimate.DemandPerSecond * Math.Max(0, (1 - estimate.Quality) * options.WrongPrice - estimate.Quality);

    private double Headroom(int skill, DecisionInputs inputs)
    {
        double chance = inputs.Estimates[skill].ArrivalChance;
        return double.IsNaN(chance) ? 0 : chance * options.ReservationShare * values[skill].Miss;
    }

    private double Burden(int skill) => options.GovernancePrice * values.HorizonSeconds * catalog.Skills[skill].Governance;

    private double MemoryCredits(double share, double seconds) => options.MemoryPrice * share * seconds;

    private double SharesOf(ReadOnlySpan<short> skills)
    {
        double sum = 0;
        foreach (short skill in skills) sum += values[skill].Share;
        return sum;
    }

    private bool IsVariant(int first, int second) =>
        first >= 0 && first != second && catalog.Skills[first].Family == catalog.Skills[second].Family;

    /// <summary>Returns true if the tasks of two specialists are tasks of a model and cover all of them.</summary>
    private bool DoAll(int first, int second, int whole) =>
        catalog.Skills[first].Tasks.Length + catalog.Skills[second].Tasks.Length == catalog.Skills[whole].Tasks.Length;

    /// <summary>
    /// Returns the largest cost of a bet in seconds: its loads, the waits that they can add while they occupy a loader, and a load of each
    /// victim. A load for a waiting request is owed, and so are its victims.
    /// </summary>
    private double Stake(in Candidate candidate, CandidateSet candidates, DecisionInputs inputs)
    {
        double seconds = 0;
        for (int i = 0; i < candidate.ComingCount; i++)
        {
            int skill = candidate.Coming(i);
            if (SkillValues.IsWaitedFor(inputs.Skills[skill])) return 0;
            seconds += values[skill].LoadSeconds * (1 + values.RequestsWaiting);
        }

        // A load time that is no amount belongs to a candidate that nobody may take; its stake is none.
        foreach (short skill in candidates.Leaving(candidate))
            if (inputs.Skills[skill].IsSane) seconds += inputs.Skills[skill].LoadSeconds;
        if (candidate.Kind == ActionKind.Suspend) seconds += options.ResumeShare * inputs.Skills[candidate.First].LoadSeconds;
        if (candidate.Kind == ActionKind.Reserve) seconds += values[candidate.First].Share * options.ReservationSeconds;
        return SourceAccount.StakeOf(seconds);
    }

    private double Cost(in Candidate candidate)
    {
        double cost = costs.Of(candidate.Kind);
        for (int i = 0; i < candidate.ComingCount; i++)
        {
            ref readonly var value = ref values[candidate.Coming(i)];
            cost += costs.PerLoadSecond * value.LoadSeconds - costs.Sponsorship * value.Waiting;
        }

        return Math.Max(0, cost);
    }
}
