using Teleo.Controller.Domain;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// Every defensible analysis of the same runs: a conclusion that needs one particular warm-up cut or metric is not a finding. The joint
/// p-value flips the signs of whole seeds and recomputes the curve.
/// </summary>
public sealed record Multiverse(double ShareWithSign, double JointP)
{
    /// <param name="specifications">Per specification, the paired difference of each seed (larger is better), in its own unit.</param>
    public static Multiverse Of(IReadOnlyList<double[]> specifications, int predictedSign,
        RandomStream chance, int draws = 999)
    {
        double[] effects = [.. specifications.Select(d => Standardised(d))];
        double share = effects.Count(effect => Math.Sign(effect) == predictedSign) / (double)effects.Length;
        double median = Sample.Median(effects);

        int seeds = specifications[0].Length, reaching = 0;
        var signs = new int[seeds];
        for (int draw = 0; draw < draws; draw++)
        {
            for (int i = 0; i < seeds; i++) signs[i] = (chance.NextUInt64() & 1) == 0 ? 1 : -1;
            double flipped = Sample.Median([.. specifications.Select(d => Standardised([.. d.Select((x, i) => x * signs[i])]))]);
            if (Math.Abs(flipped) >= Math.Abs(median) - 1e-12) reaching++;
        }

        return new(share, SignFlip.MonteCarloP(reaching, draws));
    }

    private static double Standardised(double[] differences)
    {
        double spread = Sample.StandardDeviation(differences), mean = Sample.Mean(differences);
        return spread > 0 ? mean / spread : Math.Sign(mean) * double.MaxValue;
    }
}
