using Teleo.Experiments.Simulator;
using Teleo.Experiments.TimeSeries;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// The load swept up and down within one run, so that the pool's state is carried over, at several speeds and seeds;
/// and the same middle load reached from below and from above.
/// </summary>
internal sealed class LoadLoop(Scenario scenario, string policy, double from, double to,
    IReadOnlyList<double> rampSeconds, int seeds, ulong firstSeed)
{
    public const int Bins = 20;

    /// <summary>A faster sweep has bins in which hardly a decision falls.</summary>
    public const double ShortestRamp = 10 * Bins;

    private const double LongestEpoch = 20;

    /// <summary>Mean branch per speed: resident share over the load, up and down, NaN where a bin saw no epoch.</summary>
    public List<(double RampSeconds, double[] Load, double[] Up, double[] Down)> Branches { get; } = [];

    public ChangeLadder Run(int threads, Action<int, int> progress, CancellationToken cancellation)
    {
        var plays = new ParallelRuns(threads, done => progress(done, seeds * (rampSeconds.Count + 2)), cancellation);
        var loops = plays.OfCells(rampSeconds.Count, seeds, (ramp, seed) => Loop(rampSeconds[ramp], Seed(seed), cancellation));
        double[] ends = [from, to];
        var settled = plays.OfCells(2, seeds, (end, seed) => SettledFrom(ends[end], Seed(seed), cancellation));

        double[] grid = [.. Enumerable.Range(0, Bins).Select(LoadOf)];
        var (speeds, areas) = (new List<double>(), new List<double>());
        foreach (var (ramp, ofSpeed) in rampSeconds.Zip(loops))
        {
            speeds.AddRange(ofSpeed.Select(_ => (to - from) / ramp));
            areas.AddRange(ofSpeed.Select(loop => Hysteresis.Area(grid, Filled(loop.Up), Filled(loop.Down))));
            Branches.Add((ramp, grid, Mean(ofSpeed.Select(loop => loop.Up)), Mean(ofSpeed.Select(loop => loop.Down))));
        }

        return new ChangeLadder().TestBistable(Hysteresis.Extrapolate([.. speeds], [.. areas]), settled[0], settled[1]);
    }

    private double LoadOf(int bin) => from + (bin + 0.5) / Bins * (to - from);

    private ulong Seed(int index) => firstSeed + (ulong)index;

    private (double[] Up, double[] Down) Loop(double ramp, ulong seed, CancellationToken cancellation)
    {
        double warm = Math.Min(600, ramp);   // the pool settles at the low end first
        var epochs = Play(seed, [(warm, from, from), (ramp, from, to), (ramp, to, from)], cancellation);
        return (Branch(t => t - warm, up: true), Branch(t => t - warm - ramp, up: false));

        double[] Branch(Func<double, double> since, bool up)
        {
            var (sum, count) = (new double[Bins], new int[Bins]);
            foreach (var (seconds, _, share) in epochs)
            {
                double passed = since(seconds) / ramp;
                if (passed is < 0 or >= 1) continue;
                int bin = Math.Min(Bins - 1, (int)((up ? passed : 1 - passed) * Bins));
                sum[bin] += share;
                count[bin]++;
            }

            return [.. sum.Select((s, i) => count[i] == 0 ? double.NaN : s / count[i])];
        }
    }

    /// <summary>The resident share at the middle load, after a while at one end.</summary>
    private double SettledFrom(double end, ulong seed, CancellationToken cancellation)
    {
        double stay = rampSeconds.Max(), middle = (from + to) / 2;
        var epochs = Play(seed, [(stay, end, end), (stay, middle, middle)], cancellation);
        return Sample.Mean([.. epochs.Where(epoch => epoch.Seconds > 1.5 * stay).Select(epoch => epoch.ResidentShare)]);
    }

    private List<(double Seconds, double Overlap, double ResidentShare)> Play(ulong seed,
        IReadOnlyList<(double, double, double)> pieces, CancellationToken cancellation)
    {
        var prepared = scenario.Prepare(seed);
        var probe = new PoolProbe(Math.Min(LongestEpoch, rampSeconds.Min() / Bins));
        var run = prepared.Run with { Trace = PacedWorkload.Warped(prepared.Run.Trace, pieces) };
        run.Play(catalog => prepared.CreatePolicy(policy, catalog), new RunHooks { Decided = probe.Note }, cancellation);
        return probe.Epochs;
    }

    /// <summary>Bins without an epoch take the value before them, so that an area can be taken.</summary>
    private static double[] Filled(double[] branch)
    {
        double last = branch.FirstOrDefault(double.IsFinite);
        return [.. branch.Select(value => last = double.IsFinite(value) ? value : last)];
    }

    private static double[] Mean(IEnumerable<double[]> branches)
    {
        var all = branches.ToList();
        return [.. Enumerable.Range(0, Bins)
            .Select(i => all.Select(branch => branch[i]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average())];
    }
}
