using System.Collections.Immutable;
using System.Diagnostics;
using Teleo.Controller.Domain;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Telemetry;
using Teleo.Pool.Loop;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Telemetry;

namespace Teleo.Pool.Live;

/// <summary>
/// Runs the loop of a live plant on one thread: it passes on reports of work, commands of the operator and requests of a workload, and
/// waits if nothing is due. It ends when the workload is done, when it is cancelled, or on the operator's command; running requests then
/// end within one token.
/// </summary>
internal sealed class LiveLoop : IPoolSource
{
    private readonly LivePlant _plant;
    private readonly PlantState _state;
    private readonly PoolLoop _loop;
    private readonly LiveClock _clock;
    private ImmutableArray<LiveArrival> _arrivals = [];
    private ImmutableArray<OperatorCommand> _commands = [];
    private bool _staysOpen;
    private CancellationToken _cancellation;
    private int _arrived;
    private int _obeyed;

    public LiveLoop(LivePlant plant, IPolicy policy, ControlStep step, LiveClock clock)
    {
        (_plant, _state, _clock) = (plant, plant.Core.State, clock);
        _loop = new PoolLoop(plant.Core, policy, step, this, clock)
        {
            Tasks = plant.Tasks,
            Before = plant.Operator.KeepOut,
            After = plant.Follow,
            Turned = Turn,
        };
    }

    public DecisionTelemetry? Telemetry { init => _loop.Telemetry = value; }

    /// <summary>Receives each decision after its commands have been settled; the report is reused.</summary>
    public Action<StepReport>? Decided { init => _loop.Decided = value; }

    /// <summary>Receives how each request of the workload ended.</summary>
    public Action<PoolRequest, PoolAnswer>? Answered { get; init; }

    /// <summary>Is called after each turn.</summary>
    public Action? Turned { get; init; }

    public long Decisions => _loop.Decisions;

    /// <summary>False where it ended before its work was done.</summary>
    public bool IsDone { get; private set; }

    long IPoolSource.NextNs =>
        IsOver ? long.MaxValue : _plant.Inbox.TryPeek(out _) ? long.MinValue : Math.Min(NextCommandNs, NextArrivalNs);

    SimEventKind IPoolSource.NextKind => NextCommandNs <= NextArrivalNs ? SimEventKind.OperatorCommand : SimEventKind.Arrival;

    bool IPoolSource.IsOver => IsOver;

    /// <param name="arrivals">Requests in the order of time. Outside requests may also arrive.</param>
    /// <param name="commands">What the operator will say, in order of time.</param>
    /// <param name="staysOpen">Continues after the last arrival, for outside requests, until it is cancelled.</param>
    public async Task RunAsync(ImmutableArray<LiveArrival> arrivals, ImmutableArray<OperatorCommand> commands,
        bool staysOpen, CancellationToken cancellation)
    {
        (_arrivals, _commands, _staysOpen, _cancellation) = (arrivals, commands, staysOpen, cancellation);
        while (!_loop.Run(cancellation) && !cancellation.IsCancellationRequested)
        {
            long due = _state.Events.Count > 0 ? _state.Events.First.TimeNs : long.MaxValue;
            long next = Math.Min(due, Math.Min(NextCommandNs, NextArrivalNs));
            if (_clock.SkipsIdle && !HasDealtWithAll && next < long.MaxValue && _plant.IsStill) _clock.SkipTo(next);
            else await WaitAsync(next, cancellation);
        }

        IsDone = HasDealtWithAll && !_plant.Operator.IsShutDown;
        await GiveUpAsync();
    }

    void IPoolSource.Bring(PoolLoop loop)
    {
        if (_plant.Inbox.TryRead(out var message))
        {
            Handle(message());
        }
        else if (NextCommandNs <= NextArrivalNs)
        {
            Handle(_plant.Operator.Obey(_commands[_obeyed++]));
        }
        else
        {
            var request = _arrivals[_arrived++].Request;
            Handle(new RouteWalk(_plant, request, answer => Answered?.Invoke(request, answer), _cancellation).Begin());
        }

        while (_plant.TryTakeForetelling(out var foretelling)) loop.Foretell(foretelling);
    }

    private long NextCommandNs => _obeyed < _commands.Length ? PlantState.Nanoseconds(_commands[_obeyed].AtSeconds) : long.MaxValue;

    private long NextArrivalNs => _arrived < _arrivals.Length ? _arrivals[_arrived].TimeNs : long.MaxValue;

    private bool IsOver => _plant.Operator.IsShutDown || (HasDealtWithAll && !_staysOpen && _plant.IsStill);

    private bool HasDealtWithAll => _arrived == _arrivals.Length && _state.Counters.Present == 0;

    private void Handle(PoolEvent? happened)
    {
        var trace = _plant.Requests.TakeTrace();
        if (happened is not { } known) return;

        // The spans that a request causes belong to the trace of its sender.
        using var span = trace == default ? null : StepTelemetry.Spans.StartActivity("teleo.arrival", ActivityKind.Internal, trace);
        _loop.Handle(known);
    }

    private void Turn()
    {
        _plant.Work.Flush();
        Turned?.Invoke();
    }

    private void Last(Func<PoolEvent?> message)
    {
        _state.AdvanceTo(_clock.NowNs);
        message();
    }

    private async Task WaitAsync(long next, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(_plant.Inbox.WaitToReadAsync(enough.Token).AsTask(), _clock.UntilAsync(next, enough.Token));
        await enough.CancelAsync();
    }

    /// <summary>Cancels all remaining requests; running ones stop within one token.</summary>
    private async Task GiveUpAsync()
    {
        _plant.Close(forGood: false);
        _plant.Work.GiveUpAll();
        while (_plant.Work.InFlight > 0) Last(await _plant.Inbox.ReadAsync());
        _plant.Close(forGood: true);
        while (_plant.Inbox.TryRead(out var message)) Last(message);
    }
}
