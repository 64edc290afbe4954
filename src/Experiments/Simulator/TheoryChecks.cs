using MathNet.Numerics.Distributions;
using Teleo.Controller.Domain;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// Compares the simulator with closed forms: the plant of studies, with one skill or without load time, must give the textbook's figures.
/// Successive waits are correlated, so every interval comes from independent replications.
/// </summary>
internal static class TheoryChecks
{
    public const int Replications = 20;

    /// <summary>Time in service is written as tokens of a microsecond.</summary>
    private const double TokensPerSecond = 1e6;

    private delegate double ServiceLaw(ref RandomStream stream);

    public static IReadOnlyList<(string Name, Func<SeedTree, TheoryCheck> Run)> All { get; } =
    [
        Sojourn("M/M/1 at 0.8, mean time in system", 0.8, 1, Exponential, 5),
        Sojourn("M/M/3 at 2, mean time in system", 2, 3, Exponential, 1.4444444444444444),
        Sojourn("M/M/10 at 8, mean time in system", 8, 10, Exponential, 1.204590075398222),
        Sojourn("M/D/1 at 0.8, mean time in system", 0.8, 1, (ref _) => 1, 3),
        Sojourn("M/G/1 with two-point service, mean time in system", 0.8, 1, TwoPoint, 7.5),
        Blocked("Erlang B, 5 erlang on 5 workers", 5, 5, 0, 0.2848678213309025),
        Blocked("Erlang B, 10 erlang on 12 workers", 10, 12, 0, 0.11973918844482516),
        Blocked("M/M/1/5 at 0.9, share refused", 0.9, 1, 4, 0.1260225499883686),
        ColdStart("M/M/1 with exponential cold starts, mean time in system", 12),
        Hits("LRU, 2 of 4 skills, hit ratio (exact)", "lru", 4, 1, 2, 0.6038454177401549),
        Hits("FIFO, 2 of 4 skills, hit ratio (exact)", "fifo", 4, 1, 2, 0.5885714285714289),
        Hits("LRU, 50 of 1000 skills, hit ratio (Che)", "lru", 1000, 0.8, 50, 0.2616191525320795),
        Hits("LRU, 100 of 1000 skills, hit ratio (Che)", "lru", 1000, 1, 100, 0.5765246161690034),
    ];

    private static double Exponential(ref RandomStream stream) => stream.NextExponential();

    private static double TwoPoint(ref RandomStream stream) => stream.NextDouble() < 0.9 ? 0.5 : 5.5;

    private static (string, Func<SeedTree, TheoryCheck>) Sojourn(string name, double rate,
        int workers, ServiceLaw service, double theory) =>
        (name, seeds => Replicate(name, theory, replication =>
            Queue(rate, service, 40_000, 2_000, One with { Workers = workers }, "never-act", seeds, replication, MeanSojourn)));

    private static (string, Func<SeedTree, TheoryCheck>) Blocked(string name, double rate, int workers, int queue, double theory) =>
        (name, seeds => Replicate(name, theory, replication =>
            Queue(rate, Exponential, 40_000, 1_000, One with
            {
                Workers = workers,
                QueueLimit = queue
            }, "never-act", seeds, replication, RefusedShare)));

    private static (string, Func<SeedTree, TheoryCheck>) ColdStart(string name, double theory)
    {
        var settings = One with { Workers = 1, Loaders = 1, Initial = [], Faults = new() { ExponentialLoads = true } };
        return (name, seeds => Replicate(name, theory, replication =>
            Queue(0.5, Exponential, 20_000, 1_000, settings, "load-use-unload", seeds, replication, MeanSojourn)));
    }

    private static (string, Func<SeedTree, TheoryCheck>) Hits(string name, string policy,
        int skills, double zipf, int resident, double theory) =>
        (name, seeds => Replicate(name, theory, replication => HitRatio(policy, skills, zipf, resident, seeds, replication)));

