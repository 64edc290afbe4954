using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Advice;

/// <summary>
/// Seconds waited and loaded in equal blocks of time. Intervals are of 95 %, from a bootstrap over blocks, which keeps together what
/// follows from each other; where fewer than eight blocks have any cost there is none.
/// </summary>
/// <param name="Requests">Requests in all blocks.</param>
internal sealed record BlockCosts(double[] Seconds, long Requests)
{
    /// <summary>Fewer blocks than this give no interval.</summary>
    private const int FewestBlocks = 8;

    private const int Resamplings = 2000;

    /// <summary>Seconds waited and loaded per 1,000 requests.</summary>
    public double PerThousand => 1000 * Seconds.Sum() / Math.Max(1, Requests);

    /// <summary>The blocks of a run's curve of costs from one on.</summary>
    public static BlockCosts OfCurve(IReadOnlyList<double> curve, int firstBlock, long requests)
    {
        var blocks = new double[curve.Count - firstBlock];
        for (int i = 0; i < blocks.Length; i++) blocks[i] = curve[firstBlock + i] - (firstBlock + i > 0 ? curve[firstBlock + i - 1] : 0);
        return new(blocks, requests);
    }

    /// <summary>The interval of the cost per 1,000 requests.</summary>
    public Interval? Interval()
    {
        if (Seconds.Count(seconds => seconds > 0) < FewestBlocks) return null;
        return Resampled(picked => 1000 * picked.Sum(block => Seconds[block]) / Math.Max(1, Requests));
    }

    /// <summary>The change of cost against another run of the same requests in percent.</summary>
    public (double Percent, Interval? Interval) ChangeFrom(BlockCosts other)
    {
        double percent = 100 * (Seconds.Sum() / other.Seconds.Sum() - 1);
        if (!double.IsFinite(percent)) return (0, null);
        if (Seconds.Zip(other.Seconds).Count(pair => pair.First > 0 || pair.Second > 0) < FewestBlocks) return (percent, null);
        return (percent, Resampled(picked =>
        {
            double own = 0, theirs = 0;
            foreach (int block in picked)
            {
                own += Seconds[block];
                theirs += other.Seconds[block];
            }

            return theirs > 0 ? 100 * (own / theirs - 1) : percent;
        }));
    }

    private Interval Resampled(Func<int[], double> statistic)
    {
        var chance = new SeedTree(1).Stream("advice.blocks");
        var (replicates, picked) = (new double[Resamplings], new int[Seconds.Length]);
        for (int i = 0; i < replicates.Length; i++)
        {
            for (int k = 0; k < picked.Length; k++) picked[k] = (int)(chance.NextDouble() * picked.Length);
            replicates[i] = statistic(picked);
        }

        Array.Sort(replicates);
        return Bootstrap.Percentile(replicates, 0.95);
    }
}
