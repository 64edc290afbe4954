using Teleo.Controller.Ledger;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Chooses one candidate with a reason. It has the comparator, the tie-break and the margin: higher is better, an equal total goes to the
/// lower key, an action must beat the no-op by more than the margin, and a total that is not a number never wins. A control replaces only
/// the choice, among the same scored and gated candidates.
/// </summary>
internal sealed class Selector(SelectionOptions options, ScoreTerms weights)
{
    private readonly IControl? _control = options.Rule switch
    {
        SelectionRule.RandomAtRate => new RandomAction(options.ActionRate),
        SelectionRule.CostOnly => new CostOnly(options.PruneBelowFreeShare),
        SelectionRule.ScheduledGrowth => new ScheduledGrowth(options.GrowthInterval, options.GrowthSteps),
        _ => null,
    };

    /// <param name="dueNs">The arrival of the oldest request whose load must be begun before those of later ones; unset for none.</param>
    public Choice Select(DecisionInputs inputs, CandidateSet candidates, ReadOnlySpan<double> totals, long dueNs = long.MaxValue)
    {
        int sign = options.Rule == SelectionRule.Worst ? -1 : 1;
        var field = new Field(candidates, totals, sign, options.Margin);
        var (any, eligible, free, best) = field.Best();
        var choice = new Choice { Wanted = eligible, GateBound = field.Wins(free) && !candidates[free].IsAffordable };

        int chosen = _control?.Choose(inputs, candidates) ?? (field.Wins(best) || !options.AllowNoOp ? best : 0);
        if (_control is null) chosen = field.BestLoadOf(dueNs, inputs, chosen);

        bool isStopped = options.Structure != StructureMode.Free || inputs.Phase != LedgerPhase.Awake;
        if (chosen > 0 && isStopped) Stop(OutcomeCode.StructuralPhaseDisabled, ref choice, ref chosen);
        else if (chosen > 0 && inputs.MovesMade >= options.MaximumMoves) Stop(OutcomeCode.MaximumMoves, ref choice, ref chosen);
        else if (chosen > 0) choice.Outcome = OutcomeCode.Acted;
        else (choice.Outcome, choice.Reason) = WhyNothing(field, candidates, any, eligible, free);

        choice.Chosen = chosen;
        choice.Runner = field.RunnerUp(chosen);
        choice.Margin = choice.Runner < 0 ? double.NaN : totals[chosen] - totals[choice.Runner];
        return choice;
    }

    private static void Stop(OutcomeCode outcome, ref Choice choice, ref int chosen)
    {
        choice.Outcome = outcome;
        choice.Reason = NoOpReason.ExternalSafetyGuard;
        chosen = 0;
    }

    private (OutcomeCode, NoOpReason) WhyNothing(in Field field, CandidateSet candidates, int any, int eligible, int free)
    {
        if (_control is not null)
            return (OutcomeCode.SelectedNoOp, NoOpReason.NoStructuralImprovement);
        if (field.Wins(free)) return (OutcomeCode.ResourceRestriction, NoOpReason.InsufficientEndogenousResource);
        if (field.Wins(eligible)) return (OutcomeCode.Cooldown, NoOpReason.CooldownOrEligibility);
        if (field.Wins(any)) return (OutcomeCode.InfeasibleAction, ReasonOf(candidates[any].Ineligibility));
        if (field.Ties(eligible)) return (OutcomeCode.SelectedNoOp, NoOpReason.AmbiguousOrTie);
        return (OutcomeCode.SelectedNoOp, SomePromise(candidates)
            ? NoOpReason.BenefitBelowComplexityCost
            : NoOpReason.NoStructuralImprovement);
    }

    private static NoOpReason ReasonOf(Ineligibility ineligibility) => ineligibility switch
    {
        Ineligibility.Protected or Ineligibility.BackOff or Ineligibility.DoesNotFit or Ineligibility.LoaderBusy =>
            NoOpReason.ExternalSafetyGuard,
        _ => NoOpReason.CooldownOrEligibility,
    };

    /// <summary>Returns true if any term of any eligible candidate is better than with the no-op.</summary>
    private bool SomePromise(CandidateSet candidates)
    {
        ref readonly var stay = ref candidates[0];
        foreach (ref readonly var candidate in candidates.AsSpan())
        {
            if (!candidate.IsEligible) continue;
            for (int i = 0; i < ScoreTerms.Count; i++)
                if (weights[i] * (candidate.Terms[i] - stay.Terms[i]) > 0) return true;
        }

        return false;
    }

    /// <summary>The candidates with their totals and the comparator.</summary>
    private readonly ref struct Field(CandidateSet candidates, ReadOnlySpan<double> totals, int sign, double margin)
    {
        private readonly ReadOnlySpan<double> _totals = totals;

        public bool Wins(int index) => index > 0 && sign * (_totals[index] - _totals[0]) > margin;

        public bool Ties(int index) => index > 0 && sign * (_totals[index] - _totals[0]) >= 0;

        /// <summary>
        /// Returns the best structural candidates, or 0: of all, of the eligible ones, of those not held back by a stabiliser, and of those
        /// that the resource can also pay for.
        /// </summary>
        public (int Any, int Eligible, int Free, int Affordable) Best()
        {
            int any = 0, eligible = 0, free = 0, affordable = 0;
            var all = candidates.AsSpan();
            for (int i = 1; i < _totals.Length; i++)
            {
                if (double.IsNaN(_totals[i])) continue;
                ref readonly var candidate = ref all[i];
                Take(i, ref any);
                if (!candidate.IsEligible) continue;
                Take(i, ref eligible);
                if (candidate.HeldBy != Stabilisers.None) continue;
                Take(i, ref free);
                if (candidate.IsAffordable) Take(i, ref affordable);
            }

            return (any, eligible, free, affordable);
        }

        /// <summary>The best other candidate that may be taken, the no-op among them; -1 when there is none.</summary>
        public int RunnerUp(int chosen)
        {
            int best = chosen == 0 ? -1 : 0;
            var all = candidates.AsSpan();
            for (int i = 1; i < _totals.Length; i++)
                if (i != chosen && all[i].MayBeTaken && !double.IsNaN(_totals[i]) && (best < 0 || Beats(i, best))) best = i;
            return best;
        }

        /// <summary>
        /// The best load for the requests that came at this time; <paramref name="otherwise"/> where none may be taken, or no time is
        /// given.
        /// </summary>
        public int BestLoadOf(long arrivalNs, DecisionInputs inputs, int otherwise)
        {
            if (arrivalNs == long.MaxValue) return otherwise;
            int best = 0;
            for (int i = 1; i < _totals.Length; i++)
            {
                ref readonly var candidate = ref candidates[i];
                bool isOwn = candidate.MayBeTaken && Turns.IsOwnLoad(candidate, inputs) && Turns.ArrivalOf(candidate, inputs) == arrivalNs;
                if (isOwn && !double.IsNaN(_totals[i])) Take(i, ref best);
            }

            return best > 0 ? best : otherwise;
        }

        private void Take(int index, ref int best)
        {
            if (best == 0 || Beats(index, best)) best = index;
        }

        private bool Beats(int index, int other)
        {
            double ahead = sign * (_totals[index] - _totals[other]);
            return ahead > 0 || (ahead == 0 && candidates.CompareKeys(candidates[index], candidates[other]) < 0);
        }
    }
}
