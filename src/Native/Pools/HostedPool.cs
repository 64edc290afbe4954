using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Routing;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Native.Interop;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Native.Pools;

/// <summary>
/// A pool that runs in a host's process: its models, the controller that decides over them, and the thread that both run on. Any thread
/// may call.
/// </summary>
internal sealed class HostedPool : IDisposable
{
    /// <summary>The difference in the share of right answers above which a request waits for an inactive model.</summary>
    private const double WorthWaiting = 0.05;

    private readonly LivePlant _plant;
    private readonly LiveClock _clock;
    private readonly TraceWriter _trace;
    private readonly CancellationTokenSource _stop = new();
    private readonly RunningPool _running;
    private bool _hasEnded;

    /// <param name="runtimeFor">Makes what runs the models; the pool disposes it.</param>
    public HostedPool(SkillFolder folder, HostedPoolOptions options, Func<PlantSettings, IPoolWork> runtimeFor, TimeProvider time)
    {
        (Folder, Options, Lines) = (folder, options, new DecisionLines(options.DecisionBytes));
        var settings = new PlantSettings
        {
            Capacity = PlantSettings.UnlimitedBut(LiveSettings.BytesOf(options.Memory, folder, "memory")),
            Workers = options.Workers,
            Miss = MissMode.Wait,
            TimeoutSeconds = options.TimeoutSeconds,
            QueueLimit = options.QueueLimit,
        };
        Policy = PolicyFor(options, folder, settings);
        _clock = new LiveClock(time, skipsIdle: false);
        _plant = new LivePlant(
            folder, settings, new RoutingOptions { WorthWaiting = WorthWaiting }, [.. folder.Skills.Select(skill => skill.Expected)],
            new SeedTree(options.Seed), runtimeFor(settings), LiveSettings.Adaptation);
        _trace = new TraceWriter(Lines, HeaderFor(Policy, folder, options, time));
        var guard = new Guard(new GuardOptions { Busy = settings.Busy });
        var step = new ControlStep(_plant, Policy, guard, new StepOptions(), sink: _trace);
        var loop = new LiveLoop(_plant, Policy, step, _clock);
        _running = new RunningPool(_plant, loop, _stop.Token);
    }

    public SkillFolder Folder { get; }

    public HostedPoolOptions Options { get; }

    public TeleodynamicPolicy Policy { get; }

    /// <summary>The decisions, as the lines of a trace.</summary>
    public DecisionLines Lines { get; }

    /// <summary>Decisions so far.</summary>
    public long Decisions => _trace.Decisions;

    public bool IsRunning => !_running.Loop.IsCompleted;

    public double Seconds => _clock.NowNs * 1e-9;

    /// <summary>Puts a request to the pool. It is answered, or refused with the reason; only cancelling throws.</summary>
    public async Task<PoolAnswer> AskAsync(PoolRequest request, CancellationToken cancellation) =>
        await _running.AskAsync(request, cancellation) ?? Stopped;

    /// <summary>Reads something of the pool's state where it does not change meanwhile. A pool that has stopped changes no more.</summary>
    public T Read<T>(Func<PlantState, T> read) =>
        _running.ReadAsync(read, () => read(_plant.Core.State)).GetAwaiter().GetResult();

    /// <summary>Gives up every request, ends the loop and writes the last line of the trace. A second call does nothing.</summary>
    public void Stop()
    {
        lock (_stop)
        {
            if (_hasEnded) return;
            _hasEnded = true;
            _stop.Cancel();
            Task.WaitAny(_running.Loop);
            _trace.Dispose();
        }
    }

    public void Dispose()
    {
        Stop();
        _plant.Dispose();
        _stop.Dispose();
    }

    private static PoolAnswer Stopped => new(RequestStatus.Cancelled) { Why = "the pool has stopped" };

    private static TeleodynamicPolicy PolicyFor(HostedPoolOptions options, SkillFolder folder, PlantSettings settings)
    {
        var entry = TeleodynamicEntries.Entries.FirstOrDefault(entry => entry.Name == options.Policy)
            ?? throw new InputException("BadPolicy", $"no policy '{options.Policy}'"
                + Suggestions.Sentence(options.Policy, [.. TeleodynamicEntries.Entries.Select(entry => entry.Name)]));
        return (TeleodynamicPolicy)entry.Create(new PolicyContext(folder.Catalog, settings.Capacity, new SeedTree(options.Seed))
        {
            Controller = LiveSettings.Controller(options.LimitSeconds, settings.Miss),
        });
    }

    private static TraceHeader HeaderFor(
        TeleodynamicPolicy policy, SkillFolder folder, HostedPoolOptions options, TimeProvider time)
    {
        return new TraceHeader
        {
            RunId = $"host/{policy.Name}/{options.Seed}",
            Policy = policy.Name,
            Seed = options.Seed,
            SourceRevision = $"libteleo {LibraryVersion.Text}",
            Epoch = time.GetUtcNow(),
            Options = policy.Options,
            Catalog = folder.Catalog,
            Run = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
            {
                ["workload"] = "host",
                ["capacity"] = options.Memory,
                ["plant"] = "live",
                ["speed"] = "real",
            }),
            Streams = policy.Streams.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }
}
