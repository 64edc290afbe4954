using Teleo.Controller.Domain;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Telemetry;
using Teleo.Pool.Plants;

namespace Teleo.Pool.Loop;

/// <summary>
/// The loop of a pool, simulated or live. It processes due and outside events in the order of time, lets the policy learn and decide on
/// each, and applies the consequences. One thread runs it; it allocates nothing per event.
/// </summary>
internal sealed class PoolLoop
{
    private readonly PoolPlant _plant;
    private readonly PlantState _state;
    private readonly ControlStep _step;
    private readonly IPoolSource _source;
    private readonly IPoolClock _clock;
    private readonly long _tickNs;
    private CancellationToken _cancellation;
    private long _audited;

    public PoolLoop(PoolPlant plant, IPolicy policy, ControlStep step, IPoolSource source, IPoolClock clock)
    {
        (_plant, _state, _step, _source, _clock) = (plant, plant.State, step, source, clock);
        if (!policy.DecidesOn.HasFlag(PolicyEvents.Tick)) return;
        _tickNs = Math.Max(1_000_000, PlantState.Nanoseconds(policy.TickSeconds));
        _state.Events.Add(_state.NowNs, SimEventKind.Tick);
    }

    /// <summary>The router of requests that name tasks; null where they name skills.</summary>
    public TaskDispatcher? Tasks { get; set; }

    /// <summary>Puts a span around each step.</summary>
    public DecisionTelemetry? Telemetry { get; set; }

    /// <summary>Receives each event before the policy does.</summary>
    public Action<PoolEvent>? Before { get; set; }

    /// <summary>Receives each event after its consequences have been applied.</summary>
    public Action<PoolEvent>? After { get; set; }

    /// <summary>Called after each processed event.</summary>
    public Action? Turned { get; set; }

    /// <summary>Receives each decision after its commands have been settled; the report is reused.</summary>
    public Action<StepReport>? Decided { get; set; }

    public long Decisions { get; private set; }

    /// <summary>Runs until all is over, and returns true, or until nothing is due or the run is cancelled, and returns false.</summary>
    public bool Run(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        while (!cancellation.IsCancellationRequested)
        {
            long outside = _source.NextNs;
            if (outside == long.MaxValue && _source.IsOver) return true;
            bool isDue = _state.Events.Count > 0 && IsBefore(_state.Events.First, outside);
            if (!_clock.HasCome(isDue ? _state.Events.First.TimeNs : outside, out long now)) return false;
            if (isDue)
            {
                TakeDue(now);
            }
            else
            {
                _state.AdvanceTo(now);
                _source.Bring(this);
            }

            Turned?.Invoke();
        }

        return false;
    }

    /// <summary>Lets the policy learn from an event and decide on it, then applies the consequences.</summary>
    public void Handle(in PoolEvent happened)
    {
        Before?.Invoke(happened);
        using var span = Telemetry?.BeginStep(happened);
        Note(_step.Handle(happened, _cancellation));
        Tasks?.Follow(happened);
        _plant.LoadThrough(happened);
        After?.Invoke(happened);
        Audit();
    }

    /// <summary>Gives the policy a foretelling and lets it decide.</summary>
    public void Foretell(in Foretelling foretelling) => Note(_step.Foretell(foretelling, _cancellation));

    private bool IsBefore(in SimEvent due, long outsideNs) =>
        due.TimeNs < outsideNs || (due.TimeNs == outsideNs && due.Kind < _source.NextKind);

    private void TakeDue(long nowNs)
    {
        if (!_plant.TryStep(out var happened, nowNs)) return;
        Handle(happened);
        if (happened.Kind == PolicyEvents.Tick && _tickNs > 0) _state.Events.Add(_state.NowNs + _tickNs, SimEventKind.Tick);
    }

    private void Note(StepReport report)
    {
        if (!report.Decided) return;
        Decisions++;
        Decided?.Invoke(report);
    }

    private void Audit()
    {
        PlantAudit.CheckSums(_state);
        if (_state.Structure - _audited < _state.Rows.Length / 16) return;
        _audited = _state.Structure;
        _plant.Audit();
    }
}
