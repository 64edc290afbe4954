using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Ledger;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Deciding;

/// <summary>Every outcome code and every reason is reached by a scenario that has that name for a cause; none stands for another.</summary>
public class ReasonAndOutcomeTests
{
    [Fact]
    public void Acted_when_the_plant_accepts()
    {
        var rig = Crowded();
        rig.Pool.Request(1);
        Assert.Equal((OutcomeCode.Acted, NoOpReason.None), Last(rig));
    }

    [Fact]
    public void Selected_no_op_without_any_improvement_in_an_idle_pool()
    {
        var rig = new Rig(new PoolDouble(Rig.Alike(1), ResourceVector.Bytes(10)), new() { Score = new() { SwitchPrice = 0.02 } });
        rig.Pool.MakeActive(0);
        rig.Pool.Tick();
        Assert.Equal((OutcomeCode.SelectedNoOp, NoOpReason.NoStructuralImprovement), Last(rig));
    }

    [Fact]
    public void Selected_no_op_where_a_benefit_is_not_worth_its_cost()
    {
        var rig = new Rig(
            new PoolDouble(Rig.Alike(1), ResourceVector.Bytes(10)), new() { Score = new() { MemoryPrice = 1e-5, SwitchPrice = 0.02 } });
        rig.Pool.MakeActive(0);
        rig.Pool.Tick();   // unloading would spare a little memory, and moving costs more
        Assert.Equal((OutcomeCode.SelectedNoOp, NoOpReason.BenefitBelowComplexityCost), Last(rig));
    }

    [Fact]
    public void Selected_no_op_where_all_candidates_tie()
    {
        var free = new ControllerOptions { Score = new() { LoadPrice = 0, InterferenceShare = 0 } };
        var rig = new Rig(new PoolDouble(Rig.Alike(3), ResourceVector.Bytes(30)), free);
        rig.Pool.Tick();   // nobody asked for anything, and nothing costs anything
        Assert.Equal((OutcomeCode.SelectedNoOp, NoOpReason.AmbiguousOrTie), Last(rig));
        Assert.All(Enumerable.Range(0, rig.Record.Candidates.Count), i => Assert.Equal(0, rig.Record.Advantage(i)));
    }

    [Fact]
    public void Resource_restriction_when_it_cannot_be_paid_for()
    {
        var rig = Crowded(new()
        {
            Foresight = new() { Rule = ResourceRule.ServiceEarned },
            Ledger = LedgerOptions.Pool with { Initial = 0, Costs = new() { Sponsorship = 0 } },
        });
        rig.Pool.Request(1);
        Assert.Equal((OutcomeCode.ResourceRestriction, NoOpReason.InsufficientEndogenousResource), Last(rig));
        Assert.True(rig.Record.Choice.GateBound);
    }

    [Fact]
    public void Cooldown_when_a_stabiliser_holds_it_back()
    {
        var rig = Crowded(new() { Stabilisers = new() { MinimumResidenceSeconds = 60 } });
        rig.Pool.Request(1);
        rig.Pool.Advance(2);
        rig.Pool.Request(0);
        Assert.Equal((OutcomeCode.Cooldown, NoOpReason.CooldownOrEligibility), Last(rig));
    }

    [Fact]
    public void Infeasible_by_eligibility_when_the_only_remedy_is_forbidden()
    {
        var forbidden = Rig.Skill("b", 10) with { Eligible = false };
        var rig = new Rig(new PoolDouble(Rig.Catalog(Rig.Skill("a", 10), forbidden), ResourceVector.Bytes(20)));
        rig.Pool.Request(1);
        Assert.Equal((OutcomeCode.InfeasibleAction, NoOpReason.CooldownOrEligibility), Last(rig));
    }

