using Teleo.Controller.Domain;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Telemetry;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Loop;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// Drives a plant through a workload under a policy in virtual time, until every request has ended. One thread, nothing allocated per
/// request.
/// </summary>
internal sealed class Simulation : IPoolSource, IDisposable
{
    private const int BlockRows = 1024;

    private readonly PlantState _state;
    private readonly PoolLoop _loop;
    private readonly VirtualClock _clock = new();
    private readonly IRequestReader _reader;
    private readonly Request[] _block = new Request[BlockRows];
    private int _next;
    private int _held;
    private int _heard;

    public Simulation(PoolPlant plant, IPolicy policy, ControlStep step, IRequestReader reader, long firstNumber = 0)
    {
        (Plant, Policy, _state, _reader) = (plant, policy, plant.State, reader);
        Number = firstNumber;
        _state.UnloadListener = reader as IUnloadListener;
        _loop = new PoolLoop(plant, policy, step, this, _clock) { Decided = Note };
    }

    public PoolPlant Plant { get; }

    public IPolicy Policy { get; }

    public PlantCounters Counters => _state.Counters;

    /// <summary>Requests that have arrived.</summary>
    public long Number { get; private set; }

    public long Decisions => _loop.Decisions;

    /// <summary>The router of requests that name tasks; null where they name skills.</summary>
    public TaskDispatcher? Tasks { get => _loop.Tasks; init => _loop.Tasks = value; }

    /// <summary>Plays alternatives of some of the decisions.</summary>
    public Rollouts? Rollouts
    {
        get;
        set
        {
            field = value;
            _loop.Before = value is null ? null : Prepare;
        }
    }

    /// <summary>Puts a span around each step.</summary>
    public DecisionTelemetry? Telemetry { init => _loop.Telemetry = value; }

    /// <summary>Receives each decision after its commands have been settled.</summary>
    public Action<StepReport>? Decided { get; set; }

    /// <summary>The things foretold in the course of the run, in order of their time.</summary>
    public ReadOnlyMemory<TimedForetelling> Foretellings { get; init; }

    long IPoolSource.NextNs => _next < _held || Refill() ? Math.Min(_block[_next].ArrivalNs, ForetoldNs)
        : _state.Counters.Present > 0 ? ForetoldNs : long.MaxValue;

    SimEventKind IPoolSource.NextKind => IsForetoldNext ? SimEventKind.Foretelling : SimEventKind.Arrival;

    bool IPoolSource.IsOver => _held == 0 && _state.Counters.Present == 0;

    /// <summary>
    /// Runs on until the workload is over and the pool empty, or nothing more happens before <paramref name="untilNs"/>. False when stopped
    /// there.
    /// </summary>
    public bool Run(long untilNs = long.MaxValue, CancellationToken cancellation = default)
    {
        _clock.UntilNs = untilNs;
        bool isOver = _loop.Run(cancellation);
        cancellation.ThrowIfCancellationRequested();
        return isOver;
    }

    /// <summary>Checks the whole state, at the end of a run.</summary>
    public void Audit()
    {
        Plant.Audit();
        PlantAudit.CheckLittle(_state);
    }

    void IPoolSource.Bring(PoolLoop loop)
    {
        if (IsForetoldNext) loop.Foretell(Foretellings.Span[_heard++].Foretelling);
        else Arrive(_block[_next++], loop);
    }

    public void Dispose() => _reader.Dispose();

    private long ForetoldNs => _heard < Foretellings.Length ? Foretellings.Span[_heard].TimeNs : long.MaxValue;

    private bool IsForetoldNext => _heard < Foretellings.Length && (_held == 0 || ForetoldNs <= _block[_next].ArrivalNs);

    private void Arrive(Request request, PoolLoop loop)
    {
        long number = Number++;
        int skill = request.Skill, task = -1;
        if (Tasks is not null)
        {
            // A request that no skill may answer is refused before the plant, as it is live.
            task = request.Skill;
            if (Tasks.RouteOf(task).Skills is not [var first, ..]) return;
            skill = first;
        }

        loop.Handle(Plant.Arrive(new(number, skill, task, request.InputTokens, request.OutputTokens)));
    }

    private void Prepare(PoolEvent happened)
    {
        if (Policy.WantsToDecide(happened, Plant.Sense())) Rollouts!.Prepare(Plant);
    }

    private void Note(StepReport report)
    {
        Rollouts?.Follow(report, this);
        Decided?.Invoke(report);
    }

    private bool Refill()
    {
        _next = 0;
        _held = _reader.Read(_block);
        return _held > 0;
    }
}
