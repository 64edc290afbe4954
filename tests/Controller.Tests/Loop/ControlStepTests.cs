using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Tests.Domain;

namespace Teleo.Controller.Tests.Loop;

public class ControlStepTests
{
    [Fact]
    public void A_command_whose_answer_was_lost_is_tried_again_under_its_own_id_and_acts_once()
    {
        var pool = new ForgetfulPool(Rig.Alike(1), ResourceVector.Bytes(10));
        var rig = new Rig(pool);
        pool.Request(0);
        Assert.Equal(CommandStatus.AlreadyApplied, rig.LastReport!.Settlements.Single().Receipt.Status);
        Assert.Equal(1, pool.Loads);
    }

    [Fact]
    public void Every_command_leads_back_to_one_decision_and_ids_never_repeat()
    {
        var pool = new PoolDouble(Rig.Alike(3), ResourceVector.Bytes(10));
        _ = new Rig(pool, epoch: 3);
        for (int i = 0; i < 30; i++)
        {
            pool.Request(i % 3);
            pool.Advance(3);
        }

        Assert.NotEmpty(pool.Commands);
        Assert.Equal(pool.Commands.Count, pool.Commands.Select(command => command.Id).Distinct().Count());
        Assert.Equal(pool.Commands.Select(command => command.DecisionId).Order(), pool.Commands.Select(command => command.DecisionId));
        Assert.All(pool.Commands, command => Assert.True(command.DeadlineNs > 0 && command.Epoch == 3));
    }

