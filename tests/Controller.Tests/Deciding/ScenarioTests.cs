using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Deciding;

/// <summary>
/// Traps that real pool managers fell into, pinned: each says what is healthy, what was broken, and where the bar lies.
/// </summary>
public class ScenarioTests
{
    /// <summary>Healthy: served within seconds. Broken: never, because the incumbent's value stays above a floor. Bar: 60 s.</summary>
    [Fact]
    public void A_lone_request_is_served_against_an_idle_incumbent_of_high_value()
    {
        var pool = new PoolDouble(Rig.Catalog(Rig.Skill("incumbent", 10, loadSeconds: 10), Rig.Skill("lone", 10)), ResourceVector.Bytes(10));
        var rig = new Rig(pool);
        pool.MakeActive(0);
        for (int i = 0; i < 400; i++)
        {
            pool.Request(0);
            pool.Advance(0.1);
        }

        pool.Advance(1);
        int before = pool.Waits.Count;
        pool.Request(1);
        pool.Advance(60);
        Assert.Equal(before + 1, pool.Waits.Count);
        Assert.Contains(rig.Decisions, decision => decision.Action.StartsWith("Replace", StringComparison.Ordinal));
    }

    /// <summary>Healthy: demand counts requests that came and went between two looks. Broken: a skill busy only then looks idle. Bar: 90 % of the true rate.</summary>
    [Fact]
    public void Requests_that_start_and_end_between_polls_still_count()
    {
        var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(20));
        var rig = new Rig(pool);
        pool.MakeActive(0, 1);
        pool.Tick();
        for (int second = 1; second <= 120; second++)
        {
            pool.NowNs = second * 1_000_000_000L;
            pool[0].Arrivals += 3;   // three came and went; nobody was told
            pool.Tick();
        }

