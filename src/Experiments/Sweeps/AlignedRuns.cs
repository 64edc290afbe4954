using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Sweeps;

/// <summary>Many runs of one policy, laid over each other at one event of each.</summary>
/// <param name="Bands">The mean curve of each measure with its bands, in the order of <see cref="RunAtEvent.Measures"/>.</param>
/// <param name="Accounts">The same of the account of each source of foresight.</param>
internal sealed record AlignedRuns(string Policy, ImmutableArray<RunAtEvent> Runs, ImmutableArray<MeanBand> Bands,
    ImmutableArray<(string Source, MeanBand Band)> Accounts)
{
    /// <summary>Plays every policy on the same seeds. Results do not depend on the number of threads.</summary>
    /// <param name="prepare">Makes the run of a seed.</param>
    /// <param name="eventOf">The second of the event in a run.</param>
    public static ImmutableArray<AlignedRuns> Play(Func<ulong, PreparedScenario> prepare, Func<PreparedScenario, double> eventOf,
        IReadOnlyList<string> policies, AlignedSpan span, ulong firstSeed, int seeds, int threads, Action<int, int> progress,
        CancellationToken cancellation)
    {
        var plays = new ParallelRuns(threads, done => progress(done * policies.Count, seeds * policies.Count), cancellation);
        var runs = plays.Of(seeds, seed =>
        {
            var prepared = prepare(firstSeed + (ulong)seed);
            return policies.Select(policy => EventPlay.Of(prepared, policy, eventOf(prepared), span, cancellation)).ToArray();
        });
        var chance = new SeedTree(firstSeed);
        return [.. policies.Select((policy, p) => Of(policy, [.. runs.Select(ofSeed => ofSeed[p])], chance))];
    }

    /// <summary>Mean over runs of a measure in a span of time since the event, with its 95 % interval.</summary>
    public (double Mean, Interval Interval) MeanIn(int measure, AlignedSpan span, double fromSeconds, double untilSeconds)
    {
        double[] means = [.. Runs.Select(run => MeanOf(run.Curves[measure], span, fromSeconds, untilSeconds)).Where(double.IsFinite)];
        if (means.Length < 2) return (means.DefaultIfEmpty(double.NaN).Average(), new(double.NaN, double.NaN));
        var paired = PairedTest.Of(means);
        return (paired.Mean, paired.Interval(0.95));
    }

    private static AlignedRuns Of(string policy, ImmutableArray<RunAtEvent> runs, SeedTree chance) => new(policy, runs,
        [.. RunAtEvent.Measures.Select((measure, m) =>
            MeanBand.Of([.. runs.Select(run => run.Curves[m])], chance.Stream($"aligned {measure.Id}")))],
        [.. runs[0].Sources.Select((source, s) =>
            (source, MeanBand.Of([.. runs.Select(run => run.Accounts[s])], chance.Stream($"aligned {source}"))))]);

    private static double MeanOf(double[] curve, AlignedSpan span, double fromSeconds, double untilSeconds) =>
        curve.Where((value, bin) => double.IsFinite(value) && span.Middle(bin) >= fromSeconds && span.Middle(bin) < untilSeconds)
            .DefaultIfEmpty(double.NaN).Average();
}
