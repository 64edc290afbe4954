using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Learning;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Routing;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Live;
using Teleo.Experiments.Tracing;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;
using Teleo.Server.Upstream;

namespace Teleo.Server.Serving;

/// <summary>The pool behind a server: its models, the policy that decides over them, and the loop that both run on.</summary>
internal sealed class ServedPool : IAsyncDisposable
{
    private readonly ServeOptions _options;
    private readonly LiveShelf _shelf;
    private readonly LivePlant _plant;
    private readonly LiveClock _clock;
    private readonly IPolicy _policy;
    private readonly CancellationTokenSource _stop = new();
    private long _saved;
    private readonly Task _watching;
    private Task _saving = Task.CompletedTask;

    private ServedPool(ServeOptions options, LiveShelf shelf, OllamaWork? upstream, TimeProvider time)
    {
        (_options, _shelf) = (options, shelf);
        var settings = SettingsFor(options, shelf);
        IPoolWork runtime = upstream is not null ? upstream : new EngineWork(shelf.Skills, settings, time, LiveLook.For(shelf));
        _plant = new LivePlant(
            shelf, settings, new RoutingOptions { WorthWaiting = 0.05 }, [.. shelf.Skills.Select(skill => skill.Expected)],
                new SeedTree(options.Seed), runtime,
            ServedPolicy.Adaptation);
        _clock = new LiveClock(time, skipsIdle: false);
        _policy = PolicyFor(options, shelf, settings);
        Models = new ServedModels(shelf, _plant.Books.State);
        Started = time.GetUtcNow();
        _plant.Traffic = Traffic = new TrafficLog(_plant.Books.State);
        if (_policy is TeleodynamicPolicy ours) Feed = new DecisionFeed(shelf.Catalog, HeaderFor(ours, time), TraceFor(options));
        var step = new ControlStep(_plant, _policy, new Guard(new GuardOptions { Busy = settings.Busy }), new StepOptions(), sink: Feed);
        var loop = new LiveLoop(_plant, _policy, step, _clock) { Decided = _ => SaveSometimes() };
        Running = Task.Run(() => loop.RunAsync([], [], staysOpen: true, _stop.Token));
        _watching = upstream is null ? Task.CompletedTask : WatchAsync(upstream, time);
    }

    public ServedModels Models { get; }

    /// <summary>The moment at which this run began; another one says that the server was started anew.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>The last requests, to be read on the plant's thread.</summary>
    public TrafficLog Traffic { get; }

    public LiveShelf Shelf => _shelf;

    public ServeOptions Options => _options;

    /// <summary>The one who decides what is in memory, in words.</summary>
    public string Decider => _policy.Name;

    public IReadOnlyList<OperatorNote> OperatorNotes => _plant.Operator.Notes;

    /// <summary>The decisions; null where the policy leaves no whole ones.</summary>
    public DecisionFeed? Feed { get; }

    public IPolicy Policy => _policy;

    /// <summary>The loop. It ends with the server; earlier only by a defect or the operator's shutdown.</summary>
    public Task Running { get; }

    /// <summary>The reason why an earlier state is not used or the present one not kept; null where all is well.</summary>
    public string? StateFault { get; private set; }

    public double Seconds => _clock.NowNs * 1e-9;

    public static async Task<ServedPool> OpenAsync(ServeOptions options, TimeProvider time)
    {
        if (options.Problems().FirstOrDefault() is { } problem) throw new InputException("BadSettings", problem);
        var (shelf, upstream) = options.Upstream is { } address
            ? await UpstreamAsync(address, options, time)
            : (LiveShelf.Open(options.Models, options.Trust, options.Variants, time, _ => true, takesFiles: true), null);
        try
        {
            return new ServedPool(options, shelf, upstream, time);
        }
        catch
        {
            upstream?.Dispose();
            shelf.Dispose();
            throw;
        }
    }

    /// <summary>Puts a request to the pool; its sink hears the text as it comes. Throws only where the client has gone.</summary>
    public async Task<PoolAnswer> AskAsync(PoolRequest request, CancellationToken gone)
    {
        var asked = _plant.AskAsync(request, gone);
        await Task.WhenAny(asked, Running);
        return asked.IsCompleted ? await asked : new PoolAnswer(RequestStatus.Failed) { Why = "the pool has stopped" };
    }

