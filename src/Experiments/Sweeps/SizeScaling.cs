using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.TimeSeries;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// The same pool at several sizes: places, skills, rate of requests, workers and loaders grow together, so that only size
/// differs. The order parameter is the overlap of the resident set with that of a minute before.
/// </summary>
internal sealed class SizeScaling(string policy, IReadOnlyList<int> sizes, double skillsPerPlace,
    IReadOnlyList<double> loads, int seeds, ulong firstSeed, double seconds)
{
    private const double EpochSeconds = 60, WarmupSeconds = 600, RatePerPlace = 0.2;

    /// <summary>Moments of the order parameter at each size and load, over seeds and thinned epochs.</summary>
    public Moments[,] Found { get; } = new Moments[sizes.Count, loads.Count];

    public double[,] Means { get; } = new double[sizes.Count, loads.Count];

    public ChangeLadder Run(int threads, Action<int, int> progress, CancellationToken cancellation)
    {
        int cells = sizes.Count * loads.Count;
        var samples = new ParallelRuns(threads, done => progress(done, cells * seeds), cancellation).OfCells(cells, seeds, (cell, seed) =>
            Play(sizes[cell / loads.Count], loads[cell % loads.Count], firstSeed + (ulong)seed, cancellation));
        for (int s = 0; s < sizes.Count; s++)
            for (int l = 0; l < loads.Count; l++)
            {
                double[] pooled = [.. samples[s * loads.Count + l].SelectMany(run => run)];
                Found[s, l] = Moments.Of(pooled);
                Means[s, l] = pooled.Average();
            }

        return Judge();
    }

    public double Susceptibility(int size, int load) => Found[size, load].Susceptibility(sizes[size]);

    private ChangeLadder Judge()
    {
        double[] grid = [.. loads.Select(load => Math.Log(load))], places = [.. sizes.Select(size => (double)size)];
        double[] peaks = [.. Enumerable.Range(0, sizes.Count)
            .Select(s => Enumerable.Range(0, loads.Count).Max(l => Math.Max(Susceptibility(s, l), 1e-9)))];
        var growth = FiniteSizeScaling.Fit(places, peaks);
        double[][] cumulants = [.. Enumerable.Range(0, sizes.Count)
            .Select(s => (double[])[.. Enumerable.Range(0, loads.Count).Select(l => Found[s, l].Binder)])];
        double[] crossings =
            [.. Enumerable.Range(1, sizes.Count - 1).Select(s => FiniteSizeScaling.Crossing(grid, cumulants[s - 1], cumulants[s]))];
        double point = crossings.Where(double.IsFinite).DefaultIfEmpty(grid[grid.Length / 2]).Average();
        return new ChangeLadder().TestTransition(growth, crossings, Collapse(grid, places, growth.Exponent, point));
    }

    /// <summary>The best collapse of the susceptibilities over the exponent with which the width of the change shrinks.</summary>
    private double Collapse(double[] grid, double[] places, double height, double point) =>
        Enumerable.Range(0, 41).Select(i => i * 0.05).Min(width =>
        FiniteSizeScaling.CollapseResidual([.. places.Select((size, s) => (
            (double[])[.. grid.Select(x => (x - point) * Math.Pow(size, width))],
            (double[])[.. Enumerable.Range(0, loads.Count).Select(l => Susceptibility(s, l) / Math.Pow(size, height))]))]));

    private double[] Play(int size, double load, ulong seed, CancellationToken cancellation)
    {
        var seeds = new SeedTree(seed);
        var spec = new SynthesisSpec
        {
            Skills = (int)Math.Ceiling(skillsPerPlace * size),
            RatePerSecond = RatePerPlace * size * load,
            DurationSeconds = WarmupSeconds + seconds
        };
        var trace = Synthesizer.Trace(spec, seeds);
        var profiles = SkillProfiles.Alike(trace.Skills, Worlds.Machines.Disk);
        var settings = new PlantSettings
        {
            Workers = Math.Max(2, size),
            Loaders = Math.Max(1, size / 4),
            Capacity = PlantSettings.UnlimitedBut(size * profiles[0].Footprint.ResidentBytes)
        };
        var run = new SimulatedRun(trace, profiles, settings, seeds, ServiceLevels.Of(trace, profiles));
        var prepared = new PreparedScenario(new Scenario("zipf", $"{size}"), run, PreparedScenario.CountsOf(trace, trace.Count / 10));
        var probe = new PoolProbe(EpochSeconds);
        run.Play(catalog => prepared.CreatePolicy(policy, catalog), new RunHooks { Decided = probe.Note }, cancellation);
        double[] overlap = [.. probe.Epochs.Where(epoch => epoch.Seconds >= WarmupSeconds).Select(epoch => epoch.Overlap)];
        return Teleo.Pool.Samples.Sample.StandardDeviation(overlap) > 1e-9 ? Series.Thinned(overlap) : [overlap[0]];
    }
}
