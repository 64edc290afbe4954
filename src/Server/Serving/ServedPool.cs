using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Routing;
using Teleo.Engine.Input;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Workers;
using Teleo.Server.Upstream;

namespace Teleo.Server.Serving;

/// <summary>The pool behind a server: its models, the policy that decides over them, and the loop that both run on.</summary>
internal sealed class ServedPool : IAsyncDisposable
{
    private readonly ServeOptions _options;
    private readonly SkillFolder _folder;
    private readonly UpstreamServer? _upstream;
    private readonly LivePlant _plant;
    private readonly LiveClock _clock;
    private readonly IPolicy _policy;
    private readonly KeptState _kept;
    private readonly LiveMetrics? _metrics;
    private readonly CancellationTokenSource _stop = new();
    private readonly RunningPool _running;
    private readonly Task _watching;
    private long _asked;

    private ServedPool(ServeOptions options, SkillFolder folder, UpstreamServer? upstream, ServedRuntime runtime, LiveClock clock,
        Action<string> note)
    {
        (_options, _folder, _upstream, _clock, Unbounded) = (options, folder, upstream, clock, runtime.Unbounded);
        var time = clock.Time;
        var settings = SettingsFor(options, folder);
        _plant = new LivePlant(
            folder, settings, new RoutingOptions { WorthWaiting = 0.05 }, runtime.Profiles, new SeedTree(options.Seed), runtime.Work,
            LiveSettings.Adaptation);
        if (runtime.Work is WorkerWork workers) workers.Crashed = (model, why) =>
        {
            note(why);
            _plant.Crash(model, $"the worker of {Models!.NameOf(model)} has ended");
        };
        _kept = new KeptState(options.State);
        var policy = ServedPolicy.Of(options.Policy, options, folder.Catalog, settings.Capacity);
        _policy = policy is TeleodynamicPolicy fresh ? _kept.Restored(fresh, folder.Catalog, options.Seed) : policy;
        Models = new ServedModels(folder, _plant.Core.State);
        foreach (var order in _kept.Orders()) _plant.Operator.Obey(order);
        Started = time.GetUtcNow();
        _plant.Requests.Traffic = Traffic = new TrafficLog(_plant.Core.State);
        if (_policy is TeleodynamicPolicy ours) Feed = DecisionFeed.Open(options, ours, folder.Catalog, Started);
        var guard = new Guard(new GuardOptions { Busy = settings.Busy });
        var step = options.Telemetry?.StepFor(_plant, _policy, guard, new StepOptions(), Feed)
            ?? new ControlStep(_plant, _policy, guard, new StepOptions(), sink: Feed);
        if (options.Telemetry is not null) _metrics = new LiveMetrics(_plant, options.Telemetry);
        var loop = new LiveLoop(_plant, _policy, step, _clock)
        {
            Telemetry = options.Telemetry?.Decisions,
            Decided = _ => _kept.SaveSometimes(_policy, _clock.NowNs),
        };
        _running = new RunningPool(_plant, loop, _stop.Token);
        _watching = upstream is null ? Task.CompletedTask : WatchAsync(upstream, time);
    }

    public ServedModels Models { get; }

    /// <summary>The start of this run; another value shows a restart of the server.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>The last requests, to be read on the plant's thread.</summary>
    public TrafficLog Traffic { get; }

    public SkillFolder Folder => _folder;

    public ServeOptions Options => _options;

    /// <summary>True if another server works by its own rule and decisions are only recorded.</summary>
    public bool Observes => _upstream?.Observed is not null;

    /// <summary>The rule that decides which models are in memory, in words.</summary>
    public string Decider => Observes ? "the upstream server by its own rule" : _policy.Name;

    public IReadOnlyList<OperatorReceipt> OperatorNotes => _plant.Operator.Notes;

    /// <summary>The decisions; null if the policy writes no records.</summary>
    public DecisionFeed? Feed { get; }

    public IPolicy Policy => _policy;

    /// <summary>The loop. It ends with the server; earlier only by a defect or the operator's shutdown.</summary>
    public Task Running => _running.Loop;

    /// <summary>The reason why an earlier state is not used or the current one not saved; null if there is no fault.</summary>
    public string? StateFault => _kept.Fault;

    /// <summary>The lost part of the previous run; null if its trace is complete or there is none.</summary>
    public string? Loss => Feed?.Loss;

    /// <summary>The reason why the memory of workers is not bounded; null where it is, or there are none.</summary>
    public string? Unbounded { get; }

    public double Seconds => _clock.NowNs * 1e-9;

