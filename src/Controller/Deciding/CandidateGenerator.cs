using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Generates all candidates for the present structure and checks only memory. A load that fits is an activation; a load that does not fit
/// replaces the cheapest set of residents; a load for which no memory can be freed stays in the set, and eligibility refuses it.
/// </summary>
internal sealed class CandidateGenerator(Catalog catalog, GeneratorOptions options, SkillValues values)
{
    private readonly Substitutes _relatives = new(catalog);
    private readonly CheapestRoom _cheapest = new(catalog.Count, values);
    private readonly int[] _targets = new int[catalog.Count];
    private readonly double[] _urgency = new double[catalog.Count];

    public void Generate(DecisionInputs inputs, CandidateSet into)
    {
        var pool = inputs.View(catalog);
        into.Clear();
        into.Add(ActionKind.NoOp);
        var targets = Targets(inputs, into);
        _cheapest.Prepare(inputs, pool, targets);
        foreach (int target in targets) Load(target, pool, into);
        for (int i = 0; i < catalog.Count; i++)
        {
            ref readonly var state = ref inputs.Skills[i];
            if (state.Transition != Transition.None) continue;
            if (state.IsResident) Unload(i, state, into);
            else if (state.Lifecycle == Lifecycle.Verified) Reserve(i, state, inputs, into);
            Retire(i, state, inputs.Estimates[i], into);
        }

        foreach (ref readonly var cover in _relatives.Covers) MergeOrSplit(cover, inputs, into);
        into.Pruned[(int)ActionKind.Merge] += _relatives.CoversLeftOut;
        into.Pruned[(int)ActionKind.Split] += _relatives.CoversLeftOut;
    }

    /// <summary>
    /// Returns the skills that could be loaded or woken, in catalog order; if they are too many, the most important ones.
    /// </summary>
    private ReadOnlySpan<int> Targets(DecisionInputs inputs, CandidateSet into)
    {
        int count = 0;
        for (int i = 0; i < catalog.Count; i++)
        {
            ref readonly var state = ref inputs.Skills[i];
            bool canCome = state.Transition == Transition.None
                && state.Lifecycle is Lifecycle.Verified or Lifecycle.Resident or Lifecycle.Suspended;
            if (canCome) _targets[count++] = i;
        }

        if (count <= options.Breadth) return _targets.AsSpan(0, count);

        for (int t = 0; t < count; t++) _urgency[t] = -(values[_targets[t]].Waiting + values[_targets[t]].Keep);
        _urgency.AsSpan(0, count).Sort(_targets.AsSpan(0, count));
        into.Pruned[(int)ActionKind.Activate] += count - options.Breadth;
        var kept = _targets.AsSpan(0, options.Breadth);
        kept.Sort();
        return kept;
    }

    private void Load(int target, in PoolView pool, CandidateSet into)
    {
        if (_cheapest.Fits(target))
        {
            if (Allows(ActionKind.Activate, into)) into.Add(ActionKind.Activate, target);
            return;
        }

        bool roomCanBeMade = _cheapest.CanMake(target);
        if (roomCanBeMade && Allows(ActionKind.Replace, into))
        {
            into.Add(ActionKind.Replace, target).LeavingIsExact = _cheapest.IsExactFor(target);
            foreach (int victim in _cheapest.LeavingFor(target))
                if (victim != target) into.AddLeaving(victim);
        }
        else if (!roomCanBeMade && Allows(ActionKind.Activate, into))
        {
            into.Add(ActionKind.Activate, target);
        }

        foreach (int variant in _relatives.VariantsOf(target)) ReplaceVariant(variant, target, pool, into);
    }

    /// <summary>Adds a replacement of another precision of the same skill, unless the cheapest set is that one.</summary>
    private void ReplaceVariant(int outgoing, int incoming, in PoolView pool, CandidateSet into)
    {
        ref readonly var state = ref pool.Skills[outgoing];
        if (!state.IsResident || state.IsProtected || !state.IsSane || !Room.For(incoming, Room.FreedBy(state), pool)) return;
        ref readonly var last = ref into[into.Count - 1];
        bool isThere = last.Kind == ActionKind.Replace && last.First == incoming && into.Leaving(last) is [var only] && only == outgoing;
        if (isThere || !Allows(ActionKind.Replace, into)) return;
        into.Add(ActionKind.Replace, incoming);
        into.AddLeaving(outgoing);
    }

    private void Unload(int skill, in SkillState state, CandidateSet into)
    {
        if (Allows(ActionKind.Deactivate, into))
        {
            into.Add(ActionKind.Deactivate, skill);
            into.AddLeaving(skill);
        }

        if (state.Lifecycle != Lifecycle.Active) return;
        if (state.Footprint.ScratchBytes == 0) into.Pruned[(int)ActionKind.Suspend]++;   // it would free nothing
        else if (Allows(ActionKind.Suspend, into)) into.Add(ActionKind.Suspend, skill);
    }

    private void Reserve(int skill, in SkillState state, DecisionInputs inputs, CandidateSet into)
    {
        bool isWanted = state.ReservedUntilNs <= inputs.NowNs && state.Queued == 0 && inputs.Estimates[skill].DemandPerSecond > 0;
        if (!isWanted) into.Pruned[(int)ActionKind.Reserve]++;
        else if (Allows(ActionKind.Reserve, into)) into.Add(ActionKind.Reserve, skill);
    }

    private void Retire(int skill, in SkillState state, in SkillEstimate estimate, CandidateSet into)
    {
        if (state.Lifecycle is Lifecycle.Retired or Lifecycle.Quarantined) return;
        bool surelyBad = estimate.Judged >= options.RetireAfterJudged
            && estimate.Quality + 2 * estimate.QualityStandardError < options.RetireBelowQuality;
        if (!surelyBad || !Allows(ActionKind.Retire, into)) return;
        into.Add(ActionKind.Retire, skill);
        if (state.IsResident) into.AddLeaving(skill);
    }

    private void MergeOrSplit(in Substitutes.Cover cover, DecisionInputs inputs, CandidateSet into)
    {
        var skills = inputs.Skills;
        if (skills[cover.First].CanServe && skills[cover.Second].CanServe && CanCome(skills[cover.Whole]) && Allows(ActionKind.Merge, into))
        {
            into.Add(ActionKind.Merge, cover.Whole);
            into.AddLeaving(cover.First);
            into.AddLeaving(cover.Second);
        }

        if (skills[cover.Whole].CanServe && CanCome(skills[cover.First]) && CanCome(skills[cover.Second]) && Allows(ActionKind.Split, into))
        {
            into.Add(ActionKind.Split, cover.First, cover.Second);
            into.AddLeaving(cover.Whole);
        }
    }

    private static bool CanCome(in SkillState state) => state.Lifecycle == Lifecycle.Verified && state.Transition == Transition.None;

    private bool Allows(ActionKind kind, CandidateSet into)
    {
        if (((int)options.Operators & 1 << (int)kind) != 0) return true;
        into.Pruned[(int)kind]++;
        return false;
    }
}
