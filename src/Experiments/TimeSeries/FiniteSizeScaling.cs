using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.TimeSeries;

/// <summary>The growth of a quantity with the size of the pool: the slope in logarithms, with its interval.</summary>
/// <param name="Sizes">How many sizes, and over which factor, the slope rests on.</param>
internal readonly record struct FiniteSizeScaling(double Exponent, Interval Interval, int Sizes, double Factor)
{
    public const int FewestSizes = 5;
    public const double SmallestFactor = 16;

    /// <summary>True if enough sizes were tried, over enough of a range, for the exponent to mean anything.</summary>
    public bool IsBroadEnough => Sizes >= FewestSizes && Factor >= SmallestFactor;

    public static FiniteSizeScaling Fit(double[] sizes, double[] values)
    {
        var fit = LeastSquares.Fit([.. values.Select(v => Math.Log(v))], LeastSquares.Ones(sizes.Length),
            [.. sizes.Select(v => Math.Log(v))]);
        return new(fit.Coefficients[1], fit.IntervalOf(1), sizes.Length, sizes.Max() / sizes.Min());
    }

    /// <summary>
    /// Measures how badly rescaled curves fail to fall on one another: the mean squared distance of each curve's points from the other
    /// curves (linear between their points), over the variance of all values. 0 is a perfect collapse.
    /// </summary>
    public static double CollapseResidual(IReadOnlyList<(double[] X, double[] Y)> curves)
    {
        var distances = new List<double>();
        for (int i = 0; i < curves.Count; i++)
            for (int j = 0; j < curves.Count; j++)
                for (int k = 0; i != j && k < curves[i].X.Length; k++)
                {
                    double other = Interpolated(curves[j].X, curves[j].Y, curves[i].X[k]);
                    if (!double.IsNaN(other)) distances.Add((curves[i].Y[k] - other) * (curves[i].Y[k] - other));
                }

        if (distances.Count == 0) return double.NaN;
        return distances.Average() / Sample.Variance([.. curves.SelectMany(curve => curve.Y)]);
    }

    /// <summary>Returns the place where two curves over one grid cross, by linear interpolation; NaN where they do not.</summary>
    public static double Crossing(double[] x, double[] first, double[] second)
    {
        for (int i = 1; i < x.Length; i++)
        {
            double before = first[i - 1] - second[i - 1], after = first[i] - second[i];
            if (before == 0) return x[i - 1];
            if (before * after < 0) return x[i - 1] + (x[i] - x[i - 1]) * before / (before - after);
        }

        return double.NaN;
    }

    private static double Interpolated(double[] x, double[] y, double at)
    {
        for (int i = 1; i < x.Length; i++)
            if (at >= x[i - 1] && at <= x[i])
                return x[i] == x[i - 1] ? y[i] : y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
        return double.NaN;
    }
}
