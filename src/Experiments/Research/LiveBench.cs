using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Live;
using Teleo.Experiments.Metrics;

namespace Teleo.Experiments.Research;

/// <summary>Real models in this process: times come from the machine, so that runs are sequential and never repeat exactly.</summary>
internal sealed class LiveBench : IPoolBench
{
    private readonly LiveRunOptions _options;
    private readonly TimeProvider _clock;

    public LiveBench(LiveRunOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        using var opened = new LiveRun(options, clock);   // a mistake is told at once
    }

    public IReadOnlyDictionary<string, string> Facts =>
        new Dictionary<string, string> { ["workload"] = _options.Workload, ["capacity"] = _options.Budget, ["plant"] = "live" };

    public DateTimeOffset Epoch => _clock.GetUtcNow();

    public bool RunsAtOnce => false;

    public RunReport Play(Contender contender, ulong seed, Func<IPolicy, Catalog, IDecisionSink>? sinkFor, CancellationToken cancellation)
    {
        using var run = new LiveRun(_options with { Seed = seed }, _clock);
        var policy = contender.Make?.Invoke(run.Context) ?? run.CreatePolicy(contender.Name);
        var result = run.RunAsync(policy, new LiveRunHooks { SinkFor = sinkFor }, cancellation).GetAwaiter().GetResult();
        cancellation.ThrowIfCancellationRequested();
        return result.Report;
    }
}
