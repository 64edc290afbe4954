using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Picks one candidate and says why. Comparator, tie-break and margin are all here: higher is better, an equal total goes
/// to the lower key, an action must beat the no-op by more than the margin, and a total that is not a number beats nothing.
/// </summary>
internal sealed class Selector(SelectionOptions options, ScoreTerms weights)
{
    public Choice Select(DecisionInputs inputs, CandidateSet candidates, ReadOnlySpan<double> totals)
    {
        int sign = options.Rule == SelectionRule.Worst ? -1 : 1;
        var field = new Field(candidates, totals, sign, options.Margin);
        int any = field.Best(Level.Any), eligible = field.Best(Level.Eligible), free = field.Best(Level.Free),
            best = field.Best(Level.Affordable);
        var choice = new Choice { Wanted = eligible, GateBound = field.Wins(free) && !candidates[free].IsAffordable };

        int chosen = options.Rule switch
        {
            SelectionRule.Best or SelectionRule.Worst => field.Wins(best) || !options.AllowNoOp ? best : 0,
            SelectionRule.RandomAtRate => AtRandom(inputs, candidates),
            SelectionRule.CostOnlyPruning => Largest(inputs, candidates),
            SelectionRule.ScheduledGrowth => NextGrowth(inputs, candidates),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

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
        if (options.Rule is not (SelectionRule.Best or SelectionRule.Worst))
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

    /// <summary>Ranks by a hash of the key under one draw, so that neither the order nor the number of candidates matters.</summary>
    private int AtRandom(DecisionInputs inputs, CandidateSet candidates)
    {
        var chance = new SeedTree(inputs.Seed).Stream("selection", (uint)(inputs.Sequence >> 32), (uint)inputs.Sequence);
        if (chance.NextDouble() >= options.ActionRate) return 0;
        ulong salt = chance.NextUInt64();
        int picked = 0;
        ulong least = ulong.MaxValue;
        for (int i = 1; i < candidates.Count; i++)
        {
            if (!MayBeTaken(candidates[i])) continue;
            ulong rank = new SeedTree(salt).KeyOf("candidate", (uint)candidates[i].Kind,
                (uint)(candidates[i].First << 16 | (ushort)candidates[i].Second));
            foreach (short skill in candidates.Leaving(candidates[i])) rank = new SeedTree(rank).KeyOf("leaving", (uint)skill);
            if (rank >= least) continue;
            (picked, least) = (i, rank);
        }

        return picked;
    }

    private int Largest(DecisionInputs inputs, CandidateSet candidates)
    {
        if (1 - ByteShare.Of(inputs.Used, inputs.Capacity) >= options.PruneBelowFreeShare) return 0;
        int largest = 0;
        double share = 0;
        for (int i = 1; i < candidates.Count; i++)
        {
            ref readonly var candidate = ref candidates[i];
            if (candidate.Kind != ActionKind.Deactivate || !MayBeTaken(candidate)) continue;
            double its = ByteShare.Of(inputs.Skills[candidate.First].Footprint, inputs.Capacity);
            bool isLarger = its > share || (its == share && largest > 0 && candidate.First < candidates[largest].First);
            if (isLarger) (largest, share) = (i, its);
        }

        return largest;
    }

    private int NextGrowth(DecisionInputs inputs, CandidateSet candidates)
    {
        if (inputs.Sequence % options.GrowthInterval != 0 || inputs.MovesMade >= options.GrowthSteps) return 0;
        int next = 0;
        for (int i = 1; i < candidates.Count; i++)
        {
            ref readonly var candidate = ref candidates[i];
            if (candidate.Kind == ActionKind.Activate && MayBeTaken(candidate) && (next == 0 || candidate.First < candidates[next].First))
                next = i;
        }

        return next;
    }

    private static bool MayBeTaken(in Candidate candidate) =>
        candidate.IsEligible && candidate.HeldBy == Stabilisers.None && candidate.IsAffordable;

    /// <summary>The limits that must be overlooked to take a candidate; each level contains the next.</summary>
    private enum Level
    {
        Any,
        Eligible,
        Free,
        Affordable,
    }

    /// <summary>The candidates with their totals and the comparator.</summary>
    private readonly ref struct Field(CandidateSet candidates, ReadOnlySpan<double> totals, int sign, double margin)
    {
        private readonly ReadOnlySpan<double> _totals = totals;

        public bool Wins(int index) => index > 0 && sign * (_totals[index] - _totals[0]) > margin;

        public bool Ties(int index) => index > 0 && sign * (_totals[index] - _totals[0]) >= 0;

        /// <summary>The best structural candidate of a level, or 0.</summary>
        public int Best(Level level)
        {
            int best = 0;
            for (int i = 1; i < _totals.Length; i++)
                if (Is(level, candidates[i]) && !double.IsNaN(_totals[i]) && (best == 0 || Beats(i, best))) best = i;
            return best;
        }

        /// <summary>The best other candidate that may be taken, the no-op among them; -1 when there is none.</summary>
        public int RunnerUp(int chosen)
        {
            int best = chosen == 0 ? -1 : 0;
            for (int i = 1; i < _totals.Length; i++)
                if (i != chosen && MayBeTaken(candidates[i]) && !double.IsNaN(_totals[i]) && (best < 0 || Beats(i, best))) best = i;
            return best;
        }

        private bool Beats(int index, int other)
        {
            double ahead = sign * (_totals[index] - _totals[other]);
            return ahead > 0 || (ahead == 0 && candidates.CompareKeys(candidates[index], candidates[other]) < 0);
        }

        private static bool Is(Level level, in Candidate candidate) => level switch
        {
            Level.Any => true,
            Level.Eligible => candidate.IsEligible,
            Level.Free => candidate.IsEligible && candidate.HeldBy == Stabilisers.None,
            _ => MayBeTaken(candidate),
        };
    }
}