    /// <param name="note">Receives messages for the operator of the server: a crashed worker, and its cause.</param>
    public static async Task<ServedPool> OpenAsync(ServeOptions options, TimeProvider time, Action<string> note)
    {
        if (options.Problems().FirstOrDefault() is { } problem) throw new InputException("BadSettings", problem);
        var clock = new LiveClock(time, skipsIdle: false);
        var upstream = options.Upstream is not { } address ? null : await UpstreamServer.OpenAsync(
            address, options.UpstreamProtocol, options.Controls, TimeSpan.FromSeconds(options.PatienceSeconds),
            Machines.Find(options.Machine)!, clock);
        var folder = upstream?.Folder
            ?? SkillFolder.Open(options.Models, options.Trust, options.Variants, time, _ => true, takesFiles: true);
        ServedRuntime? runtime = null;
        try
        {
            runtime = upstream is null
                ? await ServedRuntime.OpenAsync(options, folder, SettingsFor(options, folder), time)
                : new ServedRuntime(upstream.Work, upstream.Profiles);
            return new ServedPool(options, folder, upstream, runtime, clock, note);
        }
        catch
        {
            (runtime?.Work ?? upstream?.Work)?.Dispose();
            upstream?.Observed?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request to the pool; its sink receives the text in parts. Throws only if the client is gone.</summary>
    public async Task<PoolAnswer> AskAsync(PoolRequest request, CancellationToken gone)
    {
        if (_upstream is { Observed: { } observed, Paper: { } paper }) return await AskObservedAsync(observed, paper, request, gone);
        if (await _running.AskAsync(request, gone) is not { } answer)
            return new PoolAnswer(RequestStatus.Failed) { Why = "the pool has stopped" };
        _metrics?.Note(answer);
        return answer;
    }

    /// <summary>
    /// Lets the server that is observed answer by its own rule, and has the same request wait and be served on paper here.
    /// </summary>
    private async Task<PoolAnswer> AskObservedAsync(ObservedServer observed, PaperWork paper, PoolRequest request, CancellationToken gone)
    {
        int model = request.Model >= 0
            ? request.Model
            : Array.FindIndex([.. _folder.Skills], skill => skill.Contract.Tasks.Contains(request.Task));
        request = request with { Id = Interlocked.Increment(ref _asked), Model = model };
        bool fits = Models.Fits(model);
        if (fits) _ = OnPaperAsync(paper, request with { Sink = null });
        var answer = await observed.AskAsync(model, request, gone);
        if (fits) paper.Complete(request.Id, answer);
        return answer;
    }

    private async Task OnPaperAsync(PaperWork paper, PoolRequest request)
    {
        paper.Expect(request.Id);
        await _plant.AskAsync(request, _stop.Token).ContinueWith(_ => paper.Forget(request.Id), TaskScheduler.Default);
    }

    /// <summary>Passes a client's hint about its future use of a model to the controller.</summary>
    public void Foretell(ClientHint hint, int model) => _plant.Foretell(hint.For(model));

    /// <summary>Takes note that an answer was right (1), wrong (0) or in between. False where the request is not kept any more.</summary>
    public Task<bool> JudgeAsync(long id, double correct) => ReadAsync(_ =>
    {
        if (Traffic.Find(id) is not { Status: RequestStatus.Answered } request) return false;
        _plant.Judge(request.Model, request.Task, correct);
        return true;
    });

    /// <summary>Takes the traffic so far, to be played again.</summary>
    public Task<TrafficStudy> StudyAsync() => ReadAsync(state =>
    {
        var measure = new TrafficMeasure(_options, Models, state);
        return _upstream?.Observed is { } observed
            ? measure.OfObserved(observed)
            : measure.OfPool(Traffic, _plant.Work.Loads, _upstream is null ? "in-process" : _options.Machine);
    });

    public TrafficReport ReportOn(TrafficStudy study, CancellationToken cancellation) =>
        TrafficReport.Of(study, Decider, _options.Policy, cancellation);

    /// <summary>Reads part of the pool's state on the loop's thread, while it does not change.</summary>
    public Task<T> ReadAsync<T>(Func<PlantState, T> read) =>
        _running.ReadAsync(read, () => throw new Http.Refusal(503, "stopped", "the pool has stopped"));

    /// <summary>The models that are really in memory, with their bytes; of a server that is observed, as it shows itself.</summary>
    public async Task<ImmutableArray<(int Model, long Bytes)>> ResidentAsync() => _upstream?.Observed is { } observed
        ? observed.Resident()
        : await ReadAsync<ImmutableArray<(int, long)>>(state =>
            [.. Enumerable.Range(0, state.Rows.Length).Where(model => state.Rows[model].IsResident)
                .Select(model => (model, state.Rows[model].Footprint.ResidentBytes))]);

    /// <summary>Has a command of the operator obeyed and returns its note.</summary>
    public Task<OperatorReceipt> ObeyAsync(OperatorCommand command) => ReadAsync(_ =>
    {
        _plant.Operator.Obey(command);
        _kept.Keep(_plant.Operator.Standing());
        return _plant.Operator.Notes[^1];
    });

    /// <summary>Ends the loop, after which no request is answered, and writes the saved state.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await Running;
        }
        finally
        {
            await _watching;
            await _kept.Saving;
            if (Running.IsCompletedSuccessfully) _kept.Save(_policy);
            _metrics?.Dispose();
            Feed?.Dispose();
            _plant.Dispose();
            _upstream?.Observed?.Dispose();
            _folder.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>Reads the upstream server's resident models repeatedly, and records its own unloads.</summary>
    private async Task WatchAsync(UpstreamServer upstream, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(_options.PollSeconds), time, _stop.Token);
                if (!await upstream.PollAsync(_stop.Token)) continue;
                for (int model = 0; model < Models.Count; model++)
                {
                    int one = model;
                    _plant.Post(() => _plant.Drop(one));
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static PlantSettings SettingsFor(ServeOptions options, SkillFolder folder) => new()
    {
        Capacity = PlantSettings.UnlimitedBut(LiveSettings.BytesOf(options.Memory, folder, "memory")),
        Workers = options.Workers,
        Miss = MissMode.Wait,
        TimeoutSeconds = options.TimeoutSeconds,
        QueueLimit = options.QueueLimit,
    };
}