    [Fact]
    public void Infeasible_by_an_outer_limit_when_nothing_can_make_room()
    {
        var rig = new Rig(new PoolDouble(Rig.Alike(2, bytes: 100), ResourceVector.Bytes(10)));
        rig.Pool.Request(0);
        Assert.Equal((OutcomeCode.InfeasibleAction, NoOpReason.ExternalSafetyGuard), Last(rig));
        Assert.Contains(rig.Record.Candidates.AsSpan().ToArray(), c => c.Ineligibility == Ineligibility.DoesNotFit);
    }

    [Fact]
    public void Maximum_moves_when_structure_is_stopped_from_outside()
    {
        var rig = Crowded(new() { Selection = new() { MaximumMoves = 0 } });
        rig.Pool.Request(1);
        Assert.Equal((OutcomeCode.MaximumMoves, NoOpReason.ExternalSafetyGuard), Last(rig));
    }

    [Fact]
    public void Structural_phase_disabled_when_structure_is_clamped()
    {
        var rig = Crowded(new() { Selection = new() { Structure = StructureMode.Clamped } });
        rig.Pool.Request(1);
        Assert.Equal((OutcomeCode.StructuralPhaseDisabled, NoOpReason.ExternalSafetyGuard), Last(rig));
    }

    [Fact]
    public void Structural_phase_disabled_when_the_ledger_is_dormant_until_it_has_recovered()
    {
        var costs = new ActionCosts { Activate = 0, Replace = 0, PerLoadSecond = 0 };
        var ledger = LedgerOptions.Pool with { Initial = 0, GainPerCorrect = 1, AtFloor = FloorRule.Dormancy, WakeAt = 1, Costs = costs };
        var rig = Crowded(new() { Ledger = ledger, Foresight = new() { Rule = ResourceRule.ServiceEarned } });
        rig.Pool.Request(1);
        Assert.Equal((OutcomeCode.StructuralPhaseDisabled, NoOpReason.ExternalSafetyGuard), Last(rig));

        rig.Pool.Request(0);
        rig.Pool.Request(0);
        rig.Pool.Advance(20);
        rig.Pool.Tick();
        Assert.Contains(rig.Decisions, decision => decision.Outcome == OutcomeCode.Acted);
    }

    [Fact]
    public void Timeout_when_a_load_would_take_longer_than_a_command_may()
    {
        var rig = Crowded(guard: new() { CommandTimeoutSeconds = 0.5 });
        rig.Pool.Request(1);
        Assert.Equal(OutcomeCode.Timeout, rig.Record.Outcome);
        Assert.Equal(GuardVerdict.Timeout, rig.Record.Verdict);
        Assert.IsType<ControlAction.Replace>(rig.Record.Action);   // what it wanted stays on record
    }

    [Fact]
    public void Memory_guard_when_room_went_away_after_the_decision()
    {
        var pool = new ShrinkingPool(Rig.Alike(2), ResourceVector.Bytes(20));
        var rig = new Rig(pool);
        pool.ShrinkAfterNextLook = true;
        pool.Request(1);
        Assert.Equal(OutcomeCode.MemoryGuard, rig.Record.Outcome);
        Assert.IsType<ControlAction.Activate>(rig.Record.Action);
        Assert.Equal(0, pool.Loads);
    }

    [Fact]
    public void Guard_veto_when_the_victim_became_busy_after_the_decision()
    {
        var pool = new ShrinkingPool(Rig.Alike(2), ResourceVector.Bytes(10));
        var rig = new Rig(pool);
        pool.MakeActive(0);
        pool.BusyAfterNextLook = true;
        pool.Request(1);
        Assert.Equal((OutcomeCode.GuardVeto, GuardVerdict.Busy), (rig.Record.Outcome, rig.Record.Verdict));
    }

    [Fact]
    public void Cancellation_when_the_controller_is_stopped_before_the_command_leaves()
    {
        var rig = Crowded();
        rig.Pool.Listener = _ => { };
        rig.Pool.Request(1);
        rig.Step.Handle(new(PolicyEvents.Miss, 1, 0), new CancellationToken(canceled: true));
        Assert.Equal(OutcomeCode.Cancellation, rig.Record.Outcome);
        Assert.Empty(rig.Pool.Commands);
    }

