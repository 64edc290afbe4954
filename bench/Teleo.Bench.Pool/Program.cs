using System.Globalization;
using Teleo.Bench.Pool;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Engine.Pool;
using Teleo.Engine.Skills;

// What the pool costs: from a request that waits to its first token, and many skills in one process. Usage:
//   dotnet run -c Release --project bench/Teleo.Bench.Pool -- first-token MODEL.gguf|SHAPE [ROUNDS] [PROMPT]
//   dotnet run -c Release --project bench/Teleo.Bench.Pool -- many [INSTALLED] [RESIDENT] [FOLDER, kept for the next time] [CONTEXT]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["first-token", var model, .. var rest]:
        await FirstTokenAsync(model, rest.Length > 0 ? int.Parse(rest[0]) : 300, rest.Length > 1 ? rest[1] : "a");
        return 0;
    case ["many", .. var rest]:
        await ManyAsync(rest.Length > 0 ? int.Parse(rest[0]) : 1000, rest.Length > 1 ? int.Parse(rest[1]) : 200, rest.Length > 2 ? rest[2] : null, rest.Length > 3 ? int.Parse(rest[3]) : 512);
        return 0;
    default:
        Console.Error.WriteLine("first-token MODEL.gguf|SHAPE [ROUNDS] [PROMPT] | many [INSTALLED] [RESIDENT] [FOLDER] [CONTEXT]");
        return 2;
}

static async Task FirstTokenAsync(string model, int rounds, string prompt)
{
    using var shelf = new Shelf();
    var named = FixtureShape.Named.TryGetValue(model, out var shape);
    var skills = named
        ? new[] { TensorType.F32, TensorType.Q8_0 }.Select(type => (Label: $"{model} {type}", Name: shelf.Invent($"{model}-{type}".ToLowerInvariant().Replace("_", "", StringComparison.Ordinal), shape!, type, 1))).ToArray()
        : [(Label: Path.GetFileName(model), Name: shelf.Copy("model", model))];
    Console.WriteLine($"{"skill",-22} {"verify",8} {"load",8} {"activate",8} {"1st token",9} {"together",9} {"least",8} {"cpu",8}  us, medians of {rounds}");
    foreach (var (label, name) in skills)
    {
        using var pool = new RuntimePool(new() { Runtime = new() { MaxThreads = 1 } }, TimeProvider.System);
        var parts = Enumerable.Range(0, 6).Select(_ => new List<double>()).ToArray();
        for (int round = -20; round < rounds; round++)
        {
            var cpu = Environment.CpuUsage.TotalTime;
            long t0 = TimeProvider.System.GetTimestamp();
            var skill = PoolSkill.Of(shelf.Registry, name);
            long t1 = TimeProvider.System.GetTimestamp();
            var handle = pool.Load(skill);
            long t2 = TimeProvider.System.GetTimestamp();
            pool.Activate(handle);
            long t3 = TimeProvider.System.GetTimestamp();
            using (var lease = pool.Acquire(handle))
            {
                var tokens = new List<int>();
                lease.Tokenizer.Encode(System.Text.Encoding.UTF8.GetBytes(prompt), addSpecial: true, parseSpecial: false, tokens);
                lease.Session.Append(tokens.ToArray());
                _ = Largest(lease.Session.Logits);
            }

            long t4 = TimeProvider.System.GetTimestamp();
            cpu = Environment.CpuUsage.TotalTime - cpu;
            await pool.DeactivateAsync(handle);
            if (round < 0) continue;
            long[] times = [t0, t1, t2, t3, t4];
            for (int i = 0; i < 4; i++) parts[i].Add(TimeProvider.System.GetElapsedTime(times[i], times[i + 1]).TotalMicroseconds);
            parts[4].Add(TimeProvider.System.GetElapsedTime(t0, t4).TotalMicroseconds);
            parts[5].Add(cpu.TotalMicroseconds);
        }

        Console.WriteLine($"{label,-22} {Median(parts[0]),8:0} {Median(parts[1]),8:0} {Median(parts[2]),8:0} {Median(parts[3]),9:0} {Median(parts[4]),9:0} {parts[4].Min(),8:0} {Median(parts[5]),8:0}");
    }
}

static async Task ManyAsync(int installed, int resident, string? folder, int context)
{
    using var shelf = new Shelf(folder);
    var shape = new FixtureShape(512, 64, 5, 192, 8, 4, 512);
    var names = new List<SkillName>();
    long began = TimeProvider.System.GetTimestamp();
    // Those that will be resident hold whole floats, as the shipped model of that size does; the others are small, to spare the disk.
    for (int i = 0; i < installed; i++) names.Add(shelf.Invent($"skill{i}", shape, i < resident ? TensorType.F32 : TensorType.Q8_0, (ulong)i + 1));
    Console.WriteLine($"{installed} skills made, installed and verified in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");

    using var pool = new RuntimePool(new() { SessionsPerRuntime = 1, Runtime = new() { MaxThreads = 1, BatchSize = 32, ContextLength = context } }, TimeProvider.System);
    GC.Collect();
    long before = ResidentBytes();
    began = TimeProvider.System.GetTimestamp();
    int[] prompt = [1, .. Enumerable.Range(5, Math.Min(480, context - 16))];
    foreach (var name in names.Take(resident))
    {
        var handle = pool.Load(PoolSkill.Of(shelf.Registry, name));
        pool.Activate(handle);
        using var lease = pool.Acquire(handle);
        lease.Session.Append(prompt);   // its keys and values are used nearly to the end
    }

    var took = TimeProvider.System.GetElapsedTime(began);
    pool.Measure();
    GC.Collect();
    long after = ResidentBytes();
    var sums = pool.Snapshot().Runtimes.Aggregate(default(PoolBytes), (sum, reading) => sum + reading.Measured);
    double owed = sums.Weights + sums.Kv;
    Console.WriteLine($"{resident} loaded, activated and made to read {prompt.Length} tokens each in {took.TotalSeconds:0.00} s");
    Console.WriteLine($"measured: {sums}");
    Console.WriteLine($"resident memory: {before >> 20} MiB before, {after >> 20} MiB after; whole process {after / owed:0.00}, growth {(after - before) / owed:0.00} of weights and kv ({owed / (1 << 20):0} MiB)");

    var list = new List<double>();
    var look = new List<double>();
    for (int i = 0; i < 200; i++)
    {
        long t0 = TimeProvider.System.GetTimestamp();
        long bytes = 0;
        foreach (var (_, skill) in shelf.Registry.Skills) bytes += skill.Stage == SkillStage.Verified ? skill.SizeBytes : 0;
        var manifests = names.Sum(name => shelf.Registry.ManifestOf(name).Artifacts.Length);
        long t1 = TimeProvider.System.GetTimestamp();
        var snapshot = pool.Snapshot();
        long t2 = TimeProvider.System.GetTimestamp();
        if (bytes + manifests + snapshot.Runtimes.Length < 0) return;
        list.Add(TimeProvider.System.GetElapsedTime(t0, t1).TotalMicroseconds);
        look.Add(TimeProvider.System.GetElapsedTime(t1, t2).TotalMicroseconds);
    }

    Console.WriteLine($"listing {installed} with their manifests {Median(list):0} us, snapshot of {resident} runtimes {Median(look):0} us");
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static int Largest(ReadOnlySpan<float> logits)
{
    int best = 0;
    for (int i = 1; i < logits.Length; i++)
        if (logits[i] > logits[best]) best = i;
    return best;
}

static long ResidentBytes() =>
    long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
