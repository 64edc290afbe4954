using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Engine.Input;
using Teleo.Experiments.Simulator;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Simulator;

/// <summary>A runtime that is told to leave while it serves ends what it has begun, begins nothing more, and goes.</summary>
public sealed class DrainingTests
{
    [Fact]
    public void It_ends_what_it_has_begun_and_is_unloaded_then()
    {
        var plant = TestPools.Plant(2, TestPools.Settings(1) with { Initial = [0], Workers = 2 });
        plant.Arrive(TestPools.At(0, 0, tokens: 5), 0);
        plant.Arrive(TestPools.At(0, 0, tokens: 8), 1);
        plant.Arrive(TestPools.At(0, 0, tokens: 1), 2);
        TestPools.Until(plant, 1);
        Assert.Equal(CommandStatus.Accepted, TestPools.Do(plant, new ControlAction.Deactivate(0), 1));
        Assert.Equal((Transition.Draining, 2, 1), Of(plant));
        Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, new ControlAction.Deactivate(0), 2));
        TestPools.Until(plant, 6);
        Assert.Equal((Transition.Draining, 1, 1), Of(plant));
        TestPools.Until(plant, 8);
        Assert.Equal((Transition.Unloading, 0, 1), Of(plant));
        Assert.Equal(1, plant.Sense().Used.ResidentBytes);
        TestPools.Until(plant, 9);
        Assert.Equal((Transition.None, 0, 1), Of(plant));
        Assert.Equal(0, plant.Sense().Used.ResidentBytes);
        Assert.Equal((2L, 0L), (plant.State.Counters.Done, plant.State.Counters.Aborted));
    }

    [Fact]
    public void What_replaces_it_loads_when_it_is_gone()
    {
        var plant = TestPools.Plant(2, TestPools.Settings(1) with { Initial = [0] });
        plant.Arrive(TestPools.At(0, 0, tokens: 8), 0);
        Assert.Equal(CommandStatus.Accepted, TestPools.Do(plant, new ControlAction.Replace([0], 1), 1));
        TestPools.Until(plant, 18.9);
        Assert.False(plant.Sense().Skills[1].CanServe);
        TestPools.Until(plant, 19);   // 8 s of service, 1 s to unload, 10 s to load
        Assert.True(plant.Sense().Skills[1].CanServe);
    }

    [Fact]
    public void Those_it_has_not_begun_with_wait_until_it_can_serve_again()
    {
        var plant = TestPools.Plant(1, TestPools.Settings(1) with { Initial = [0] });
        plant.Arrive(TestPools.At(0, 0, tokens: 5), 0);
        plant.Arrive(TestPools.At(1, 0, tokens: 2), 1);
        TestPools.Do(plant, new ControlAction.Deactivate(0), 1);
        TestPools.Until(plant, 6);
        Assert.Equal(CommandStatus.Accepted, TestPools.Do(plant, new ControlAction.Activate(0), 2));
        TestPools.Until(plant, 10);
        Assert.Equal(2, plant.State.Counters.Done);
        Assert.Equal(7_000_000_000, plant.State.Counters.WaitNs);   // from 1 to 8, when it was loaded again
    }

    [Fact]
    public void The_pinned_the_leased_and_the_moving_are_not_drained_and_the_busy_do_not_sleep()
    {
        var profiles = TestPools.Skills(3).SetItem(0, TestPools.Skills(3)[0] with { Pinned = true });
        var plant = new PoolPlant(TestPools.Settings(3) with { Initial = [0, 1], LeaseSeconds = 5, Workers = 3 }, profiles, new(1));
        plant.Arrive(TestPools.At(0, 0, tokens: 50), 0);
        plant.Arrive(TestPools.At(0, 1, tokens: 50), 1);
        TestPools.Do(plant, new ControlAction.Activate(2), 1);
        var guard = new Guard(new GuardOptions { Busy = BusyRule.Drain });
        foreach (ControlAction action in (ControlAction[])[new ControlAction.Deactivate(0), new ControlAction.Suspend(1), new ControlAction.Deactivate(2)])
        {
            Assert.NotEqual(GuardVerdict.None, guard.Judge(action, plant.Sense()));
            Assert.Equal(CommandStatus.RefusedIllegal, TestPools.Do(plant, action, 2));
        }

        Assert.Equal(GuardVerdict.None, guard.Judge(new ControlAction.Deactivate(1), plant.Sense()));
        Assert.Equal(GuardVerdict.Busy, new Guard(new GuardOptions()).Judge(new ControlAction.Deactivate(1), plant.Sense()));
    }

    /// <summary>Healthy: a resident that is never idle leaves when it is told to. Broken: never, because an idle instant never comes. Bar: 5 s.</summary>
    [Theory]
    [InlineData(BusyRule.Drain, true)]
    [InlineData(BusyRule.Protect, false)]
    public void A_resident_that_is_never_idle_can_still_be_told_to_leave(BusyRule rule, bool leaves)
    {
        var plant = TestPools.Plant(1, TestPools.Settings(1) with { Initial = [0], Workers = 2, Busy = rule });
        for (int i = 0; i < 20; i++)
        {
            TestPools.Until(plant, 0.5 * i);
            plant.Arrive(TestPools.At(0.5 * i, 0), i);
            if (i >= 10) TestPools.Do(plant, new ControlAction.Deactivate(0), (ulong)i);
        }

        Assert.Equal(leaves, !plant.Sense().Skills[0].IsResident);
    }

    [Theory]
    [InlineData("lru")]
    [InlineData("value-set")]
    [InlineData("teleodynamic")]
    public void Who_never_asks_for_the_busy_sees_no_difference(string policy)
    {
        string With(BusyRule rule) =>
            Json.Of(new Scenario("bursts", "30%") { Settings = new() { Busy = rule } }.Prepare(1).First(1500).Play(policy));
        Assert.Equal(With(BusyRule.Protect), With(BusyRule.Drain));
    }

    private static (Transition Move, int Running, int Queued) Of(PoolPlant plant)
    {
        var row = plant.Sense().Skills[0];
        return (row.Transition, row.Running, row.Queued);
    }
}