    [Fact]
    public void Process_failure_when_the_plant_throws_and_throws_again()
    {
        var rig = new Rig(new ThrowingPool(Rig.Alike(1), ResourceVector.Bytes(10)));
        rig.Pool.Request(0);
        Assert.Equal(OutcomeCode.ProcessFailure, rig.Record.Outcome);
        Assert.Contains("broken", rig.Record.Receipt!.Value.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CommandStatus.Expired, OutcomeCode.Timeout)]
    [InlineData(CommandStatus.RefusedStale, OutcomeCode.InfeasibleAction)]
    [InlineData(CommandStatus.RefusedIllegal, OutcomeCode.InfeasibleAction)]
    [InlineData(CommandStatus.RefusedByGuard, OutcomeCode.GuardVeto)]
    [InlineData(CommandStatus.Failed, OutcomeCode.ProcessFailure)]
    [InlineData(CommandStatus.AlreadyApplied, OutcomeCode.Acted)]
    public void What_the_plant_says_has_its_own_code(CommandStatus status, OutcomeCode outcome) =>
        Assert.Equal(outcome, Outcomes.Of(new Settlement(ControlAction.NoOp.Instance, GuardVerdict.None, new CommandReceipt(1, status))));

    [Theory]
    [InlineData(Stabilisers.Cooldown)]
    [InlineData(Stabilisers.MinimumResidence)]
    [InlineData(Stabilisers.ReplaceRatio)]
    [InlineData(Stabilisers.Hysteresis)]
    public void Each_stabiliser_has_its_own_switch_and_mark(Stabilisers one)
    {
        var options = new StabiliserOptions
        {
            CooldownSeconds = one == Stabilisers.Cooldown ? 100 : 0,
            MinimumResidenceSeconds = one == Stabilisers.MinimumResidence ? 100 : 0,
            ReplaceRatio = one == Stabilisers.ReplaceRatio ? 100 : 0,
            HysteresisCredits = one == Stabilisers.Hysteresis ? 100 : 0,
        };
        var seen = Stabilisers.None;
        DecisionLawTests.ForEach(Any.Options() with { Stabilisers = options }, (_, record, _) =>
        {
            foreach (ref readonly var candidate in record.Candidates.AsSpan()) seen |= candidate.HeldBy;
        }, rounds: 100);
        Assert.Equal(one, seen);
    }

    private static (OutcomeCode, NoOpReason) Last(Rig rig) => (rig.Record.Outcome, rig.Record.Choice.Reason);

    /// <summary>Room for one of two skills, and the first is there.</summary>
    private static Rig Crowded(ControllerOptions? options = null, GuardOptions? guard = null)
    {
        var rig = new Rig(new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(10)), options, guard);
        rig.Pool.MakeActive(0);
        return rig;
    }

    /// <summary>Changes between the look on which the policy decides and the one on which the guard judges.</summary>
    private sealed class ShrinkingPool(Catalog catalog, ResourceVector capacity) : PoolDouble(catalog, capacity)
    {
        private int _looks;

        public bool ShrinkAfterNextLook { get; set; }
        public bool BusyAfterNextLook { get; set; }

        public override PoolView Sense()
        {
            if (++_looks == 2 && ShrinkAfterNextLook) Capacity = ResourceVector.Bytes(5);
            if (_looks == 2 && BusyAfterNextLook) Rows[0].Running = 1;
            return base.Sense();
        }
    }

    private sealed class ThrowingPool(Catalog catalog, ResourceVector capacity) : PoolDouble(catalog, capacity)
    {
        public override CommandReceipt Apply(in Command command) => throw new InvalidOperationException("broken");
    }
}