    /// <summary>Lets the controller hear what a client said of its use of a model to come.</summary>
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
        var machine = Machines.Find("in-process")!;
        var requests = Traffic.From(0).Where(request => request.EndNs is not null).ToList();
        long from = requests.Count > 0 ? requests.Min(request => request.ArrivalNs) : 0;
        var loads = _plant.Work.Loads.Where(load => load.AtNs >= from).ToList();
        var models = Enumerable.Range(0, Models.Count).Select(model => MeasuredOf(model, state, requests)).ToList();
        return new TrafficStudy(_options, state.Settings, machine, models, requests, loads.Select(load => (load.AtNs, load.Seconds)));
    });

    public TrafficReport ReportOn(TrafficStudy study, CancellationToken cancellation) =>
        TrafficReport.Of(study, Decider, _options.Policy, cancellation);

    /// <summary>What was measured of a model: its size, the median of its loads, and its speed over all it answered.</summary>
    private ModelProfile MeasuredOf(int model, PlantState state, List<ServedRequest> requests)
    {
        double? load = Measured.Of([.. _plant.Work.Loads.Where(load => load.Skill == model).Select(load => load.Seconds)])?.Median;
        var answered = requests.Where(request => request.Model == model && request.Status == RequestStatus.Answered).ToList();
        double tokens = answered.Sum(request => request.InputTokens + request.OutputTokens);
        double seconds = answered.Sum(request => request.ServiceSeconds);
        double? speed = tokens > 0 && seconds > 0 ? tokens / seconds : null;
        return new ModelProfile
        {
            Name = Models.NameOf(model),
            Bytes = Math.Max(1, state.Rows[model].Footprint.ResidentBytes),
            ScratchBytes = 0,
            ColdLoadSeconds = load,
            WarmLoadSeconds = load,
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
                told.SetResult(read(_plant.Books.State));
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

    /// <summary>Has a command of the operator obeyed and returns its note.</summary>
    public Task<OperatorNote> ObeyAsync(OperatorCommand command) => ReadAsync(_ =>
    {
        _plant.Operator.Obey(command);
        return _plant.Operator.Notes[^1];
    });

    /// <summary>Ends the loop, after which nothing is answered any more, and writes what is to be kept.</summary>
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
            Feed?.Dispose();
            _plant.Dispose();
            _shelf.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>Asks another server for its models. Each is empty of memory here until a load was seen to be done.</summary>
    private static async Task<(LiveShelf Shelf, OllamaWork? Work)> UpstreamAsync(Uri address, ServeOptions options, TimeProvider time)
    {
        var client = new OllamaClient(address, time);
        try
        {
            using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(options.PatienceSeconds), time);
            var models = await client.ModelsAsync(enough.Token);
            if (models.Count == 0) throw new InputException("NoModels", $"the upstream server {address} has no models");
            var skills = models.Select(model => (Model: model, Skill: BareModel.Elsewhere(model.Name, model.Bytes, model.Digest)))
                .DistinctBy(pair => pair.Skill.Name).OrderBy(pair => pair.Skill.Name).ToList();
            var shelf = LiveShelf.Elsewhere(skills.Select(pair => pair.Skill), time);
            var patience = TimeSpan.FromSeconds(options.PatienceSeconds);
            return (shelf, new OllamaWork(client, [.. skills.Select(pair => pair.Model.Name)], time, patience));
        }
        catch (Exception problem) when (problem is not InputException)
        {
            client.Dispose();
            throw new InputException("UpstreamNotUsable", $"the upstream server {address} does not list its models: {problem.Message}");
        }
    }

    /// <summary>Looks once a second at what the upstream server holds, and learns of what it dropped by itself.</summary>
    private async Task WatchAsync(OllamaWork upstream, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, _stop.Token);
                if (await upstream.LookAsync(_stop.Token) is null) continue;
                for (int model = 0; model < Models.Count; model++)
                {
                    int one = model;
                    _plant.Post(() => upstream.Holds(one) ? null : _plant.Drop(one));
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
            WholeFile.Write(_options.State!, stream => stream.Write(state));
        }
        catch (IOException problem)
        {
            StateFault = problem.Message;
        }
    }

    private IPolicy PolicyFor(ServeOptions options, LiveShelf shelf, PlantSettings settings)
    {
        var policy = ServedPolicy.Of(options.Policy, options, shelf.Catalog, settings.Capacity);
        return policy is TeleodynamicPolicy ours ? Restored(ours) : policy;
    }

    /// <summary>The policy as it was saved last; as new, with the reason kept, where that was under other settings.</summary>
    private TeleodynamicPolicy Restored(TeleodynamicPolicy fresh)
    {
        if (_options.State is null || !File.Exists(_options.State)) return fresh;
        try
        {
            return TeleodynamicPolicy.Restore(File.ReadAllBytes(_options.State), _shelf.Catalog, fresh.Options, _options.Seed, fresh.Name);
        }
        catch (Exception problem) when (problem is StateException or IOException)
        {
            StateFault = $"what was learned before is not used: {problem.Message}";
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
        var header = TraceFile.HeaderOf(policy, _shelf.Catalog, _options.Seed, $"serve/{policy.Name}/{_options.Seed}", run);
        return header with { Epoch = time.GetUtcNow() };
    }

    private static FileStream? TraceFor(ServeOptions options)
    {
        if (options.Trace is not { } path) return null;
        try
        {
            return StreamFiles.OpenNew(path);
        }
        catch (IOException problem)
        {
            throw new InputException("TraceNotWritable", $"{problem.Message} A trace is never written over: name another file.", path);
        }
    }

    private static PlantSettings SettingsFor(ServeOptions options, LiveShelf shelf)
    {
        var room = PoolCapacity.Parse(options.Memory);
        if (room.IsCount) throw new InputException(
            "BadCapacity", "models are not alike: give the memory in bytes such as 2MiB, or as a share such as 50%");
        long smallest = shelf.Skills.Min(skill => skill.Artifact.SizeBytes);
        long bytes = room.Share > 0 ? (long)(room.Share * shelf.BytesOfEachOnce) : room.Amount;
        if (smallest > bytes) throw new InputException(
            "BadCapacity", $"a memory of {options.Memory} holds none of the models; the smallest takes {smallest} bytes");
        return new PlantSettings
        {
            Capacity = PlantSettings.UnlimitedBut(bytes),
            Workers = options.Workers,
            Miss = MissMode.Wait,
            TimeoutSeconds = options.TimeoutSeconds,
            QueueLimit = options.QueueLimit,
        };
    }
}
