using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Teleo.Bench.CountTier;
using Teleo.Experiments.CacheRivals;
using Teleo.Experiments.Simulator;

// Interleaved pairs of the count tier and libCacheSim's simulator on the same trace, one thread each. Usage:
//   dotnet run -c Release --project bench/Teleo.Bench.CountTier -- [PATH_OF_CACHESIM] [PAIRS]
// Both sides are counted in processor seconds, for the machine may be shared: ours around the run, libCacheSim's over
// its whole process as /usr/bin/time tells, which adds its reading of the trace (0.1 to 0.2 s of it).
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string? peer = args.Length > 0 ? args[0] : null;
int pairs = args.Length > 1 ? int.Parse(args[1]) : 5;

Console.WriteLine($"{"regime",-30} {"rule",-8} {"ours M/s",9} {"peer M/s",9} {"ratio",6} {"range",13}  misses ours / peer");
Measure("763 k objects, capacity 10 %", 1_000_000, 10_000_000, 0.1);
Measure("16 in 128 objects", 128, 10_000_000, 16 / 128.0);

void Measure(string regime, int universe, int requests, double share)
{
    int[] trace = ZipfTrace.Make(universe, requests, 1);
    int objects = trace.Max() + 1;
    int capacity = (int)Math.Round(objects * share);
    var shape = CacheShape.Uniform(objects);
    string file = Path.Combine(Path.GetTempPath(), $"teleo-count-tier-{universe}.oracleGeneral");
    if (peer is not null) ZipfTrace.Write(file, trace);

    foreach (var (name, peerName, run) in Rules())
    {
        run(shape, trace.AsMemory(0, trace.Length / 10), capacity);
        run(shape, trace, capacity);
        var ours = new List<double>();
        var theirs = new List<double>();
        long misses = 0, peerMisses = 0;
        for (int pair = 0; pair < pairs; pair++)
        {
            if (peer is not null)
            {
                var (seconds, missed) = RunPeer(peer, file, peerName, capacity, requests);
                theirs.Add(requests / seconds / 1e6);
                peerMisses = missed;
            }

            var before = Environment.CpuUsage.TotalTime;
            misses = run(shape, trace, capacity).Misses;
            ours.Add(requests / (Environment.CpuUsage.TotalTime - before).TotalSeconds / 1e6);
        }

        var ratios = theirs.Zip(ours, (t, o) => o / t).Order().ToList();
        string range = ratios.Count == 0 ? "" : $"{ratios[0]:0.00}-{ratios[^1]:0.00}";
        Console.WriteLine(
            $"{regime,-30} {name,-8} {Median(ours),9:0.0} {Median(theirs),9:0.0} {Median(ratios),6:0.00} {range,13}  {misses} / {peerMisses}");
    }
}

static (string Name, string PeerName, Func<CacheShape, ReadOnlyMemory<int>, double, CountResult> Run)[] Rules() =>
[
    ("fifo", "fifo", (s, t, c) => CountTier.Run<FifoRule>(s, t.Span, c)),
    ("lru", "lru", (s, t, c) => CountTier.Run<LruRule>(s, t.Span, c)),
    ("clock", "clock", (s, t, c) => CountTier.Run<ClockRule>(s, t.Span, c)),
    ("sieve", "sieve", (s, t, c) => CountTier.Run<SieveRule>(s, t.Span, c)),
    ("s3-fifo", "s3fifo", (s, t, c) => CountTier.Run<S3FifoRule>(s, t.Span, c)),
    ("arc", "arc", (s, t, c) => CountTier.Run<ArcRule>(s, t.Span, c)),
    ("lfu", "lfu", (s, t, c) => CountTier.Run<LfuRule>(s, t.Span, c)),
    ("gdsf", "gdsf", (s, t, c) => CountTier.Run<AgedPriorityRule<GdsfWorth>>(s, t.Span, c)),
];

static (double Seconds, long Misses) RunPeer(string peer, string file, string rule, int capacity, int requests)
{
    var start = new ProcessStartInfo(
        "/usr/bin/time", $"-f cpu:%U+%S {peer} {file} oracleGeneral {rule} {capacity} --num-thread=1 --ignore-obj-size=true")
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Path.GetTempPath(),
    };
    using var process = Process.Start(start)!;
    string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
    process.WaitForExit();
    double missRatio = double.Parse(Regex.Match(output, @"miss ratio ([0-9.]+), throughput").Groups[1].Value);
    var cpu = Regex.Match(output, @"cpu:([0-9.]+)\+([0-9.]+)");
    return (double.Parse(cpu.Groups[1].Value) + double.Parse(cpu.Groups[2].Value), (long)Math.Round(missRatio * requests));
}

static double Median(List<double> values)
{
    if (values.Count == 0) return double.NaN;
    var sorted = values.Order().ToList();
    return sorted[sorted.Count / 2];
}
