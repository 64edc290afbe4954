using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;
using Teleo.Controller.Routing;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Simulator;

public sealed class PoolPlantTests
{
    [Fact]
    public void A_load_takes_its_cold_time_first_and_its_warm_time_again()
    {
        var plant = TestPools.Plant(1, TestPools.Settings(1));
        Assert.Equal(CommandStatus.Accepted, TestPools.Do(plant, new ControlAction.Activate(0), 1));
        TestPools.Until(plant, 9.99);
        Assert.False(plant.Sense().Skills[0].CanServe);
        TestPools.Until(plant, 10);
        Assert.True(plant.Sense().Skills[0].CanServe);
        Assert.Equal(10, plant.Sense().Skills[0].LoadSeconds);
        TestPools.Do(plant, new ControlAction.Deactivate(0), 2);
        TestPools.Until(plant, 11);
        TestPools.Do(plant, new ControlAction.Activate(0), 3);
        TestPools.Until(plant, 13);
        Assert.True(plant.Sense().Skills[0].CanServe);
        Assert.Equal(ReadingKind.Measured, plant.Sense().Skills[0].LoadSecondsKind);
        Assert.Equal(6, plant.Sense().Skills[0].LoadSeconds, 1e-12);
    }

    [Fact]
    public void Memory_is_freed_when_the_unload_has_ended_and_not_when_it_was_asked_for()
    {
        var plant = TestPools.Plant(2, TestPools.Settings(1) with { Initial = [0] });
        TestPools.Do(plant, new ControlAction.Deactivate(0), 1);
        Assert.Equal(1, plant.Sense().Used.ResidentBytes);
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Activate(1), 2));
        TestPools.Until(plant, 1);
        Assert.Equal(0, plant.Sense().Used.ResidentBytes);
        Assert.Equal(CommandStatus.Accepted, TestPools.Do(plant, new ControlAction.Activate(1), 3));
    }

    [Fact]
    public void A_replacement_loads_when_its_last_victim_is_gone_and_nobody_takes_its_place()
    {
        var plant = TestPools.Plant(3, TestPools.Settings(1) with { Initial = [0], Loaders = 2 });
        Assert.Equal(CommandStatus.Accepted, TestPools.Do(plant, new ControlAction.Replace([0], 1), 1));
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Activate(2), 2));
        TestPools.Until(plant, 1.5);
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Activate(2), 3));
        TestPools.Until(plant, 11);
        Assert.Equal((Lifecycle.Verified, Lifecycle.Active), (plant.Sense().Skills[0].Lifecycle, plant.Sense().Skills[1].Lifecycle));
    }

    [Fact]
    public void A_switch_takes_what_the_newcomer_takes_with_the_leaving_and_a_look_the_first_time()
    {
        var plant = Measured(2, TestPools.Settings(1) with { Initial = [0] });
        TestPools.Do(plant, new ControlAction.Replace([0], 1), 1);
        TestPools.Until(plant, 15.99);   // 3 warm with the leaving, 8 more for the disk, 5 to look
        Assert.False(plant.Sense().Skills[1].CanServe);
        TestPools.Until(plant, 16);
        Assert.Equal((true, 16.0), (plant.Sense().Skills[1].CanServe, plant.Sense().Skills[1].LoadSeconds));
        TestPools.Do(plant, new ControlAction.Replace([1], 0), 2);
        TestPools.Until(plant, 24);      // initial skills are warm; it was not looked at before
        Assert.True(plant.Sense().Skills[0].CanServe);
        TestPools.Do(plant, new ControlAction.Replace([0], 1), 3);
        TestPools.Until(plant, 27);
        Assert.True(plant.Sense().Skills[1].CanServe);
    }

    [Fact]
    public void A_skill_that_leaves_for_nobody_takes_its_own_time()
    {
        var plant = Measured(1, TestPools.Settings(1) with { Initial = [0] });
        TestPools.Do(plant, new ControlAction.Deactivate(0), 1);
        TestPools.Until(plant, 3.99);
        Assert.Equal(1, plant.Sense().Used.ResidentBytes);
        TestPools.Until(plant, 4);
        Assert.Equal(0, plant.Sense().Used.ResidentBytes);
    }

    [Fact]
    public void A_request_costs_what_no_token_does_and_more_the_first_time_after_a_load()
    {
        var plant = Measured(1, TestPools.Settings(1));
        TestPools.Do(plant, new ControlAction.Activate(0), 1);
        TestPools.Until(plant, 10);
        Assert.Equal(13.5, Served(10));   // half a second, one token, two for the first time
        Assert.Equal(21.5, Served(20));
        TestPools.Do(plant, new ControlAction.Deactivate(0), 2);
        TestPools.Until(plant, 30);
        TestPools.Do(plant, new ControlAction.Activate(0), 3);
        TestPools.Until(plant, 40);
        Assert.Equal(43.5, Served(40));

        double Served(double at)
        {
            plant.Arrive(TestPools.At(at, 0), (long)at);
            return plant.State.Events.First.TimeNs * 1e-9 is var due && plant.TryStep(out var done) && done.Kind == PolicyEvents.Completion ? due : double.NaN;
        }
    }

    [Fact]
    public void A_request_for_a_task_goes_to_the_best_that_can_serve_and_follows_who_comes()
    {
        // Task 0 is done by both skills, better by the first; the second is there.
        var skills = TestPools.Skills(2);
        var facts = skills.Select((skill, i) => new SkillFacts(new SkillId(skill.Name), skill.Name, i == 0 ? [0] : [0, 1], 0.9 - 0.1 * i, skill.Footprint, 2));
        var catalog = new Catalog([.. facts], ["common", "own"]);
        var judged = new List<(int Skill, int Task)>();
        var run = new SimulatedRun(
            new MemoryWorkload(catalog.Tasks, [TestPools.At(0, 0), TestPools.At(1, 1), TestPools.At(2, 0), TestPools.At(40, 0)]), skills, TestPools.Settings(1), new SeedTree(1), ServiceLevels.None(2))
        {
            Catalog = catalog,
            TasksFor = plant => new TaskDispatcher(plant, new RoutingOptions(), (skill, _) => 0.9 - 0.1 * skill) { Judged = (skill, task, _) => judged.Add((skill, task)) },
        };
        var report = run.Play(_ => new Told(new ControlAction.Activate(1)));
        Assert.Equal((4, 4, 1, 3), (report.Requests, report.Done, report.Loads, report.Misses));   // one waited for the first, and went to the second when that came
        Assert.Equal([(1, 0), (1, 0), (1, 0), (1, 1)], judged.Order());
        Assert.Equal([0L, 4L], report.Skills.Select(skill => skill.Loads * 4));
        Assert.Equal(10, report.MaxWaitS!.Value, 0.2);
    }

    [Fact]
    public void A_transaction_of_which_a_part_cannot_be_done_changes_nothing()
    {
        var plant = TestPools.Plant(4, TestPools.Settings(2) with { Initial = [0, 1], Loaders = 2, Busy = BusyRule.Protect });
        plant.Arrive(TestPools.At(0, 1, tokens: 5), 0);
        foreach (ControlAction action in (ControlAction[])[
            new ControlAction.Replace([0, 1], 2), new ControlAction.Replace([0, 0], 2), new ControlAction.Replace([0], 0),
            new ControlAction.Split(0, 2, 3), new ControlAction.Merge(0, 1, 2), new ControlAction.Split(0, 2, 2), new ControlAction.Replace([7], 2)])
        {
            Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, action, 1));
            Assert.True(plant.Sense().Skills[0].CanServe);
        }
    }

    [Fact]
    public void The_busy_the_pinned_the_leased_and_the_moving_are_never_unloaded()
    {
        var settings = TestPools.Settings(5) with { Initial = [0, 1, 2], LeaseSeconds = 5, Loaders = 2, Busy = BusyRule.Protect };
        var profiles = TestPools.Skills(5).SetItem(1, TestPools.Skills(5)[1] with { Pinned = true });
        var plant = new PoolPlant(settings, profiles, new(1));
        plant.Arrive(TestPools.At(0, 0, tokens: 50), 0);
        TestPools.Do(plant, new ControlAction.Activate(3), 1);
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Deactivate(0), 2));
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Suspend(1), 3));
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Retire(3), 4));
        TestPools.Until(plant, 12);
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Replace([3], 4), 5));
        TestPools.Until(plant, 15);
        Assert.Equal(CommandStatus.Accepted, TestPools.Do(plant, new ControlAction.Replace([3], 4), 6));
    }

    [Fact]
    public void The_lease_lasts_until_the_first_own_request_is_done()
    {
        var plant = TestPools.Plant(2, TestPools.Settings(1) with { LeaseSeconds = 1, Workers = 1 });
        plant.Arrive(TestPools.At(0, 0, tokens: 30), 0);
        TestPools.Do(plant, new ControlAction.Activate(0), 1);
        TestPools.Until(plant, 39);
        Assert.True(plant.Sense().Skills[0].Leased);
        TestPools.Until(plant, 40);
        Assert.False(plant.Sense().Skills[0].Leased);
    }

    [Fact]
    public void A_command_acts_once_however_often_it_comes_and_not_after_its_deadline()
    {
        var plant = TestPools.Plant(2, TestPools.Settings(2));
        Assert.Equal(CommandStatus.Accepted, TestPools.Do(plant, new ControlAction.Activate(0), 0));
        Assert.Equal(CommandStatus.AlreadyApplied, TestPools.Do(plant, new ControlAction.Activate(0), 0));
        TestPools.Until(plant, 20);
        var late = new Command(9, 0, 9, 0, 19_000_000_000, new ControlAction.Activate(1));
        Assert.Equal(CommandStatus.Expired, plant.Apply(late).Status);
        Assert.Equal(CommandStatus.RefusedStale, plant.Apply(late with { BasedOnRevision = 1_000_000, DeadlineNs = long.MaxValue }).Status);
        Assert.Equal(CommandStatus.Accepted, plant.Apply(late with { DeadlineNs = long.MaxValue, Epoch = 3 }).Status);
        Assert.Equal(CommandStatus.RefusedStale, plant.Apply(late with { Id = 10, DeadlineNs = long.MaxValue, Epoch = 2 }).Status);
    }

    [Fact]
    public void Suspending_gives_back_scratch_alone_and_waking_takes_it_again()
    {
        var profiles = TestPools.Skills(1).SetItem(0, TestPools.Skills(1)[0] with { Footprint = new ResourceVector { ResidentBytes = 8, ScratchBytes = 3 } });
        var plant = new PoolPlant(TestPools.Settings(8) with { Initial = [0], WakeSeconds = 1 }, profiles, new(1));
        TestPools.Do(plant, new ControlAction.Suspend(0), 1);
        Assert.Equal((8L, 0L), (plant.Sense().Used.ResidentBytes, plant.Sense().Used.ScratchBytes));
        Assert.Equal(PolicyEvents.Miss, plant.Arrive(TestPools.At(0, 0), 0).Kind);
        TestPools.Do(plant, new ControlAction.Activate(0), 2);
        TestPools.Until(plant, 1);
        Assert.Equal((8L, 3L, 1), (plant.Sense().Used.ResidentBytes, plant.Sense().Used.ScratchBytes, plant.Sense().Skills[0].Running));
    }

    [Fact]
    public void A_reservation_keeps_others_out_serves_its_own_and_expires()
    {
        var plant = TestPools.Plant(3, TestPools.Settings(1));
        TestPools.Do(plant, new ControlAction.Reserve(ResourceVector.Bytes(1), 1, 5_000_000_000), 1);
        Assert.Equal(1, plant.Sense().Reserved.ResidentBytes);
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Activate(0), 2));
        TestPools.Until(plant, 5);
        Assert.Equal(0, plant.Sense().Reserved.ResidentBytes);
        TestPools.Do(plant, new ControlAction.Reserve(ResourceVector.Bytes(1), 1, 9_000_000_000), 3);
        Assert.Equal(CommandStatus.Accepted, TestPools.Do(plant, new ControlAction.Activate(1), 4));
        Assert.Equal((0L, 1L), (plant.Sense().Reserved.ResidentBytes, plant.Sense().Used.ResidentBytes));
    }

    [Fact]
    public void A_load_that_somebody_waits_for_ends_the_reservations_in_its_way()
    {
        var plant = TestPools.Plant(4, TestPools.Settings(3) with { Initial = [3] });
        TestPools.Do(plant, new ControlAction.Reserve(ResourceVector.Bytes(1), 1, 9_000_000_000), 1);
        TestPools.Do(plant, new ControlAction.Reserve(ResourceVector.Bytes(1), 2, 9_000_000_000), 2);
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Activate(0), 4));
        Assert.Equal(PolicyEvents.Miss, plant.Arrive(TestPools.At(0, 0), 0).Kind);

        Assert.Equal(CommandStatus.Accepted, TestPools.Do(plant, new ControlAction.Activate(0), 5));

        Assert.Equal((1L, 2L), (plant.Sense().Reserved.ResidentBytes, plant.Sense().Used.ResidentBytes));
        Assert.Equal((0L, 1L), (plant.Sense().Skills[1].ReservedBytes, plant.Sense().Skills[2].ReservedBytes));
    }

    [Fact]
    public void A_retired_skill_is_not_loaded_again()
    {
        var plant = TestPools.Plant(1, TestPools.Settings(1) with { Initial = [0] });
        TestPools.Do(plant, new ControlAction.Retire(0), 1);
        TestPools.Until(plant, 1);
        Assert.Equal(Lifecycle.Retired, plant.Sense().Skills[0].Lifecycle);
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Activate(0), 2));
    }

    [Fact]
    public void Service_that_begins_during_a_load_is_slowed_by_the_stated_factor()
    {
        var plant = TestPools.Plant(2, TestPools.Settings(2) with { Initial = [0], Interference = 1.5 });
        TestPools.Do(plant, new ControlAction.Activate(1), 1);
        plant.Arrive(TestPools.At(0, 0, tokens: 4), 0);
        TestPools.Until(plant, 5.9);
        Assert.Equal(1, plant.Sense().Skills[0].Running);
        TestPools.Until(plant, 6);
        Assert.Equal(0, plant.Sense().Skills[0].Running);
    }

    [Theory]
    [InlineData(MissMode.Wait, 0, 1)]
    [InlineData(MissMode.Refuse, 1, 0)]
    [InlineData(MissMode.Fallback, 0, 0)]
    public void A_miss_does_what_the_mode_says(MissMode mode, int refused, int queued)
    {
        var plant = TestPools.Plant(2, TestPools.Settings(1) with { Initial = [1], Miss = mode, Generalist = 1 });
        Assert.Equal(PolicyEvents.Miss, plant.Arrive(TestPools.At(1, 0), 0).Kind);
        Assert.Equal((refused, queued), ((int)plant.State.Counters.Refused, plant.Sense().Skills[0].Queued));
        Assert.Equal(mode == MissMode.Fallback ? 1 : 0, plant.Sense().Skills[1].Running);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_waits_for_a_skill_is_turned_away_at_once_and_nothing_else_is(bool isReady)
    {
        var plant = TestPools.Plant(2, TestPools.Settings(2) with { Workers = 1, Initial = isReady ? [0, 1] : [] });
        for (int number = 0; number < 6; number++) plant.Arrive(TestPools.At(0, number % 2), number);
        long running = plant.State.Counters.Running;
        plant.Dispatcher.Refuse(0);
        plant.Dispatcher.Refuse(0);
        plant.Audit();
        Assert.Equal((0, 3), (plant.State.Rows[0].Queued, plant.State.Rows[1].Queued));
        Assert.Equal((3 - running, running), (plant.State.Counters.Refused, plant.State.Counters.Running));
        plant.Arrive(TestPools.At(0, 0), 7);
        TestPools.Until(plant, 100);
        plant.Audit();
    }

    [Fact]
    public void Load_through_loads_what_fits_without_being_told()
    {
        var report = TestPools.Play([TestPools.At(0, 0), TestPools.At(1, 1), TestPools.At(2, 2)], TestPools.Settings(2) with { Miss = MissMode.LoadThrough, Loaders = 2 }, 3, "never-act");
        Assert.Equal((2, 2, 1), (report.Loads, report.Done, report.TimedOut));
    }

    [Fact]
    public void A_fork_has_the_same_future_and_leaves_the_original_alone()
    {
        var plant = TestPools.Plant(3, TestPools.Settings(2) with { Initial = [0], Faults = new() { LoadFailureRate = 0.5, ExponentialLoads = true } });
        for (int i = 0; i < 20; i++)
        {
            TestPools.Until(plant, i);
            plant.Arrive(TestPools.At(i, i % 2, tokens: 3), i);
        }

        TestPools.Do(plant, new ControlAction.Activate(1), 1);
        var fork = plant.Fork();
        TestPools.Until(fork, 300);
        var futureOfFork = fork.State.Counters;
        Assert.NotEqual(futureOfFork, plant.State.Counters);
        TestPools.Until(plant, 300);
        Assert.Equal(futureOfFork, plant.State.Counters);
        Assert.Equal(fork.State.Rows, plant.State.Rows);
    }

    [Fact]
    public void The_kth_load_of_a_skill_meets_the_same_luck_whatever_else_is_loaded()
    {
        var faults = new FaultSettings { LoadFailureRate = 0.3, SlowLoadRate = 0.3, OutOfMemoryRate = 0.2 };
        FaultSource quiet = new(faults, 3, new(5)), busy = new(faults, 3, new(5));
        for (int i = 0; i < 50; i++) busy.NextLoad(2);
        for (int i = 0; i < 50; i++) Assert.Equal(quiet.NextLoad(1), busy.NextLoad(1));
    }

    [Fact]
    public void A_stale_probe_shows_the_past_until_it_is_read_again()
    {
        var plant = TestPools.Plant(1, TestPools.Settings(1) with { Faults = new() { StaleSeconds = 4 } });
        TestPools.Until(plant, 1);
        plant.Arrive(TestPools.At(1, 0), 0);
        Assert.Equal(0, plant.Sense().Skills[0].Queued);
        TestPools.Until(plant, 4);
        Assert.Equal(1, plant.Sense().Skills[0].Queued);
    }

    /// <summary>Skills of which more was measured than a load and a token.</summary>
    private static PoolPlant Measured(int skills, PlantSettings settings) => new(
        settings, [.. TestPools.Skills(skills).Select(skill => skill with { SwitchSeconds = 3, LookSeconds = 5, UnloadSeconds = 4, RequestSeconds = 0.5, FirstUseSeconds = 2 })], new SeedTree(1));

    /// <summary>Does one thing at the first miss.</summary>
    private sealed class Told(ControlAction action) : IPolicy
    {
        private bool _done;

        public string Name => "told";

        public PolicyEvents DecidesOn => PolicyEvents.Miss;

        public double TickSeconds => double.PositiveInfinity;

        public void Observe(in PoolEvent happened, in PoolView pool)
        {
        }

        public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
        {
            if (!_done) chosen.Add(action);
            _done = true;
        }
    }
}
