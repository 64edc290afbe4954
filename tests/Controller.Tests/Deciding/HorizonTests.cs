using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Deciding;

public class HorizonTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(20, 1, 6)]
    [InlineData(100, 1, 30)]
    [InlineData(100, 45, 45)]
    [InlineData(1e9, 1, 7200)]
    [InlineData(0, 9000, 9000)]
    public void It_is_a_share_of_the_idle_age_and_never_less_than_the_longest_load(double idleAge, double longestLoad, double expected)
    {
        Assert.Equal(expected, Horizon.Of(new(), Inputs(idleAge, longestLoad)), 1e-9);
        Assert.Equal(Math.Max(10, expected), Horizon.Of(new() { HorizonSeconds = 10 }, Inputs(idleAge, longestLoad)), 1e-9);
        Assert.Equal(10, Horizon.Of(new() { HorizonSeconds = 10, HorizonShare = 0 }, Inputs(idleAge, longestLoad)));
    }

    /// <summary>A load time that is no number concerns the skill that has it, and no other.</summary>
    [Fact]
    public void A_reading_that_is_no_amount_does_not_move_it()
    {
        var inputs = Inputs(idleAge: 0, longestLoad: 30);
        inputs.Skills[0].LoadSeconds = double.NaN;
        Assert.Equal(0.5, Horizon.Of(new(), inputs));
    }

    [Fact]
    public void Loads_that_go_first_come_before_the_longest()
    {
        Assert.Equal(38, Horizon.Of(new(), idleAgeSeconds: 0, longestLoad: 30, loadsBefore: 8), 1e-9);
        Assert.Equal(60, Horizon.Of(new(), idleAgeSeconds: 200, longestLoad: 30, loadsBefore: 8), 1e-9);
    }

    /// <summary>Healthy: loaded with the first look. Broken: made to wait for load time less horizon although nothing else is to be done.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(15)]
    [InlineData(60)]
    public void A_lone_request_is_loaded_at_once_where_room_is_free(double loadSeconds)
    {
        Assert.InRange(SecondsUntilLoad(new(), loadSeconds), 0, 1);
    }

    [Fact]
    public void Under_the_fixed_horizon_with_a_price_on_every_load_it_waits()
    {
        var former = new ControllerOptions { Score = new() { HorizonSeconds = 10, HorizonShare = 0, PricesOwedLoads = true, SwitchPrice = 0.02 } };
        Assert.True(SecondsUntilLoad(former, 60) > 5);
    }

    [Fact]
    public void What_is_unloaded_teaches_how_long_the_pool_keeps()
    {
        var pool = new PoolDouble(Rig.Alike(2, loadSeconds: 1), ResourceVector.Bytes(10));
        var rig = new Rig(pool);
        pool.MakeActive(0);
        pool.Request(0);
        pool.Advance(400);
        Assert.Equal(10, rig.Record.Inputs.IdleAgeSeconds);
        pool.Request(1);
        pool.Advance(30);
        Assert.InRange(rig.Record.Inputs.IdleAgeSeconds, (0.97 * 10 + 380) / 1.97, (0.97 * 10 + 420) / 1.97);
    }

    private static double SecondsUntilLoad(ControllerOptions options, double loadSeconds)
    {
        var pool = new PoolDouble(Rig.Catalog(Rig.Skill("resident", 10), Rig.Skill("lone", 10, loadSeconds: loadSeconds)), ResourceVector.Bytes(20), loaders: 1);
        _ = new Rig(pool, options);
        pool.MakeActive(0);
        pool.Advance(1);
        pool.Request(1);
        for (double waited = 0; waited < 1000; waited += 0.5)
        {
            pool.Advance(0.5);
            if (pool[1].Transition == Transition.Loading || pool[1].CanServe) return waited;
        }

        return double.PositiveInfinity;
    }

    private static DecisionInputs Inputs(double idleAge, double longestLoad)
    {
        var inputs = new DecisionInputs(2) { IdleAgeSeconds = idleAge };
        for (int i = 0; i < 2; i++) inputs.Skills[i] = new() { Footprint = ResourceVector.Bytes(10), LoadSeconds = i == 0 ? longestLoad : 0.5 };
        return inputs;
    }
}
