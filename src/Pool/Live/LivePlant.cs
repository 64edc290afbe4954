using System.Collections.Immutable;
using System.Threading.Channels;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Routing;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Telemetry;
using Teleo.Pool.Work;

namespace Teleo.Pool.Live;

/// <summary>
/// A pool of real models with the state, queues and rules of the simulated plant; only slow work is carried out instead of computed. All
/// changes of the state happen on one thread, the loop's; requests and operators may use any thread.
/// </summary>
internal sealed class LivePlant : IPlant, IDisposable
{
    private readonly PoolPlant _core;
    private readonly SkillFolder _folder;
    private readonly IPoolWork _runtime;
    private readonly LiveWork _work;
    private readonly TaskDispatcher _tasks;
    private readonly Channel<Func<PoolEvent?>> _inbox = Channel.CreateUnbounded<Func<PoolEvent?>>(new() { SingleReader = true });
    private readonly Queue<Foretelling> _foretellings = [];

    /// <param name="runtime">Runs the models; the plant disposes it.</param>
    public LivePlant(SkillFolder folder, PlantSettings settings, RoutingOptions routing, ImmutableArray<SkillProfile> profiles,
        SeedTree seeds, IPoolWork runtime, AdaptationOptions? adaptation = null)
    {
        _folder = folder;
        Quality = new LiveQuality(folder, adaptation ?? new AdaptationOptions());
        Routing = routing;
        _core = new PoolPlant(settings, profiles, seeds, folder.Catalog);
        _runtime = runtime;
        Requests = new LiveRequests(this);
        _work = new LiveWork(_core.State, Requests.Open, runtime, message => Post(message))
        {
            Dispatcher = _core.Dispatcher,
            Residency = _core.Residency
        };
        _core.State.Work = _work;
        _tasks = new TaskDispatcher(_core, routing, Quality.Of);
        _core.Accepted = command => LastAccepted = command;
        Operator = new OperatorConsole(this);
        FollowRows("registry", "a run begins");
    }

    public SkillFolder Folder => _folder;

    public RoutingOptions Routing { get; }

    public PoolPlant Core => _core;

    /// <summary>The router of requests that name a task.</summary>
    public TaskDispatcher Tasks => _tasks;

    public LiveWork Work => _work;

    public OperatorConsole Operator { get; }

    /// <summary>The qualities that requests are routed by.</summary>
    public LiveQuality Quality { get; }

    /// <summary>The requests that have come and not ended.</summary>
    public LiveRequests Requests { get; }

    /// <summary>The last structural command that the plant took.</summary>
    public Command? LastAccepted { get; private set; }

    /// <summary>True if nothing runs or loads and no message is pending.</summary>
    public bool IsStill => _work.InFlight == 0 && !_inbox.Reader.TryPeek(out _);

    internal ChannelReader<Func<PoolEvent?>> Inbox => _inbox.Reader;

    public PoolView Sense() => _core.Sense();

    public CommandReceipt Apply(in Command command)
    {
        var receipt = _core.Apply(command);
        _work.Flush();
        return receipt;
    }

    /// <summary>The answer to a request that comes too late.</summary>
    internal static PoolAnswer ShutDown { get; } = new(RequestStatus.Cancelled) { Why = "the plant was shut down" };

    /// <summary>Has something done on the plant's thread. False where the loop has ended.</summary>
    public bool Post(Func<PoolEvent?> message) => _inbox.Writer.TryWrite(message);

    /// <summary>Passes a prediction to the controller, from any thread; the controller decides on it in order.</summary>
    public void Foretell(Foretelling foretelling) => Post(() =>
    {
        _foretellings.Enqueue(foretelling);
        return null;
    });

    /// <summary>Takes note, from any thread, that an answer of a model was right (1), wrong (0) or in between.</summary>
    public void Judge(int model, string task, double correct) => Post(() =>
    {
        int place = _folder.Tasks.IndexOf(task);
        if (place >= 0) Quality.Note(model, place, correct);
        return new PoolEvent(PolicyEvents.Judged, model, _core.State.ReadNowNs, Correct: correct) { Task = place };
    });

    /// <summary>Gives the next foretelling that the controller has not heard.</summary>
    internal bool TryTakeForetelling(out Foretelling foretelling) => _foretellings.TryDequeue(out foretelling);

    /// <summary>Refuses requests from now on; later messages are refused at once.</summary>
    internal void Close(bool forGood)
    {
        Requests.Close();
        if (forGood) _inbox.Writer.TryComplete();
    }

    /// <summary>Puts a request to the pool, from any thread. It is answered, or refused with the reason; only cancelling throws.</summary>
    public Task<PoolAnswer> AskAsync(PoolRequest request, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource<PoolAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var walk = new RouteWalk(this, request, done.SetResult, cancellation);
        return Post(walk.Begin) ? done.Task.WaitAsync(cancellation) : Task.FromResult(ShutDown);
    }

    /// <summary>Applies the operator's standing commands after an event, and updates the registry with the state of every skill.</summary>
    internal void Follow(PoolEvent happened)
    {
        Operator.Follow();
        if (happened.Kind is PolicyEvents.Arrival or PolicyEvents.Completion or PolicyEvents.Tick
            or PolicyEvents.Miss or PolicyEvents.Judged)
            return;
        string? touch = happened.Skill < 0 ? null : Operator.TakeTouch(happened.Skill);
        FollowRows(touch is null ? "controller" : "operator",
            touch ?? (LastAccepted is { } last ? $"{ActionWords.Of(last.Action)}, decision {last.DecisionId}" : ""));
    }

    /// <summary>Removes a model that its runtime has dropped from the pool's state. Null if it is not resident, or busy.</summary>
    internal PoolEvent? Drop(int model) => _core.State.Rows[model].Running == 0 ? _work.Crash(model, "its runtime dropped it") : null;

    /// <summary>Removes a model whose runtime has ended from the pool's state, from any thread; its running requests fail.</summary>
    internal void Crash(int model, string why) => Post(() => _work.Crash(model, why));

    /// <summary>The last command was undone: it cannot be undone twice.</summary>
    internal void Forget(in Command command)
    {
        if (LastAccepted?.Id == command.Id) LastAccepted = null;
    }

    internal void FollowRows(string actor, string reason)
    {
        for (int skill = 0; skill < _core.State.Rows.Length; skill++)
            if (_core.State.Rows[skill].Transition == Transition.None)
                _folder.Follow(skill, _core.State.Rows[skill].Lifecycle, actor, reason);
    }

    public void Dispose()
    {
        _inbox.Writer.TryComplete();
        _runtime.Dispose();
    }
}
