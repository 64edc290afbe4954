using Teleo.Controller.Domain;
using Teleo.Pool.Calibration;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Are there two heaps or one? One normal against a mixture of two, by BIC and by a likelihood ratio whose
/// distribution under one normal is found by parametric bootstrap, as the textbook chi-square does not hold here.
/// </summary>
/// <param name="Gain">BIC of one normal less BIC of two: positive speaks for two.</param>
internal sealed record Bimodality(NormalMixture Two, double Gain, double LikelihoodRatio, double P)
{
    /// <summary>Two heaps count as two states when both signs agree and the heaps do not overlap into one (Ashman's D above 2).</summary>
    public bool IsBimodal(double level = 0.05) => Gain > 0 && P <= level && Two.Separation > 2;

    public static Bimodality Of(ReadOnlySpan<double> x, int resamples, RandomStream random)
    {
        double[] values = x.ToArray();
        var two = NormalMixture.Fit(values);
        double ratio = Ratio(values, two);
        double mean = Sample.Mean(x), deviation = Sample.StandardDeviation(x);
        int asLarge = 1;
        for (int i = 0; i < resamples; i++)
        {
            var one = new double[values.Length];
            for (int k = 0; k < one.Length; k++) one[k] = mean + deviation * random.NextNormal();
            if (Ratio(one, NormalMixture.Fit(one)) >= ratio) asLarge++;
        }

        double gain = ratio - 3 * Math.Log(values.Length);   // five parameters against two
        return new(two, gain, ratio, asLarge / (resamples + 1.0));
    }

    private static double Ratio(double[] x, NormalMixture two)
    {
        double mean = Sample.Mean(x), variance = Sample.Variance(x) * (x.Length - 1) / x.Length;
        double one = -0.5 * x.Length * (Math.Log(2 * Math.PI * variance) + 1);
        return Math.Max(0, 2 * (two.LogLikelihood - one));
    }
}

/// <summary>Two normals and the weight of the first, fitted by expectation and maximisation.</summary>
internal sealed record NormalMixture(double Weight, double Mean1, double Deviation1, double Mean2, double Deviation2, double LogLikelihood)
{
    private const int MostSteps = 300;

    /// <summary>Ashman's D: distance of the means in units of the joint spread.</summary>
    public double Separation => Math.Sqrt(2) * Math.Abs(Mean1 - Mean2) / Math.Sqrt(Deviation1 * Deviation1 + Deviation2 * Deviation2);

    public static NormalMixture Fit(double[] x)
    {
        double[] sorted = Sample.Sorted(x);
        double spread = Math.Max(Sample.StandardDeviation(x), 1e-300);
        var mixture = new NormalMixture(0.5, Sample.Quantile(sorted, 0.25), spread / 2,
            Sample.Quantile(sorted, 0.75), spread / 2, double.NegativeInfinity);
        for (int step = 0; step < MostSteps; step++)
        {
            var next = mixture.Step(x, spread);
            bool settled = next.LogLikelihood - mixture.LogLikelihood < 1e-8 * x.Length;
            mixture = next;
            if (settled) break;
        }

        return mixture;
    }

    private NormalMixture Step(double[] x, double spread)
    {
        double n1 = 0, sum1 = 0, sum2 = 0, likelihood = 0;
        var share = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double a = Weight * Density(x[i], Mean1, Deviation1), b = (1 - Weight) * Density(x[i], Mean2, Deviation2);
            share[i] = a + b > 0 ? a / (a + b) : 0.5;
            likelihood += Math.Log(Math.Max(a + b, 1e-300));
            n1 += share[i];
            sum1 += share[i] * x[i];
            sum2 += (1 - share[i]) * x[i];
        }

        double n2 = x.Length - n1, mean1 = sum1 / Math.Max(n1, 1e-9), mean2 = sum2 / Math.Max(n2, 1e-9), square1 = 0, square2 = 0;
        for (int i = 0; i < x.Length; i++)
        {
            square1 += share[i] * (x[i] - mean1) * (x[i] - mean1);
            square2 += (1 - share[i]) * (x[i] - mean2) * (x[i] - mean2);
        }

        double floor = 0.05 * spread;   // a normal that shrinks onto one point has infinite likelihood and no meaning
        return new(
            n1 / x.Length, mean1, Math.Max(floor, Math.Sqrt(square1 / Math.Max(n1, 1e-9))), mean2,
            Math.Max(floor, Math.Sqrt(square2 / Math.Max(n2, 1e-9))), likelihood);
    }

    private static double Density(double x, double mean, double deviation)
    {
        double z = (x - mean) / deviation;
        return Math.Exp(-0.5 * z * z) / (deviation * Math.Sqrt(2 * Math.PI));
    }
}
