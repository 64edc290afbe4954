using Teleo.Experiments.Simulator;
using Teleo.Experiments.TimeSeries;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// Active probing: at each load the settled pool loses all its runtimes at once, and the speed at which its resident share recovers is
/// measured. One seed is one unit; all loads share the seeds.
/// </summary>
internal sealed class PoolResponse(Scenario scenario, string policy, IReadOnlyList<double> loads, int seeds, ulong firstSeed)
{
    private const double SettleSeconds = 600, WatchSeconds = 60, RestSeconds = 120;
    private const int StepsPerSecond = 10;

    /// <summary>The response at one load, averaged over seeds, and the rate fitted to it.</summary>
    public sealed record At(double Load, double Rest, double[] Response, RecoveryProbe Probe)
    {
        public double Step => 1.0 / StepsPerSecond;
    }

    public IReadOnlyList<At> Run(int threads, Action<int, int> progress, CancellationToken cancellation)
    {
        var shares = new ParallelRuns(threads, done => progress(done, loads.Count * seeds), cancellation)
            .OfCells(loads.Count, seeds, (load, seed) => Play(loads[load], firstSeed + (ulong)seed, cancellation));
        return [.. loads.Zip(shares, Fit)];
    }

    /// <summary>Tests by Kendall's tau whether the rates fall towards the higher loads, each with its own runs.</summary>
    public static MannKendall Trend(IReadOnlyList<At> points) =>
        MannKendall.Of([.. points.Select(point => point.Probe.Rate).Where(double.IsFinite)]);

    private static At Fit(double load, double[][] shares)
    {
        int steps = (int)(WatchSeconds * StepsPerSecond), before = shares[0].Length - steps;
        double[] mean = [.. Enumerable.Range(0, shares[0].Length).Select(t => shares.Average(run => run[t]))];
        double[] calm = mean[..before];
        double rest = Sample.Mean(calm);
        double noise = Math.Max(Sample.StandardDeviation(calm), 0.01);
        return new(load, rest, mean[before..], RecoveryProbe.Fit(mean.AsSpan(before), rest, 1.0 / StepsPerSecond, 2 * noise));
    }

    /// <summary>The resident share in steps, from a while before the unload.</summary>
    private double[] Play(double load, ulong seed, CancellationToken cancellation)
    {
        var prepared = scenario.Prepare(seed);
        var run = prepared.Run with { Trace = PacedWorkload.Constant(prepared.Run.Trace, load, SettleSeconds + WatchSeconds) };
        using var simulation = run.Begin(catalog => prepared.CreatePolicy(policy, catalog), null);
        var shares = new List<double>();
        int calm = (int)(RestSeconds * StepsPerSecond);
        for (int step = 0; step < calm + (int)(WatchSeconds * StepsPerSecond); step++)
        {
            if (step == calm) simulation.Plant.CrashAll();
            simulation.Run((long)((SettleSeconds + (step - calm) / (double)StepsPerSecond) * 1e9), cancellation);
            var rows = simulation.Plant.State.Rows;
            shares.Add(rows.Count(row => row.IsResident) / (double)rows.Length);
        }

        return [.. shares];
    }
}
