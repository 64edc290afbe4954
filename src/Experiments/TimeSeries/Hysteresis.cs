using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// The loop of a system whose control is swept up and down with its state carried over. A fast sweep makes a loop by itself; the loop at
/// speed zero, A0, belongs to the system: A(v) = A0 + c v^(2/3).
/// </summary>
/// <param name="StaticArea">A0 with its interval over replicates at all speeds.</param>
internal readonly record struct Hysteresis(double StaticArea, Interval Interval, int Speeds)
{
    public const int FewestSpeeds = 3;

    /// <summary>Only an A0 that is surely above zero speaks for two stable states.</summary>
    public bool LoopRemains => Speeds >= FewestSpeeds && Interval.Lower > 0;

    /// <summary>The area between the branches: down minus up, by trapezoids, both over the same rising grid of the control.</summary>
    public static double Area(double[] control, double[] up, double[] down)
    {
        double area = 0;
        for (int i = 1; i < control.Length; i++)
            area += (control[i] - control[i - 1]) * (down[i] - up[i] + down[i - 1] - up[i - 1]) / 2;
        return area;
    }

    /// <summary>Fits areas measured at several speeds, several times each.</summary>
    public static Hysteresis Extrapolate(double[] speeds, double[] areas, double level = 0.95)
    {
        var fit = LeastSquares.Fit(areas, LeastSquares.Ones(areas.Length), [.. speeds.Select(v => Math.Pow(v, 2.0 / 3))]);
        return new(fit.Coefficients[0], fit.IntervalOf(0, level), speeds.Distinct().Count());
    }
}
