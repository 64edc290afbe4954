using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;

// Requests per processor second of the queue tier. Processor time, not the clock: the machine is shared.
//   dotnet run -c Release --project bench/Teleo.Bench.Simulator -- [REPEATS] [POLICY;POLICY] [WORKLOAD]
//   dotnet run -c Release --project bench/Teleo.Bench.Simulator -- import [ROWS]
if (args is ["import", ..])
{
    ImportBench.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000_000);
    return;
}

int repeats = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
Console.WriteLine("| workload | policy | requests | decisions | M requests/s (range) | bytes/request |");
Console.WriteLine("|---|---|---:|---:|---:|---:|");
foreach (var (name, prepared) in Workloads().Where(w => args.Length < 3 || w.Item1.Contains(args[2], StringComparison.Ordinal)))
    foreach (string policy in args.Length > 1 ? args[1].Split(";") : ["never-act", "lru", "value-set", "teleodynamic:tick=1"])
        Measure(name, prepared, policy, repeats);

static IEnumerable<(string, PreparedScenario)> Workloads()
{
    // 112 runtimes that all fit: what the plant and the fast loop cost, the controller looking once a second.
    var spec = new SynthesisSpec { Skills = 112, Zipf = 1, RatePerSecond = 1000, DurationSeconds = 2000, InputTokensMedian = 10, OutputTokensMedian = 1 };
    yield return ("112 resident, 1,000/s", Prepared(Synthesizer.Trace(spec, new SeedTree(1)), "200GiB", 32));
    yield return ("112 resident, 10,000/s", Prepared(Synthesizer.Trace(spec with { RatePerSecond = 10_000, DurationSeconds = 200 }, new SeedTree(1)), "200GiB", 256));
    yield return ("servegen-12h, 24 GiB", new Scenario("servegen-12h", "24GiB").Prepare(1));
}

static PreparedScenario Prepared(MemoryWorkload trace, string capacity, int workers)
{
    string path = Path.Combine(Path.GetTempPath(), $"teleo-bench-{trace.ContentHash[..12]}.trace");
    using (var writer = WorkloadWriter.ToFile(path))
    {
        foreach (ref readonly var row in trace.Rows) writer.Add(row);
        writer.Complete(trace.Skills);
    }

    return new Scenario(path, capacity) { Settings = new() { Workers = workers, Initial = [.. Enumerable.Range(0, trace.Skills.Length)] } }.Prepare(1);
}

static void Measure(string name, PreparedScenario prepared, string policy, int repeats)
{
    var rates = new List<double>();
    RunReport? report = null;
    double bytes = 0;
    for (int i = 0; i <= repeats; i++)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Environment.CpuUsage.TotalTime;
        report = prepared.Run.Play(catalog => prepared.CreatePolicy(policy, catalog));
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / report.Requests;
        if (i > 0) rates.Add(report.Requests / seconds / 1e6);
    }

    rates.Sort();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {policy} | {report!.Requests} | {report.Decisions} | {rates[rates.Count / 2]:F3} ({rates[0]:F3}-{rates[^1]:F3}) | {bytes:F2} |"));
}
