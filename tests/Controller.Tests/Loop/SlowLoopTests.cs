using Teleo.Controller.Decisions;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Resources;
using Teleo.Controller.State;

namespace Teleo.Controller.Tests.Loop;

public class SlowLoopTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_tick_comes_each_period_and_an_event_at_once()
    {
        var (pool, sink, loop, time) = Wire();
        using var stop = new CancellationTokenSource();
        var running = loop.RunAsync(stop.Token);

        time.Advance(Period);
        await sink.Wait(1);
        pool.Listener = happened => loop.Post(happened);
        pool.Request(0);
        await sink.Wait(2);
        time.Advance(Period);
        await sink.Wait(3);

        await stop.CancelAsync();
        await running;
        Assert.Equal([PolicyEvents.Tick, PolicyEvents.Miss, PolicyEvents.Tick], sink.Triggers);
        Assert.Equal(1, pool.Loads);
    }

    [Fact]
    public async Task Stopping_ends_it_without_an_exception_and_handles_nothing_more()
    {
        var (_, sink, loop, time) = Wire();
        using var stop = new CancellationTokenSource();
        var running = loop.RunAsync(stop.Token);
        await stop.CancelAsync();
        await running;
        time.Advance(Period);
        loop.Post(new(PolicyEvents.Pressure, -1, 0));
        Assert.Empty(sink.Triggers);
    }

    [Fact]
    public async Task It_survives_a_plant_that_cannot_be_read()
    {
        var (pool, sink, loop, time) = Wire(new BrokenPool());
        using var stop = new CancellationTokenSource();
        var running = loop.RunAsync(stop.Token);
        for (int i = 0; i < 3; i++) loop.Post(new(PolicyEvents.Pressure, -1, 0));
        ((BrokenPool)pool).IsBroken = false;
        loop.Post(new(PolicyEvents.Pressure, -1, 0));
        await sink.Wait(1);
        await stop.CancelAsync();
        await running;
        Assert.NotEmpty(sink.Triggers);
    }

    [Fact]
    public void A_backlog_beyond_its_bound_is_dropped_and_counted()
    {
        var (_, _, loop, _) = Wire();
        for (int i = 0; i < 5000; i++) loop.Post(new(PolicyEvents.Arrival, 0, i));
        Assert.Equal(5000 - 4096, loop.Dropped);
    }

    private static (PoolDouble Pool, Sink Sink, SlowLoop Loop, ManualTime Time) Wire(PoolDouble? plant = null)
    {
        var pool = plant ?? new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(10));
        var sink = new Sink();
        var time = new ManualTime();
        var policy = new TeleodynamicPolicy(pool.Catalog, new(), 1);
        var step = new ControlStep(pool, policy, new Guard(new()), new(), sink: sink);
        return (pool, sink, new SlowLoop(step, Period, time), time);
    }

    private sealed class Sink : IDecisionSink
    {
        private readonly SemaphoreSlim _received = new(0);

        public List<PolicyEvents> Triggers { get; } = [];

        public void Receive(DecisionRecord record)
        {
            Triggers.Add(record.Inputs.Trigger);
            _received.Release();
        }

        public void Realise(in Realisation realisation)
        {
        }

        /// <summary>Until so many decisions have come in all.</summary>
        public async Task Wait(int count)
        {
            while (Triggers.Count < count) Assert.True(await _received.WaitAsync(TimeSpan.FromSeconds(30)), "the loop stands still");
        }
    }

    private sealed class BrokenPool() : PoolDouble(Rig.Alike(1), ResourceVector.Bytes(10))
    {
        public bool IsBroken { get; set; } = true;

        public override PoolView Sense() => IsBroken ? throw new IOException("broken") : base.Sense();
    }
}