        Assert.InRange(rig.Record.Inputs.Estimates[0].DemandPerSecond, 2.7, 3.3);
        Assert.Equal(0, rig.Record.Inputs.Estimates[1].DemandPerSecond);
    }

    /// <summary>Healthy: of two targets the one with the long queue is loaded. Broken: always the cheapest one. Bar: the queue wins.</summary>
    [Fact]
    public void The_target_whose_queue_grows_is_served_before_the_cheapest()
    {
        var pool = new PoolDouble(Rig.Catalog(Rig.Skill("cheap", 10, loadSeconds: 0.5), Rig.Skill("queued", 10, loadSeconds: 3)), ResourceVector.Bytes(20), loaders: 0);
        var rig = new Rig(pool);
        pool.Request(0);
        for (int i = 0; i < 30; i++) pool.Request(1);
        pool.Loaders = 1;
        pool.Tick();
        Assert.Equal(new ControlAction.Activate(1), rig.Record.Action);
    }

    /// <summary>Healthy: thirty who wait for one slow load go before eight pairs who wait for quick ones, as 30 per 8 s is more than 2 per 1 s. Broken: the quick ones first. Bar: the queue wins.</summary>
    [Fact]
    public void A_long_queue_for_a_slow_load_does_not_stand_behind_every_quick_one()
    {
        var quick = Enumerable.Range(0, 8).Select(i => Rig.Skill($"quick-{i}", 10, loadSeconds: 1));
        var pool = new PoolDouble(Rig.Catalog([.. quick, Rig.Skill("slow", 10, loadSeconds: 8)]), ResourceVector.Bytes(90), loaders: 0);
        var rig = new Rig(pool);
        for (int second = 1; second <= 600; second++)
        {
            pool.NowNs = second * 1_000_000_000L;
            pool[8].Arrivals++;   // asked for once a second as long as anyone remembers
            pool.Tick();
        }

        for (int i = 0; i < 8; i++)
        {
            pool.Request(i);
            pool.Request(i);
        }

        for (int i = 0; i < 30; i++) pool.Request(8);
        pool.Loaders = 1;
        pool.Tick();
        Assert.Equal(new ControlAction.Activate(8), rig.Record.Action);
    }

    /// <summary>Healthy: no suspension or load is chosen that overfills host memory. Broken: what leaves one lane fills another. Bar: no lane is ever exceeded.</summary>
    [Fact]
    public void Every_lane_has_to_fit_not_only_the_one_that_is_freed()
    {
        var heavyOnHost = Rig.Skill("b", 10) with { Footprint = new() { ResidentBytes = 5, HostBytes = 50 } };
        var capacity = new ResourceVector { ResidentBytes = 100, HostBytes = 40 };
        var pool = new PoolDouble(Rig.Catalog(Rig.Skill("a", 10), heavyOnHost), capacity);
        var rig = new Rig(pool);
        pool.Request(1);
        pool.Advance(20);
        Assert.Equal(0, pool.Loads);
        Assert.Equal((OutcomeCode.InfeasibleAction, NoOpReason.ExternalSafetyGuard), (rig.Record.Outcome, rig.Record.Choice.Reason));
    }

    /// <summary>Healthy: the rare skill pushes out the cheapest resident. Broken: it pushes out the dear one. Bar: never the dear one.</summary>
    [Fact]
    public void A_rare_skill_pushes_out_the_cheapest_resident_never_the_dear_one()
    {
        var skills = Enumerable.Range(0, 5).Select(i => Rig.Skill($"skill-{i}", 10, loadSeconds: i == 0 ? 8 : 1)).ToArray();
        var pool = new PoolDouble(Rig.Catalog(skills), ResourceVector.Bytes(30));
        var rig = new Rig(pool);
        pool.MakeActive(0, 1, 2);
        var rng = new SeedTree(9).Stream("arrivals");
        int dearOut = 0;
        rig.OnDecision = record =>
        {
            if (record.Action is ControlAction.Replace { Outgoing: var outgoing } && outgoing.Contains(0)) dearOut++;
        };
        for (int i = 0; i < 1500; i++)
        {
            double u = rng.NextDouble();
            pool.Request(u < 0.01 ? 4 : u < 0.2 ? 3 : u < 0.5 ? 0 : u < 0.75 ? 1 : 2);
            pool.Advance(0.5);
        }

        Assert.NotEqual(0, pool.Unloads);
        Assert.Equal(0, dearOut);
    }

    /// <summary>Healthy: what was loaded serves its own request before it can go. Broken: it is evicted before. Bar: never.</summary>
    [Fact]
    public void Nothing_is_evicted_before_its_own_first_request()
    {
        var pool = new PoolDouble(Rig.Alike(4), ResourceVector.Bytes(10));
        var rig = new Rig(pool);
        pool.Listener = happened =>
        {
            rig.Step.Handle(happened);
            foreach (ref readonly var settled in rig.Record.Candidates.AsSpan()) Assert.True(settled.Kind != ActionKind.Split);
        };
        rig.OnDecision = record =>
        {
            if (record.Action is not ControlAction.Replace { Outgoing: var outgoing }) return;
            foreach (int victim in outgoing) Assert.True(record.Inputs.Skills[victim].UsesSinceLoad > 0);
        };
        for (int round = 0; round < 20; round++)
        {
            for (int skill = 0; skill < 4; skill++) pool.Request(skill);
            pool.Advance(6);
        }

        pool.Advance(60);
        Assert.Equal(80, pool.Waits.Count);
    }

    /// <summary>Healthy: asking for another precision is asking for another skill, paid for like one. Broken: the same model is reloaded back and forth for nothing. Bar: each change is a charged replacement.</summary>
    [Fact]
    public void A_change_of_variant_is_another_skill_and_is_charged()
    {
        var q8 = Rig.Skill("model#q8", 10) with { Family = "model" };
        var q4 = Rig.Skill("model#q4", 6) with { Family = "model" };
        var pool = new PoolDouble(Rig.Catalog(q8, q4), ResourceVector.Bytes(12));
        var options = new ControllerOptions
        {
            Foresight = new() { Rule = ResourceRule.ServiceEarned },
            Ledger = LedgerOptions.Pool with { Costs = new() { Sponsorship = 0 } },
        };
        var rig = new Rig(pool, options);
        pool.MakeActive(0);
        double spent = 0;
        rig.OnDecision = record => spent += record.Rows.Sum(row => row.ActionCost);
        pool.Request(1);
        pool.Advance(10);
        Assert.Equal(1, pool.Loads);
        Assert.True(spent >= options.Ledger.Costs.Replace);
        pool.Advance(60);
        Assert.Equal(1, pool.Loads);   // nobody asks for the other any more, so nothing goes back
    }

    /// <summary>Healthy: memory counts as free when it is measured so. Broken: a failed unload is counted as freed and the pool overfills. Bar: no load while it is not.</summary>
    [Fact]
    public void A_failed_unload_never_counts_as_freed()
    {
        var pool = new StuckPool(Rig.Alike(2), ResourceVector.Bytes(10));
        var rig = new Rig(pool);
        pool.MakeActive(0);
        pool.Request(1);
        for (int i = 0; i < 30; i++)
        {
            pool.Advance(1);
            Assert.True(pool.Used.FitsWithin(pool.Capacity));
        }

        Assert.Equal(0, pool.Loads);
        Assert.DoesNotContain(rig.Decisions, decision => decision.Action.StartsWith("Activate", StringComparison.Ordinal));
    }

    /// <summary>Healthy: looking changes nothing. Broken: a status poll counts as use and keeps or reloads a model. Bar: equal demand with and without 1,000 polls.</summary>
    [Fact]
    public void Polling_is_not_use()
    {
        double DemandAfter(int polls)
        {
            var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(20));
            var rig = new Rig(pool);
            pool.MakeActive(0);
            pool.Request(0);
            for (int i = 0; i < polls; i++) pool.Tick();
            pool.Advance(10);
            return rig.Record.Inputs.Estimates[0].DemandPerSecond;
        }

        Assert.Equal(DemandAfter(0), DemandAfter(1000));
    }

    /// <summary>Healthy: what is no longer true when the command leaves is vetoed on a fresh look. Broken: it acts on the old one. Bar: no command.</summary>
    [Fact]
    public void A_decision_on_a_stale_view_is_stopped_by_a_fresh_look()
    {
        var pool = new ChangingPool(Rig.Alike(2), ResourceVector.Bytes(10));
        var rig = new Rig(pool);
        pool.MakeActive(0);
        pool.ChangeBeforeGuard = () => pool[0].Pinned = true;
        pool.Request(1);
        Assert.Equal((OutcomeCode.GuardVeto, GuardVerdict.Pinned), (rig.Record.Outcome, rig.Record.Verdict));
        Assert.Empty(pool.Commands);
    }

    /// <summary>Healthy: what may be unloaded is what counts as room for a load. Broken: two predicates disagree and it promotes and demotes for ever. Bar: no veto in a thousand quiet decisions.</summary>
    [Fact]
    public void What_counts_as_room_for_a_load_may_also_be_unloaded()
    {
        var guard = new Guard(new GuardOptions());
        Teleo.Controller.Tests.Deciding.DecisionLawTests.ForEach(Teleo.Controller.Tests.Deciding.Any.Options(), (decider, record, _) =>
        {
            var pool = record.Inputs.View(decider.Catalog);
            for (int i = 1; i < record.Candidates.Count; i++)
            {
                ref readonly var candidate = ref record.Candidates[i];
                if (!candidate.IsEligible || candidate.Kind == ActionKind.Reserve) continue;
                var action = record.Candidates.ActionOf(candidate, default, 0);
                Assert.Equal(GuardVerdict.None, guard.Judge(action, pool));
            }
        }, rounds: 1000);
    }

    /// <summary>Healthy: a failing load is left alone until its back-off is over, and the record says so. Broken: it is retried for ever. Bar: 5 tries in a minute of back-offs of 20 s.</summary>
    [Fact]
    public void A_failing_load_backs_off_with_a_reason()
    {
        var pool = new FailingPool(Rig.Alike(1), ResourceVector.Bytes(10));
        var rig = new Rig(pool);
        pool.Request(0);
        pool.Advance(60);
        Assert.InRange(pool.Loads, 2, 5);
        Assert.Contains(rig.Decisions, decision => decision is { Outcome: OutcomeCode.InfeasibleAction, Reason: NoOpReason.ExternalSafetyGuard });
    }

    /// <summary>Healthy: two cheap residents are not displaced where together they are worth more than what comes. Broken: each alone is worth less, so both go. Bar: the sum decides.</summary>
    [Fact]
    public void The_sum_of_what_is_displaced_counts_not_the_dearest_of_it()
    {
        var catalog = Rig.Catalog(Rig.Skill("left", 10), Rig.Skill("right", 10), Rig.Skill("big", 20));
        var inputs = new DecisionInputs(3) { Capacity = ResourceVector.Bytes(20), Used = ResourceVector.Bytes(20), FreeLoaders = 1, Resource = 100, NowNs = 1 };
        double[] rates = [0.06, 0.06, 0.1];   // the newcomer beats either, and not both
        for (int i = 0; i < 3; i++)
        {
            inputs.Skills[i] = new()
            {
                Lifecycle = i < 2 ? Lifecycle.Active : Lifecycle.Verified,
                Footprint = catalog.Skills[i].Footprint,
                FootprintKind = ReadingKind.Measured,
                LoadSeconds = 1,
                LoadSecondsKind = ReadingKind.Measured,
            };
            inputs.Estimates[i] = new() { DemandPerSecond = rates[i], ArrivalChance = double.NaN };
            inputs.Moves[i] = SkillMoves.None;
        }

        var record = new DecisionRecord(3);
        inputs.View(catalog).Skills.CopyTo(record.Inputs.Skills);
        record.Inputs.Freeze(inputs.View(catalog));
        inputs.Estimates.CopyTo(record.Inputs.Estimates, 0);
        inputs.Moves.CopyTo(record.Inputs.Moves, 0);
        record.Inputs.Resource = 100;
        new Decider(catalog, new() { Score = new() { SwitchPrice = 0, LoadPrice = 0, RoomShare = 0 } }).Decide(record);
        Assert.Equal(0, record.Choice.Chosen);
    }

    /// <summary>Healthy: two skills that never fit together take turns, and each waiter is served. Broken: they push each other out on every request. Bar: at most one load per two requests, and nobody waits longer than a minute.</summary>
    [Fact]
    public void Two_skills_that_never_fit_together_take_turns_instead_of_thrashing()
    {
        var pool = new PoolDouble(Rig.Alike(2, loadSeconds: 3), ResourceVector.Bytes(10));
        _ = new Rig(pool);
        for (int i = 0; i < 200; i++)
        {
            pool.Request(i % 2);
            pool.Advance(1);
        }

        pool.Advance(60);
        Assert.Equal(200, pool.Waits.Count);
        Assert.InRange(pool.Loads, 2, 100);
        Assert.InRange(pool.Waits.Max(), 0, 60);
    }

    /// <summary>Healthy: a guard's veto and an empty ledger at one tick stay apart. Broken: one is told as the other. Bar: the veto carries what was wanted, and nothing is paid for it.</summary>
    [Fact]
    public void At_the_floor_a_guard_veto_is_told_apart_from_an_empty_ledger()
    {
        var pool = new ChangingPool(Rig.Alike(3), ResourceVector.Bytes(10));
        var options = new ControllerOptions { Ledger = LedgerOptions.Pool with { Initial = 0 } };
        var rig = new Rig(pool, options);
        pool.MakeActive(0);
        pool.ChangeBeforeGuard = () => pool[0].Running = 1;
        pool.Request(1);   // its waiter pays, so the gate is open; the guard is not
        Assert.Equal((OutcomeCode.GuardVeto, GuardVerdict.Busy), (rig.Record.Outcome, rig.Record.Verdict));
        Assert.IsType<ControlAction.Replace>(rig.Record.Action);
        Assert.Equal(0, rig.Record.Rows.Sum(row => row.ActionCost));
        Assert.Equal(NoOpReason.None, rig.Record.Choice.Reason);
    }

    /// <summary>Healthy: of equal candidates the stated key decides, in any order, and a tie with the no-op is a no-op. Bar: always the same one.</summary>
    [Fact]
    public void Candidates_that_are_all_tied_are_decided_by_their_key()
    {
        var pool = new PoolDouble(Rig.Alike(4), ResourceVector.Bytes(40), loaders: 0);
        var rig = new Rig(pool);
        for (int skill = 3; skill >= 0; skill--) pool.Request(skill);
        pool.Loaders = 1;
        pool.Tick();
        Assert.Equal(new ControlAction.Activate(0), rig.Record.Action);
        Assert.Equal(0, rig.Record.Choice.Margin);
    }

    /// <summary>Healthy: a clock that steps back costs nothing but the step. Broken: negative ages, or cooldowns that last for hours. Bar: the next request is served within seconds.</summary>
    [Fact]
    public void A_clock_that_steps_back_harms_nothing()
    {
        var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(10)) { NowNs = 7_200_000_000_000 };
        var rig = new Rig(pool, new() { Stabilisers = new() { CooldownSeconds = 5, MinimumResidenceSeconds = 5 } });
        pool.Request(0);
        pool.Advance(5);
        pool.NowNs -= 3_600_000_000_000;
        pool.Tick();
        Assert.True(double.IsFinite(rig.Record.Total(0)));
        Assert.All(rig.Record.Inputs.Moves, moves => Assert.True(moves.SinceInNs >= 0 && moves.SinceOutNs >= 0));
        pool.Advance(10);
        pool.Request(1);
        pool.Advance(10);
        Assert.Equal(2, pool.Waits.Count);
    }

    /// <summary>Healthy: a controller that restarts while its load is under way sees it and goes on. Broken: it loads again, or an old command acts late. Bar: one load.</summary>
    [Fact]
    public void A_controller_restarted_in_mid_transaction_goes_on_from_what_it_sees()
    {
        var pool = new PoolDouble(Rig.Alike(2, loadSeconds: 5), ResourceVector.Bytes(10));
        var first = new Rig(pool);
        pool.MakeActive(0);
        pool.Request(1);
        Assert.Equal(Transition.Loading, pool[1].Transition);

        var second = new Rig(pool, epoch: 1);
        pool.Tick();
        pool.Advance(20);
        Assert.Equal(1, pool.Loads);
        Assert.Single(pool.Waits);
        Assert.Equal(OutcomeCode.Acted, first.Decisions[0].Outcome);
        Assert.DoesNotContain(second.Decisions, decision => decision.Outcome == OutcomeCode.ProcessFailure);
    }

    /// <summary>Unloads are accepted and never happen; their memory stays in use.</summary>
    private sealed class StuckPool(Catalog catalog, ResourceVector capacity) : PoolDouble(catalog, capacity)
    {
        public override CommandReceipt Apply(in Command command) =>
            command.Action is ControlAction.Replace or ControlAction.Deactivate ? new(command.Id, CommandStatus.Accepted) : base.Apply(command);
    }

    /// <summary>Something happens between the look that the policy decides on and the one that the guard judges on.</summary>
    private sealed class ChangingPool(Catalog catalog, ResourceVector capacity) : PoolDouble(catalog, capacity)
    {
        private int _looks;

        public Action? ChangeBeforeGuard { get; set; }

        public override PoolView Sense()
        {
            if (++_looks == 2) ChangeBeforeGuard?.Invoke();
            return base.Sense();
        }
    }

    /// <summary>Every load fails at once and may be tried again after 20 s.</summary>
    private sealed class FailingPool(Catalog catalog, ResourceVector capacity) : PoolDouble(catalog, capacity)
    {
        protected override void Load(int skill)
        {
            base.Load(skill);
            Rows[skill].Transition = Transition.None;
            Rows[skill].LoadFailures++;
            Rows[skill].RetryAtNs = NowNs + 20_000_000_000;
        }
    }
}
