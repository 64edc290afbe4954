using Teleo.Controller.Domain;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Telemetry;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// Drives a plant through a trace under a policy, event by event, until every request has ended. One thread, no
/// clock but the plant's, nothing allocated per request.
/// </summary>
internal sealed class Simulation : IDisposable
{
    private const int BlockRows = 1024;

    private readonly PlantState _state;
    private readonly ControlStep _step;
    private readonly IRequestReader _reader;
    private readonly Request[] _block = new Request[BlockRows];
    private readonly long _tickNs;
    private int _next;
    private int _held;
    private int _heard;
    private long _audited;

    public Simulation(SimulatedPlant plant, IPolicy policy, ControlStep step, IRequestReader reader, long firstNumber = 0)
    {
        (Plant, Policy, _state, _step, _reader) = (plant, policy, plant.State, step, reader);
        Number = firstNumber;
        _state.UnloadListener = reader as IUnloadListener;
        if (!policy.DecidesOn.HasFlag(PolicyEvents.Tick)) return;
        _tickNs = Math.Max(1_000_000, PlantState.Nanoseconds(policy.TickSeconds));
        _state.Events.Add(_state.NowNs, SimEventKind.Tick);
    }

    public SimulatedPlant Plant { get; }

    public IPolicy Policy { get; }

    public PlantCounters Counters => _state.Counters;

    /// <summary>Requests that have arrived.</summary>
    public long Number { get; private set; }

    public long Decisions { get; private set; }

    /// <summary>The router of requests that name tasks; null where they name skills.</summary>
    public TaskDispatcher? Tasks { get; init; }

    /// <summary>Plays alternatives of some of the decisions.</summary>
    public Rollouts? Rollouts { get; set; }

    /// <summary>Puts a span around each step.</summary>
    public DecisionTelemetry? Telemetry { get; init; }

    /// <summary>Is told of each decision, after its commands have been settled.</summary>
    public Action<StepReport>? Decided { get; set; }

    /// <summary>
    /// Runs on until the trace is over and empty, or nothing more happens before <paramref name="untilNs"/>. False when stopped there.
    /// </summary>
    public bool Run(long untilNs = long.MaxValue, CancellationToken cancellation = default)
    {
        for (int count = 1; ; count++)
        {
            if ((count & 0xFFF) == 0) cancellation.ThrowIfCancellationRequested();
            bool arrives = _next < _held || Refill();
            if (!arrives && _state.Counters.Present == 0) return true;
            long arrival = arrives ? _block[_next].ArrivalNs : long.MaxValue;
            long next = _state.Events.Count > 0 ? Math.Min(arrival, _state.Events.First.TimeNs) : arrival;
            if (_heard < Foretellings.Length && Foretellings.Span[_heard].TimeNs <= Math.Min(next, untilNs))
            {
                Hear(Foretellings.Span[_heard++]);
                continue;
            }

            bool fromHeap = _state.Events.Count > 0 && IsBefore(_state.Events.First, arrival);
            if ((fromHeap ? _state.Events.First.TimeNs : arrival) > untilNs) return false;
            if (fromHeap) Step();
            else Arrive();
        }
    }

    /// <summary>Checks all books, at the end of a run.</summary>
    public void Audit()
    {
        Plant.Audit();
        PlantAudit.CheckLittle(_state);
    }

    /// <summary>The things foretold in the course of the run, in order of their time.</summary>
    public ReadOnlyMemory<TimedForetelling> Foretellings { get; init; }

    public void Dispose() => _reader.Dispose();

    private static bool IsBefore(in SimEvent due, long arrivalNs) =>
        due.TimeNs < arrivalNs || (due.TimeNs == arrivalNs && due.Kind < SimEventKind.Arrival);

    private void Arrive()
    {
        var request = _block[_next++];
        long number = Number++;
        int task = -1;
        if (Tasks is not null)
        {
            // Whom nobody can do is turned away before the plant, as it is live.
            _state.AdvanceTo(request.ArrivalNs);
            task = request.Skill;
            if (Tasks.RouteOf(task).Skills is not [var skill, ..]) return;
            request = request with { Skill = skill };
        }

        var happened = Plant.Arrive(request, number, task);
        Handle(happened);
        if (_state.Settings.Miss == MissMode.LoadThrough && happened.Kind == PolicyEvents.Miss) LoadThrough(happened.Skill);
    }

    private void Hear(in TimedForetelling told)
    {
        _state.AdvanceTo(told.TimeNs);
        Follow(_step.Hear(told.Told));
    }

    private void Step()
    {
        if (!Plant.TryStep(out var happened)) return;
        Handle(happened);
        if (happened.Kind == PolicyEvents.Tick && _tickNs > 0) _state.Events.Add(_state.NowNs + _tickNs, SimEventKind.Tick);
    }

    private void Handle(in PoolEvent happened)
    {
        if (Rollouts is not null && Policy.WantsToDecide(happened, Plant.Sense())) Rollouts.Prepare(Plant);
        using var span = Telemetry?.BeginStep(happened);
        Follow(_step.Handle(happened));
        Tasks?.Follow(happened);
        PlantAudit.CheckSums(_state);
        if (_state.Structure - _audited < _state.Rows.Length / 16) return;
        _audited = _state.Structure;
        Plant.Audit();
    }

    private void Follow(StepReport report)
    {
        if (!report.Decided) return;
        Decisions++;
        Rollouts?.Follow(report, this);
        Decided?.Invoke(report);
    }

    /// <summary>The plant itself loads what was missed where that displaces nobody and the policy has not.</summary>
    private void LoadThrough(int skill)
    {
        ref readonly var row = ref _state.Rows[skill];
        if (row.IsResident || row.Transition != Transition.None) return;
        Plant.LoadThrough(skill);
    }

    private bool Refill()
    {
        _next = 0;
        _held = _reader.Read(_block);
        return _held > 0;
    }
}
