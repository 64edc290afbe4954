using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// One step of every parameter against its gradient. With the diagonal Fisher metric F, the moving average of the squared gradient g, the
/// step is eta g / (F + floor), at most the clip.
/// </summary>
internal static class NaturalGradient
{
    /// <summary>Steps one atom; its gradient on a sample is a slope times the sample.</summary>
    public static void StepAtom(
        Span<double> weights, Span<double> fisher, double slope, ReadOnlySpan<double> sample, LearnerOptions options)
    {
        var w = MemoryMarshal.Cast<double, Vector256<double>>(weights);
        var f = MemoryMarshal.Cast<double, Vector256<double>>(fisher)[..w.Length];
        var x = MemoryMarshal.Cast<double, Vector256<double>>(sample)[..w.Length];
        bool natural = options.Metric == GradientMetric.DiagonalFisher;
        var kept = Vector256.Create(options.FisherDecay);
        var taken = Vector256.Create(1 - options.FisherDecay);
        var slopes = Vector256.Create(slope);
        var rate = Vector256.Create(options.LearningRate);
        var floor = Vector256.Create(options.FisherFloor);
        var most = Vector256.Create(options.StepClip);
        for (int i = 0; i < w.Length; i++)
        {
            var gradient = slopes * x[i];
            var estimate = kept * f[i] + taken * (gradient * gradient);
            f[i] = estimate;
            var step = natural ? rate * gradient / (estimate + floor) : rate * gradient;
            w[i] -= Vector256.Min(most, Vector256.Max(-most, step));
        }
    }

    /// <summary>Steps one number with its own rate and returns its new value.</summary>
    public static double StepNumber(double value, ref double fisher, double gradient, double rate, LearnerOptions options)
    {
        fisher = options.FisherDecay * fisher + (1 - options.FisherDecay) * gradient * gradient;
        double step = options.Metric == GradientMetric.DiagonalFisher ? rate * gradient / (fisher + options.FisherFloor) : rate * gradient;
        return value - Math.Clamp(step, -options.StepClip, options.StepClip);
    }
}
