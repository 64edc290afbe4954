using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Routing;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Tracing;
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
    private const int LargestStateBytes = 1 << 26;

    private readonly ServeOptions _options;
    private readonly SkillFolder _folder;
    private readonly UpstreamServer? _upstream;
    private readonly LivePlant _plant;
    private readonly LiveClock _clock;
    private readonly IPolicy _policy;
    private readonly StandingOrders? _orders;
    private readonly LiveMetrics? _metrics;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private long _saved;
    private long _asked;
    private Task _saving = Task.CompletedTask;

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
        _policy = PolicyFor(options, folder, settings);
        Models = new ServedModels(folder, _plant.Core.State);
        _orders = options.State is { } state ? new StandingOrders(state) : null;
        foreach (var order in _orders?.Read() ?? []) _plant.Operator.Obey(order);
        Started = time.GetUtcNow();
        _plant.Traffic = Traffic = new TrafficLog(_plant.Core.State);
        if (_policy is TeleodynamicPolicy ours) Feed = FeedFor(ours, time);
        var guard = new Guard(new GuardOptions { Busy = settings.Busy });
        var step = options.Telemetry?.StepFor(_plant, _policy, guard, new StepOptions(), Feed)
            ?? new ControlStep(_plant, _policy, guard, new StepOptions(), sink: Feed);
        if (options.Telemetry is not null) _metrics = new LiveMetrics(_plant, options.Telemetry);
        var loop = new LiveLoop(_plant, _policy, step, _clock)
        {
            Telemetry = options.Telemetry?.Decisions,
            Decided = _ => SaveSometimes(),
        };
        Running = Task.Run(() => loop.RunAsync([], [], staysOpen: true, _stop.Token));
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
    public Task Running { get; }

    /// <summary>The reason why an earlier state is not used or the present one not kept; null where all is well.</summary>
    public string? StateFault { get; private set; }

    /// <summary>The part of the run before that is lost; null where its trace has an end, or there is none.</summary>
    public string? Loss { get; private set; }

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
        var asked = _plant.AskAsync(request, gone);
        await Task.WhenAny(asked, Running);
        if (!asked.IsCompleted) return new PoolAnswer(RequestStatus.Failed) { Why = "the pool has stopped" };
        var answer = await asked;
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
        if (fits) paper.Tell(request.Id, answer);
        return answer;
    }

    private async Task OnPaperAsync(PaperWork paper, PoolRequest request)
    {
        paper.Expect(request.Id);
        await _plant.AskAsync(request, _stop.Token).ContinueWith(_ => paper.Forget(request.Id), TaskScheduler.Default);
    }

    /// <summary>Passes a client's hint to the controller.</summary>
    public void Hear(ClientHint hint, int model) => _plant.Foretell(hint.For(model));

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
        if (_upstream?.Observed is { } observed) return ObservedStudy(observed, state);
        var machine = Machines.Find(_upstream is null ? "in-process" : _options.Machine)!;
        var requests = Traffic.From(0).Where(request => request.EndNs is not null).ToList();
        long from = requests.Count > 0 ? requests.Min(request => request.ArrivalNs) : 0;
        var loads = _plant.Work.Loads.Where(load => load.AtNs >= from)
            .Select(load => new ObservedLoad(load.AtNs, load.Skill) { Seconds = load.Seconds }).ToList();
        var models = Enumerable.Range(0, Models.Count).Select(model => MeasuredOf(model, state, requests,
            SecondsOf([.. _plant.Work.Loads.Where(load => load.Skill == model)]))).ToList();
        return new TrafficStudy(
            _options, state.Settings, machine, models, requests, loads, observedBytes: 0);
    });

    /// <summary>The same of a server that is observed: its requests, waits and loads as it showed them.</summary>
    private TrafficStudy ObservedStudy(ObservedServer observed, PlantState state)
    {
        var (asked, loads) = observed.Notes();
        var requests = asked.Select((one, i) => new ServedRequest(i, one.Answer.Id, one.Model, "", one.CameNs)
        {
            EndNs = one.CameNs,
            Status = one.Answer.Status,
            WaitedSeconds = one.Answer.Waited,
            ServiceSeconds = one.Answer.Seconds,
            InputTokens = one.Answer.PromptTokens,
            OutputTokens = one.Answer.AnswerTokens,
        }).ToList();
        var models = Enumerable.Range(0, Models.Count).Select(model => MeasuredOf(model, state, requests, observed.LoadSeconds(model)));
        return new TrafficStudy(
            _options, state.Settings, Machines.Find(_options.Machine)!, [.. models], requests, loads, observed.MostBytes);
    }

    /// <summary>Seconds of the first load and the mean of the later ones, as costs add up; null of none.</summary>
    private static (double? First, double? Later) SecondsOf(List<LiveMove> loads) =>
        (loads.Count > 0 ? loads[0].Seconds : null, loads.Skip(1).Select(load => (double?)load.Seconds).Average());

    public TrafficReport ReportOn(TrafficStudy study, CancellationToken cancellation) =>
        TrafficReport.Of(study, Decider, _options.Policy, cancellation);

    /// <summary>The measurements of a model: its size, its loads, and its speed over all it answered.</summary>
    private ModelProfile MeasuredOf(int model, PlantState state, List<ServedRequest> requests, (double? First, double? Later) load)
    {
        var answered = requests.Where(request => request.Model == model && request.Status == RequestStatus.Answered).ToList();
        double tokens = answered.Sum(request => request.InputTokens + request.OutputTokens);
        double seconds = answered.Sum(request => request.ServiceSeconds);
        double? speed = tokens > 0 && seconds > 0 ? tokens / seconds : null;
        return new ModelProfile
        {
            Name = Models.NameOf(model),
            Bytes = Math.Max(1, state.Rows[model].Footprint.ResidentBytes),
            ScratchBytes = 0,
            ColdLoadSeconds = load.First,
            WarmLoadSeconds = load.Later ?? load.First,
            PrefillTokensPerSecond = speed,
            DecodeTokensPerSecond = speed,
        };
    }

    /// <summary>Reads something of the pool on the loop's thread, where it does not change meanwhile.</summary>
    public async Task<T> ReadAsync<T>(Func<PlantState, T> read)
    {
        var told = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _plant.Post(() =>
        {
            try
            {
                told.SetResult(read(_plant.Core.State));
            }
            catch (Exception problem)
            {
                told.SetException(problem);
            }

            return null;
        });
        await Task.WhenAny(told.Task, Running);
        return told.Task.IsCompleted ? await told.Task : throw new Http.Refusal(503, "stopped", "the pool has stopped");
    }

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
        Keep(_plant.Operator.Standing());
        return _plant.Operator.Notes[^1];
    });

    private void Keep(IEnumerable<OperatorCommand> orders)
    {
        try
        {
            _orders?.Write(orders);
        }
        catch (IOException problem)
        {
            StateFault = problem.Message;
        }
    }

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
            await _saving;
            if (Running.IsCompletedSuccessfully) Save();
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
                await Task.Delay(TimeSpan.FromSeconds(_options.LookSeconds), time, _stop.Token);
                if (!await upstream.LookAsync(_stop.Token)) continue;
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

    private void SaveSometimes()
    {
        const long Between = 2_000_000_000;
        if (_options.State is null || !_saving.IsCompleted || _clock.NowNs - _saved < Between
            || _policy is not TeleodynamicPolicy ours) return;
        _saved = _clock.NowNs;
        byte[] state = ours.Save();
        _saving = Task.Run(() => Write(state));
    }

    private void Save()
    {
        if (_options.State is not null && _policy is TeleodynamicPolicy ours) Write(ours.Save());
    }

    private void Write(byte[] state)
    {
        try
        {
            AtomicFile.Write(_options.State!, stream => stream.Write(state));
        }
        catch (IOException problem)
        {
            StateFault = problem.Message;
        }
    }

    private IPolicy PolicyFor(ServeOptions options, SkillFolder folder, PlantSettings settings)
    {
        var policy = ServedPolicy.Of(options.Policy, options, folder.Catalog, settings.Capacity);
        return policy is TeleodynamicPolicy ours ? Restored(ours) : policy;
    }

    /// <summary>The policy as it was saved last; as new, with the reason kept, where that was under other settings.</summary>
    private TeleodynamicPolicy Restored(TeleodynamicPolicy fresh)
    {
        if (_options.State is null || !File.Exists(_options.State)) return fresh;
        try
        {
            byte[] saved = InputFile.ReadAll(_options.State, LargestStateBytes);
            return TeleodynamicPolicy.Restore(saved, _folder.Catalog, fresh.Options, _options.Seed, fresh.Name);
        }
        catch (StateException other) when (other.Fault == Teleo.Controller.Domain.StateFault.OtherGround)
        {
            StateFault = "the saved state is not used: it has other models, options or another seed";
            return fresh;
        }
        catch (Exception problem) when (problem is StateException or IOException)
        {
            StateFault = $"the saved state is not used: {problem.Message}";
            return fresh;
        }
    }

    private TraceHeader HeaderFor(TeleodynamicPolicy policy, TimeProvider time)
    {
        var run = new Dictionary<string, string>
        {
            ["workload"] = "clients",
            ["capacity"] = _options.Memory,
            ["plant"] = "live",
            ["speed"] = "real",
        };
        var header = TraceFile.HeaderOf(policy, _folder.Catalog, _options.Seed, $"serve/{policy.Name}/{_options.Seed}", run);
        return header with { Epoch = time.GetUtcNow() };
    }

    private DecisionFeed FeedFor(TeleodynamicPolicy policy, TimeProvider time)
    {
        try
        {
            var parts = _options.Trace is { } path ? new TraceParts(path) : null;
            Loss = parts?.Loss;
            return new DecisionFeed(_folder.Catalog, HeaderFor(policy, time), parts, _options.TracePartBytes);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException("TraceNotWritable", problem.Message, _options.Trace);
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
