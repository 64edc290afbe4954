using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// The augmented Dickey-Fuller test with a constant: small p speaks against a unit root, for a series that returns to
/// its mean. P-values by MacKinnon's (1994) response surface for a constant and no trend.
/// </summary>
internal readonly record struct DickeyFuller(double Statistic, double P)
{
    public static DickeyFuller Of(ReadOnlySpan<double> x, int lags)
    {
        int n = x.Length - 1 - lags;
        var change = new double[n];
        var columns = new double[lags + 2][];
        columns[0] = new double[n];
        for (int k = 1; k <= lags; k++) columns[k] = new double[n];
        columns[^1] = LeastSquares.Ones(n);
        for (int i = 0; i < n; i++)
        {
            int t = i + lags + 1;
            change[i] = x[t] - x[t - 1];
            columns[0][i] = x[t - 1];
            for (int k = 1; k <= lags; k++) columns[k][i] = x[t - k] - x[t - k - 1];
        }

        double statistic = LeastSquares.Fit(change, columns).T(0);
        return new(statistic, Tail(statistic));
    }

    private static double Tail(double t) => t switch
    {
        > 2.74 => 1,
        < -18.83 => 0,
        <= -1.61 => Distributions.NormalCdf(2.1659 + t * (1.4412 + t * 0.038269)),
        _ => Distributions.NormalCdf(1.7339 + t * (0.93202 + t * (-0.12745 + t * -0.010368))),
    };
}