    [Fact]
    public void The_actions_of_one_decision_are_judged_one_after_another_on_fresh_views()
    {
        var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(10), loaders: 2);
        var step = new ControlStep(pool, new Greedy(), new Guard(new()), new());
        var report = step.Handle(new(PolicyEvents.Tick, -1, 0));
        Assert.Equal([CommandStatus.Accepted, CommandStatus.RefusedByGuard], report.Settlements.Select(s => s.Receipt.Status));
        Assert.Equal(GuardVerdict.Memory, report.Settlements[1].Verdict);
    }

    [Fact]
    public void Options_with_faults_are_refused()
    {
        var pool = new PoolDouble(Rig.Alike(1), ResourceVector.Bytes(10));
        Assert.Throws<ArgumentException>(() => new Guard(new() { CommandTimeoutSeconds = double.NaN }));
        Assert.Throws<ArgumentException>(() => new ControlStep(pool, new Greedy(), new Guard(new()), new() { CommandLifetimeSeconds = 0 }));
        Assert.Throws<ArgumentException>(() => new ControlStep(pool, new Greedy(), new Guard(new()), new() { Attempts = 0 }));
    }

    [Theory]
    [InlineData("revision", ViewFault.RevisionBackwards)]
    [InlineData("rows", ViewFault.RowsMismatch)]
    [InlineData("capacity", ViewFault.BadBudget)]
    [InlineData("nan", ViewFault.BadBudget)]
    [InlineData("overflow", ViewFault.Overflow)]
    [InlineData("throws", ViewFault.Unreadable)]
    public void A_view_that_cannot_be_believed_is_named_and_nothing_is_learned_or_decided(string lie, ViewFault fault)
    {
        var pool = new LyingPool(Rig.Alike(2), ResourceVector.Bytes(10)) { Revision = 7 };
        var rig = new Rig(pool);
        pool.Tick();
        var (decisions, revision) = (rig.Decisions.Count, rig.Policy.Adaptation.Revision);
        pool.Lie = lie;
        pool.Tick();
        Assert.Equal(fault, rig.LastReport!.Fault);
        Assert.False(rig.LastReport.Decided);
        Assert.Equal((decisions, revision), (rig.Decisions.Count, rig.Policy.Adaptation.Revision));
        pool.Lie = "";
        pool.Tick();
        Assert.Equal(ViewFault.None, rig.LastReport.Fault);
    }

    [Theory]
    [InlineData("throws", "the plant could not be read: unreadable")]
    [InlineData("rows", "the plant could not be read: RowsMismatch")]
    public void An_action_that_fails_because_of_the_view_says_why(string lie, string says)
    {
        var pool = new LyingPool(Rig.Alike(1), ResourceVector.Bytes(10));
        var step = new ControlStep(pool, new Greedy { Deciding = () => pool.Lie = lie }, new Guard(new()), new());
        var settlement = Assert.Single(step.Handle(new(PolicyEvents.Tick, -1, 0)).Settlements);
        Assert.Equal((CommandStatus.Failed, says), (settlement.Receipt.Status, settlement.Receipt.Detail));
    }

    [Fact]
    public void An_empty_pool_is_a_no_op_with_a_reason()
    {
        var rig = new Rig(new PoolDouble(Rig.Catalog(), ResourceVector.Bytes(10)));
        rig.Pool.Tick();
        Assert.Equal(NoOpReason.NoStructuralImprovement, rig.Record.Choice.Reason);
        Assert.Equal(1, rig.Record.Candidates.Count);
    }

    [Fact]
    public void A_catalog_with_a_skill_given_twice_is_refused_with_every_fault()
    {
        var twice = Rig.Catalog(Rig.Skill("a", 10), Rig.Skill("a", -1), Rig.Skill("b", 1, loadSeconds: double.NaN));
        var refusal = Assert.Throws<ArgumentException>(() => new TeleodynamicPolicy(twice, new(), 1));
        Assert.Contains("skill a stands in the catalog 2 times", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("negative lane", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("load time must be finite", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_predicted_is_joined_to_what_was_measured()
    {
        var rig = new Rig(new PoolDouble(Rig.Alike(2, loadSeconds: 2), ResourceVector.Bytes(10)));
        rig.Pool.Tick();
        rig.Pool.Request(1);
        rig.Pool.Advance(5);
        var realised = Assert.Single(rig.Realisations);
        Assert.Equal((1L, 1, true, 2.0, 2.0), (realised.DecisionId, realised.Skill, realised.Succeeded, realised.PredictedSeconds, realised.RealisedSeconds));
    }

    private sealed class ForgetfulPool(Catalog catalog, ResourceVector capacity) : PoolDouble(catalog, capacity)
    {
        private bool _lost;

        public override CommandReceipt Apply(in Command command)
        {
            var receipt = base.Apply(command);
            if (_lost) return receipt;
            _lost = true;
            throw new IOException("the answer was lost");
        }
    }

    private sealed class LyingPool(Catalog catalog, ResourceVector capacity) : PoolDouble(catalog, capacity)
    {
        public string Lie { get; set; } = "";

        public override PoolView Sense()
        {
            var honest = base.Sense();
            return Lie switch
            {
                "revision" => honest with { Revision = 6 },
                "rows" => honest with { Skills = default },
                "capacity" => honest with { Capacity = ResourceVector.Bytes(-1) },
                "nan" => honest with { Used = new() { CpuShare = double.NaN } },
                "overflow" => honest with { Used = ResourceVector.Bytes(long.MaxValue), Reserved = ResourceVector.Bytes(1) },
                "throws" => throw new IOException("unreadable"),
                _ => honest,
            };
        }
    }

    /// <summary>Wants everything at once.</summary>
    private sealed class Greedy : IPolicy
    {
        public string Name => "greedy";
        public PolicyEvents DecidesOn => PolicyEvents.Tick;
        public double TickSeconds => 1;
        public Action Deciding { get; init; } = () => { };

        public void Observe(in PoolEvent happened, in PoolView pool)
        {
        }

        public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
        {
            Deciding();
            chosen.Add(ControlAction.NoOp.Instance);
            for (int i = 0; i < pool.Skills.Length; i++) chosen.Add(new ControlAction.Activate(i));
        }
    }
}