    /// <summary>One skill that is resident from the start, no time-outs, loads of 10 s.</summary>
    private static PlantSettings One => new()
    {
        Capacity = PlantSettings.UnlimitedBut(1000),
        TimeoutSeconds = 1e9,
        QueueLimit = int.MaxValue,
        UnloadSeconds = 0,
        Interference = 1,
        Initial = [0],
    };

    private static double MeanSojourn(PlantCounters from, PlantCounters to) =>
        (double)(to.SojournNs - from.SojournNs) / (to.Done - from.Done) * 1e-9;

    private static double RefusedShare(PlantCounters from, PlantCounters to) =>
        (double)(to.Refused - from.Refused) / (to.Arrivals - from.Arrivals);

    private static double Queue(
        double rate, ServiceLaw service, int requests, double warmupSeconds, PlantSettings settings, string policy,
        SeedTree seeds, uint replication, Func<PlantCounters, PlantCounters, double> measure)
    {
        RandomStream arrivals = seeds.Stream("theory.arrivals", replication), services = seeds.Stream("theory.services", replication);
        var rows = new Request[requests];
        double seconds = 0;
        for (int i = 0; i < requests; i++)
        {
            seconds += arrivals.NextExponential() / rate;
            int tokens = (int)Math.Round(service(ref services) * TokensPerSecond);
            rows[i] = new Request((long)(seconds * 1e9), 0, -1, 0, tokens);
        }

        return Run(new MemoryWorkload(["one"], rows), [Unit("one", 10)], settings, policy,
            new SeedTree(seeds.KeyOf("theory.plant", replication)), warmupSeconds, measure);
    }

    private static double HitRatio(string policy, int skills, double zipf, int resident, SeedTree seeds, uint replication)
    {
        // No load time, no service time, a second between requests: the plant is a cache.
        var popularity = new Popularity(new SynthesisSpec { Skills = skills, Zipf = zipf }, seeds.Stream("theory.ranks", replication));
        var asked = seeds.Stream("theory.skills", replication);
        var rows = new Request[30_000];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = new Request((i + 1) * 1_000_000_000L, popularity.Skill(asked.NextDouble(), 0), -1, 0, 0);
        var names = Synthesizer.SkillNames(skills);
        var settings = One with { Capacity = PlantSettings.UnlimitedBut(resident), Initial = [] };
        return Run(new MemoryWorkload(names, rows), [.. names.Select(name => Unit(name, 0))], settings, policy, seeds, 5_000,
            (from, to) => 1 - (double)(to.Misses - from.Misses) / (to.Arrivals - from.Arrivals));
    }

    private static double Run(
        MemoryWorkload trace, SkillProfile[] profiles, PlantSettings settings, string policy, SeedTree seeds, double warmupSeconds,
        Func<PlantCounters, PlantCounters, double> measure)
    {
        var run = new SimulatedRun(trace, [.. profiles], settings, seeds, ServiceLevels.None(profiles.Length));
        using var simulation = run.Begin(catalog => PolicyCatalog.Create(policy, new(catalog, settings.Capacity, seeds)), meter: null);
        simulation.Run(PlantState.Nanoseconds(warmupSeconds));
        var from = simulation.Counters;
        simulation.Run();
        return measure(from, simulation.Counters);
    }

    private static SkillProfile Unit(string name, double loadSeconds) => new()
    {
        Name = name,
        Footprint = ResourceVector.Bytes(1),
        ColdLoadSeconds = loadSeconds,
        WarmLoadSeconds = loadSeconds,
        PrefillTokensPerSecond = TokensPerSecond,
        DecodeTokensPerSecond = TokensPerSecond,
    };

    private static TheoryCheck Replicate(string name, double theory, Func<uint, double> once)
    {
        var means = new double[Replications];
        Parallel.For(0, Replications, i => means[i] = once((uint)i));
        double mean = means.Average();
        double deviation = Math.Sqrt(means.Sum(x => (x - mean) * (x - mean)) / (Replications - 1));
        double quantile = StudentT.InvCDF(0, 1, Replications - 1, 0.995);
        return new TheoryCheck(name, theory, mean, quantile * deviation / Math.Sqrt(Replications));
    }
}
