using MathNet.Numerics.LinearAlgebra;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.TimeSeries;

/// <summary>Ordinary least squares by QR: coefficients, standard errors and residuals.</summary>
internal sealed record LeastSquares(double[] Coefficients, double[] StandardErrors, double ResidualSquares, int Degrees)
{
    /// <summary>Regresses on the given columns; a constant is a column of ones like any other.</summary>
    public static LeastSquares Fit(double[] y, params double[][] columns)
    {
        var design = Matrix<double>.Build.DenseOfColumnArrays(columns);
        var target = Vector<double>.Build.Dense(y);
        var qr = design.QR();
        var coefficients = qr.Solve(target);
        double squares = (target - design * coefficients).PointwisePower(2).Sum();
        int degrees = y.Length - columns.Length;
        var inverse = qr.R.SubMatrix(0, columns.Length, 0, columns.Length).Inverse();
        double variance = squares / degrees;
        double[] errors = [.. Enumerable.Range(0, columns.Length).Select(i => Math.Sqrt(variance) * inverse.Row(i).L2Norm())];
        return new([.. coefficients], errors, squares, degrees);
    }

    public static double[] Ones(int n) => [.. Enumerable.Repeat(1.0, n)];

    public Interval IntervalOf(int i, double level = 0.95)
    {
        double half = Distributions.StudentQuantile(0.5 + level / 2, Degrees) * StandardErrors[i];
        return new(Coefficients[i] - half, Coefficients[i] + half);
    }
}
