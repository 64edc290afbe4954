using System.Threading.Channels;
using Teleo.Controller.Policies;
using Teleo.Controller.Telemetry;

namespace Teleo.Controller.Loop;

/// <summary>
/// The loop in real time: a tick each period and whatever the plant reports in between, handled one after another by
/// <see cref="ControlStep"/>. It ends only by cancellation, after the step under way, so that what was begun is recorded.
/// </summary>
/// <param name="telemetry">Is told how long steps take; it should also stand among the step's sinks.</param>
public sealed class SlowLoop(ControlStep step, TimeSpan period, TimeProvider clock, DecisionTelemetry? telemetry = null)
{
    /// <summary>Events that may wait. Beyond that new ones are dropped and counted: what they tell of demand stands in the plant's counters anyway.</summary>
    private const int Backlog = 4096;

    private readonly Channel<PoolEvent> _events = Channel.CreateBounded<PoolEvent>(
        new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private long _dropped;

    /// <summary>Events that found the backlog full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Steps handled.</summary>
    public long Steps { get; private set; }

    /// <summary>Tells the loop what happened. Never blocks; may be called from any thread.</summary>
    public void Post(in PoolEvent happened)
    {
        if (!_events.Writer.TryWrite(happened)) Interlocked.Increment(ref _dropped);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(period, clock);
        var ticking = TickAsync(timer, cancellation);
        try
        {
            await foreach (var happened in _events.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                Handle(happened, cancellation);
                Steps++;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        finally
        {
            timer.Dispose();
            await ticking.ConfigureAwait(false);
        }
    }

    private void Handle(in PoolEvent happened, CancellationToken cancellation)
    {
        using var span = telemetry?.BeginStep(happened);
        long began = clock.GetTimestamp();
        if (step.Handle(happened, cancellation).Decided) telemetry?.Took(clock.GetElapsedTime(began));
    }

    private async Task TickAsync(PeriodicTimer timer, CancellationToken cancellation)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
                Post(new(PolicyEvents.Tick, -1, clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }
}
