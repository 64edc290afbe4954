using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Live;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Worlds;
using TraceFile = Teleo.Experiments.Tracing.TraceFile;
using TraceWriter = Teleo.Controller.Tracing.TraceWriter;

namespace Teleo.Experiments.Research;

/// <summary>
/// A pool with limited memory and its requests. Every policy gets the same arrivals under the same seed; in a simulated pool also the same
/// sizes, load times and failures.
/// </summary>
/// <example><code>
/// var pool = Pool.Simulated("drift", "6");
/// Console.WriteLine(pool.Play("teleodynamic", trace: "run.jsonl.gz"));
/// Console.WriteLine(pool.Compare(["lru", "teleodynamic", "never-act"], seeds: 8));
/// </code></example>
public sealed class Pool
{
    private readonly IPoolBench _bench;

    private Pool(IPoolBench bench) => _bench = bench;

    /// <summary>Returns a simulated pool; an <see cref="InputException"/> has the fault of its description.</summary>
    /// <param name="workload">A shipped workload or world by name, or a trace, log or world file; behind an at sign a machine, as in
    /// <c>zipf@network</c>.</param>
    /// <param name="capacity">What fits: a number of equal skills (<c>6</c>), bytes (<c>24GiB</c>) or a share of all skills
    /// (<c>30%</c>).</param>
    /// <param name="warmupSeconds">Requests that arrive earlier are served and not counted.</param>
    public static Pool Simulated(string workload, string capacity, double warmupSeconds = 0) =>
        new(new SimulatedBench(WorldWord.Scenario(workload, capacity) with { WarmupSeconds = warmupSeconds }));

    /// <summary>A simulated pool in a world of your own: its models, its machine, and the requests of its traffic.</summary>
    /// <param name="capacity">The capacity, as above; null for the machine's memory.</param>
    public static Pool Simulated(World world, string? capacity = null, double warmupSeconds = 0)
    {
        string workload = world.Traffic?.Workload ?? throw new InputException("NoTraffic", "the world states no traffic");
        string holds = capacity ?? (world.Machine.MemoryBytes is { } bytes ? $"{bytes}B"
            : throw new InputException("NoCapacity", "the machine states no memory; give a capacity"));
        return new(new SimulatedBench((new Scenario(workload, holds) { WarmupSeconds = warmupSeconds }).In(world)));
    }

    /// <summary>
    /// Returns a pool of real models that answer real requests in this process. Times without work are skipped. Signed packages are checked
    /// against the list of keys in the program.
    /// </summary>
    /// <param name="skills">A folder of skill packages.</param>
    /// <param name="capacity">What weights may take: bytes (<c>2MiB</c>) or a share of all skills (<c>50%</c>).</param>
    /// <param name="seconds">Only requests that arrive before; 0 for all.</param>
    /// <param name="variant">The precision in which each skill is offered; empty offers all.</param>
    /// <param name="specialistsOnly">Leaves out models of several tasks.</param>
    public static Pool Live(string skills, string workload, string capacity = "50%", double seconds = 0,
        string variant = "q8_0", bool specialistsOnly = false)
    {
        return new(new LiveBench(new LiveRunOptions
        {
            Skills = skills,
            SpecialistsOnly = specialistsOnly,
            Variants = variant.Length == 0 ? [] : [variant],
            Workload = workload,
            Budget = capacity,
            DurationSeconds = seconds,
        }, RealClock.Instance));
    }

    /// <summary>Plays all requests once.</summary>
    /// <param name="trace">Where every decision is written whole; only our controller's decisions can be.</param>
    public PoolRun Play(Contender contender, ulong seed = 1, string? trace = null, CancellationToken cancellation = default) =>
        PoolRun.Of(contender.Name, trace is null
        ? _bench.Play(contender, seed, null, cancellation)
        : TraceFile.Write(trace, stream =>
        {
            TraceWriter? writer = null;
            var report = _bench.Play(contender, seed, (policy, catalog) => writer = WriterFor(policy, catalog, seed, stream), cancellation);
            writer!.End();
            return report;
        }));

    /// <summary>Runs every contender under the seeds 1 to <paramref name="seeds"/>; the first is the baseline.</summary>
    /// <param name="done">Called after each run with the number of finished runs.</param>
    public PoolComparison Compare(IReadOnlyList<Contender> contenders, int seeds, Action<int>? done = null,
        CancellationToken cancellation = default)
    {
        var runs = new ParallelRuns(_bench.RunsAtOnce ? Environment.ProcessorCount : 1, done, cancellation).Of(contenders.Count * seeds,
            i => Play(contenders[i % contenders.Count], (ulong)(i / contenders.Count) + 1, cancellation: cancellation));
        return PoolComparison.Of(runs, contenders[0].Name);
    }

    public override string ToString() => $"{_bench.Facts["workload"]}, room for {_bench.Facts["capacity"]}";

    private TraceWriter WriterFor(IPolicy policy, Catalog catalog, ulong seed, Stream stream)
    {
        string runId = $"{_bench.Facts["workload"]}/{policy.Name}/{seed}";
        var header = TraceFile.HeaderOf(TraceFile.Recording(policy), catalog, seed, runId, _bench.Facts);
        return new(stream, header with { Epoch = _bench.Epoch });
    }
}
