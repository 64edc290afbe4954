using Teleo.Controller.Policies;
using Teleo.Controller.State;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Plants;
using Teleo.Experiments.Workloads;
using TraceFile = Teleo.Experiments.Tracing.TraceFile;
using TraceWriter = Teleo.Controller.Tracing.TraceWriter;

namespace Teleo.Experiments.Research;

/// <summary>
/// A pool with limited memory and the requests that come to it. Whoever decides in it meets the same arrivals, sizes,
/// load times and failures under the same seed.
/// </summary>
/// <example><code>
/// var pool = Pool.Simulated("drift", "6");
/// Console.WriteLine(pool.Play("teleodynamic", trace: "run.jsonl.gz"));
/// Console.WriteLine(pool.Compare(["lru", "teleodynamic", "never-act"], seeds: 8));
/// </code></example>
public sealed class Pool
{
    private readonly Scenario _scenario;

    private Pool(Scenario scenario) => _scenario = scenario;

    /// <summary>A simulated pool; what is wrong with its description is told by an <see cref="InputException"/>.</summary>
    /// <param name="workload">A shipped workload by name, or a trace or CSV file of requests.</param>
    /// <param name="capacity">What fits: a number of equal skills (<c>6</c>), bytes (<c>24GiB</c>) or a share of all skills (<c>30%</c>).</param>
    /// <param name="warmupSeconds">Requests that arrive earlier are served and not counted.</param>
    public static Pool Simulated(string workload, string capacity, double warmupSeconds = 0)
    {
        var scenario = new Scenario(workload, capacity) { WarmupSeconds = warmupSeconds };
        scenario.Prepare(1);
        return new(scenario);
    }

    /// <summary>Plays all requests once.</summary>
    /// <param name="trace">Where every decision is written whole; only our controller's decisions can be.</param>
    public PoolRun Play(Contender contender, ulong seed = 1, string? trace = null, CancellationToken cancellation = default)
    {
        var prepared = _scenario.Prepare(seed);
        return PoolRun.Of(trace is null
            ? Play(prepared, contender, null, cancellation)
            : TraceFile.Write(trace, stream => Traced(prepared, contender, seed, stream, cancellation)));
    }

    /// <summary>Plays every contender under the seeds 1 to <paramref name="seeds"/>; the first is what the others are compared with.</summary>
    public PoolComparison Compare(IReadOnlyList<Contender> contenders, int seeds, CancellationToken cancellation = default)
    {
        var cells = new ComparisonCell[contenders.Count * seeds];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        var prepared = Enumerable.Range(1, seeds).Select(seed => new Lazy<PreparedScenario>(() => _scenario.Prepare((ulong)seed))).ToArray();
        Parallel.For(0, cells.Length, options, i =>
        {
            var (contender, seed) = (contenders[i % contenders.Count], i / contenders.Count);
            cells[i] = new(contender.Name, (ulong)seed + 1, Play(prepared[seed].Value, contender, null, cancellation), null);
        });
        return PoolComparison.Of(ComparisonRow.Of(cells, contenders[0].Name), contenders[0].Name, seeds);
    }

    public override string ToString() => $"{_scenario.Workload}, room for {_scenario.Capacity}";

    private static RunReport Play(PreparedScenario prepared, Contender contender, RunHooks? hooks, CancellationToken cancellation) =>
        contender.Make is { } make
            ? prepared.Play(catalog => make(prepared.ContextFor(catalog)), hooks, cancellation)
            : prepared.Play(contender.Name, hooks, cancellation: cancellation);

    private RunReport Traced(PreparedScenario prepared, Contender contender, ulong seed, Stream stream, CancellationToken cancellation)
    {
        TraceWriter? writer = null;
        var hooks = new RunHooks { SinkFor = (policy, catalog) => writer = WriterFor(policy, catalog, seed, stream) };
        var report = Play(prepared, contender, hooks, cancellation);
        writer!.End();
        return report;
    }

    private TraceWriter WriterFor(IPolicy policy, Catalog catalog, ulong seed, Stream stream)
    {
        if (policy is not TeleodynamicPolicy ours) throw new InputException("NothingToTrace", $"{policy.Name} leaves no whole decisions to trace; our controller does");
        var run = new Dictionary<string, string> { ["workload"] = _scenario.Workload, ["capacity"] = _scenario.Capacity, ["plant"] = "simulated" };
        return new(stream, TraceFile.HeaderOf(ours, catalog, seed, $"{_scenario.Workload}/{policy.Name}/{seed}", run));
    }
}
