using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Telemetry;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>
/// The one thread of a live plant: takes what has ended, what comes due and what arrives, each in its turn, tells the controller, and waits
/// where nothing is to be done. It ends when the workload has been dealt with, when it is cancelled, or when the operator says so; what was
/// begun is given up then, within one token.
/// </summary>
internal sealed class LiveLoop(LivePlant plant, IPolicy policy, ControlStep step, LiveClock clock)
{
    private readonly PlantState _state = plant.Core.State;
    private readonly long _tickNs = policy.DecidesOn.HasFlag(PolicyEvents.Tick)
        ? Math.Max(1_000_000, PlantState.Nanoseconds(policy.TickSeconds))
        : 0;
    private ImmutableArray<LiveArrival> _arrivals = [];
    private ImmutableArray<OperatorCommand> _commands = [];
    private int _arrived;
    private int _obeyed;

    public DecisionTelemetry? Telemetry { get; init; }

    /// <summary>Is told of each decision, after its commands have been settled; the report is reused.</summary>
    public Action<StepReport>? Decided { get; init; }

    /// <summary>Is told how each request of the workload ended.</summary>
    public Action<PoolRequest, PoolAnswer>? Answered { get; init; }

    /// <summary>Is called after each turn.</summary>
    public Action? Turned { get; init; }

    public long Decisions { get; private set; }

    /// <summary>False where it ended before its work was done.</summary>
    public bool IsDone { get; private set; }

    /// <param name="arrivals">In order of time. Requests from outside may come besides.</param>
    /// <param name="commands">What the operator will say, in order of time.</param>
    /// <param name="staysOpen">Goes on after the last arrival, for those who ask from outside, until it is cancelled.</param>
    public async Task RunAsync(ImmutableArray<LiveArrival> arrivals, ImmutableArray<OperatorCommand> commands,
        bool staysOpen, CancellationToken cancellation)
    {
        (_arrivals, _commands) = (arrivals, commands);
        if (_tickNs > 0) _state.Events.Add(_state.NowNs, SimEventKind.Tick);
        while (!cancellation.IsCancellationRequested && !plant.Operator.IsShutDown)
        {
            if (TryTurn(cancellation))
            {
                Turned?.Invoke();
                continue;
            }

            bool isOver = _arrived == _arrivals.Length && _state.Counters.Present == 0;
            if (isOver && !staysOpen && plant.IsStill) break;
            long next = Math.Min(Due(), NextOutside());
            if (clock.SkipsIdle && !isOver && next < long.MaxValue && plant.IsStill) clock.SkipTo(next);
            else await WaitAsync(next, cancellation);
        }

        IsDone = _arrived == _arrivals.Length && _state.Counters.Present == 0 && !plant.Operator.IsShutDown;
        await GiveUpAsync();
    }

    /// <summary>Does the one thing whose turn it is; false when there is nothing to do yet.</summary>
    private bool TryTurn(CancellationToken cancellation)
    {
        long now = clock.NowNs;
        if (plant.Inbox.TryRead(out var message))
        {
            _state.AdvanceTo(now);
            Handle(message(), cancellation);
            while (plant.TryTakeTold(out var told)) Note(step.Hear(told, cancellation));
            return true;
        }

        long due = Due(), outside = NextOutside();
        if (Math.Min(due, outside) > now) return false;
        if (due <= outside)
        {
            if (plant.Core.TryStep(out var happened, now)) Handle(happened, cancellation);
            else plant.Work.Flush();
            if (happened.Kind == PolicyEvents.Tick) _state.Events.Add(_state.NowNs + _tickNs, SimEventKind.Tick);
            return true;
        }

        _state.AdvanceTo(now);
        if (_obeyed < _commands.Length && PlantState.Nanoseconds(_commands[_obeyed].AtSeconds) <= now)
            Handle(plant.Operator.Obey(_commands[_obeyed++]), cancellation);
        else Arrive(_arrivals[_arrived++].Request, cancellation);
        return true;
    }

    private void Arrive(PoolRequest request, CancellationToken cancellation)
    {
        // A way through several skills is walked from outside.
        if (request.Then.IsEmpty && plant.Routing.Mode == Teleo.Controller.Routing.RouteMode.Direct)
            Handle(plant.Arrive(request, response => Answered?.Invoke(request, response), cancellation), cancellation);
        else _ = AskAsync(request, cancellation);
    }

    private async Task AskAsync(PoolRequest request, CancellationToken cancellation)
    {
        PoolAnswer response;
        try
        {
            response = await plant.AskAsync(request, cancellation);
        }
        catch (OperationCanceledException)
        {
            response = new PoolAnswer(RequestStatus.Cancelled);
        }

        plant.Post(() =>
        {
            Answered?.Invoke(request, response);
            return null;
        });
    }

    private void Handle(PoolEvent? told, CancellationToken cancellation)
    {
        if (told is not { } happened)
        {
            plant.Work.Flush();
            return;
        }

        plant.Operator.KeepOut(happened);
        using var span = Telemetry?.BeginStep(happened);
        Note(step.Handle(happened, cancellation));
        plant.Follow(happened);
        PlantAudit.CheckSums(_state);
    }

    private void Note(StepReport report)
    {
        if (!report.Decided) return;
        Decisions++;
        Decided?.Invoke(report);
    }

    private void Last(Func<PoolEvent?> message)
    {
        _state.AdvanceTo(clock.NowNs);
        message();
    }

    private long Due() => _state.Events.Count > 0 ? _state.Events.First.TimeNs : long.MaxValue;

    private long NextOutside() => Math.Min(
        _arrived < _arrivals.Length ? _arrivals[_arrived].TimeNs : long.MaxValue,
        _obeyed < _commands.Length ? PlantState.Nanoseconds(_commands[_obeyed].AtSeconds) : long.MaxValue);

    private async Task WaitAsync(long next, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(plant.Inbox.WaitToReadAsync(enough.Token).AsTask(), clock.UntilAsync(next, enough.Token));
        await enough.CancelAsync();
    }

    /// <summary>Ends what is still there; what runs stops within one token.</summary>
    private async Task GiveUpAsync()
    {
        plant.Close(forGood: false);
        plant.Work.GiveUpAll();
        while (plant.Work.InFlight > 0) Last(await plant.Inbox.ReadAsync());
        plant.Close(forGood: true);
        while (plant.Inbox.TryRead(out var message)) Last(message);
    }
}
