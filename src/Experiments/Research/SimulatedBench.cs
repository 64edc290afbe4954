using System.Collections.Concurrent;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tracing;

namespace Teleo.Experiments.Research;

/// <summary>The simulator: equal seeds give equal runs, as many at once as there are processors.</summary>
internal sealed class SimulatedBench : IPoolBench
{
    private readonly ConcurrentDictionary<ulong, Lazy<PreparedScenario>> _prepared = new();
    private readonly Scenario _scenario;

    public SimulatedBench(Scenario scenario)
    {
        _scenario = scenario;
        PreparedFor(1);   // a mistake is told at once
    }

    public IReadOnlyDictionary<string, string> Facts =>
        new Dictionary<string, string> { ["workload"] = _scenario.Workload, ["capacity"] = _scenario.Capacity, ["plant"] = "simulated" };

    public DateTimeOffset Epoch => TraceFile.SimulatedEpoch;

    public bool RunsAtOnce => true;

    public RunReport Play(Contender contender, ulong seed, Func<IPolicy, Catalog, IDecisionSink>? sinkFor, CancellationToken cancellation)
    {
        var prepared = PreparedFor(seed);
        var hooks = new RunHooks { SinkFor = sinkFor };
        return contender.Make is { } make
            ? prepared.Play(catalog => make(prepared.ContextFor(catalog)), hooks, cancellation)
            : prepared.Play(contender.Name, hooks, cancellation: cancellation);
    }

    private PreparedScenario PreparedFor(ulong seed) => _prepared.GetOrAdd(seed, _ => new(() => _scenario.Prepare(seed))).Value;
}
