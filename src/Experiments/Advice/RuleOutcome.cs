using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Advice;

/// <summary>A rule played over the whole log: its costs block by block in the part that is judged.</summary>
/// <param name="Blocks">Seconds waited and loaded in each judged block of time.</param>
/// <param name="Requests">Requests in the judged part.</param>
internal sealed record RuleOutcome(RuleSettings Rule, bool IsTuned, RunReport Report, double[] Blocks, long Requests)
{
    /// <summary>Fewer blocks than this give no interval.</summary>
    private const int FewestBlocks = 8;

    private const int Resamplings = 2000;

    public double CostPerThousand => 1000 * Blocks.Sum() / Math.Max(1, Requests);

    public static RuleOutcome Of(RuleSettings rule, bool isTuned, RunReport report, int firstBlock, long requests)
    {
        double[] curve = [.. report.CostCurveS];
        var blocks = new double[curve.Length - firstBlock];
        for (int i = 0; i < blocks.Length; i++) blocks[i] = curve[firstBlock + i] - (firstBlock + i > 0 ? curve[firstBlock + i - 1] : 0);
        return new(rule, isTuned, report, blocks, requests);
    }

    /// <summary>
    /// The change of cost against another rule in percent, with the 95 % interval of a bootstrap over blocks of time, which keeps together
    /// what follows from each
    /// other. Null where there are too few blocks with any cost.
    /// </summary>
    public (double Percent, Interval? Interval) ChangeFrom(RuleOutcome other)
    {
        double percent = 100 * (Blocks.Sum() / other.Blocks.Sum() - 1);
        if (!double.IsFinite(percent)) return (0, null);
        if (Blocks.Zip(other.Blocks).Count(pair => pair.First > 0 || pair.Second > 0) < FewestBlocks) return (percent, null);
        var chance = new SeedTree(1).Stream("advice.blocks");
        var changes = new double[Resamplings];
        for (int i = 0; i < changes.Length; i++)
        {
            double own = 0, theirs = 0;
            for (int k = 0; k < Blocks.Length; k++)
            {
                int block = (int)(chance.NextDouble() * Blocks.Length);
                own += Blocks[block];
                theirs += other.Blocks[block];
            }

            changes[i] = theirs > 0 ? 100 * (own / theirs - 1) : percent;
        }

        Array.Sort(changes);
        return (percent, Bootstrap.Percentile(changes, 0.95));
    }
}
