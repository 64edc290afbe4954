using MathNet.Numerics;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Does the past of one series help to predict another beyond its own past? Descriptive only: load drives both
/// structure and resource, so that a claim of coupling needs an intervention.
/// </summary>
internal readonly record struct Granger(int Lag, double F, double P, int DegreesUp, int DegreesDown, double LikelihoodRatio)
{
    /// <summary>Logarithm of the ratio of residual variances (Geweke, 1982).</summary>
    public double LogRatio { get; private init; }

    /// <summary>The same as transfer entropy in nats, for Gaussian series.</summary>
    public double TransferEntropy => LogRatio / 2;

    /// <param name="given">A third series, such as load, whose past both models know.</param>
    public static Granger Of(double[] cause, double[] effect, int lag, double[]? given = null)
    {
        int n = effect.Length - lag;
        var restricted = new List<double[]> { LeastSquares.Ones(n) };
        for (int k = 1; k <= lag; k++)
        {
            restricted.Add(effect[(lag - k)..^k]);
            if (given is not null) restricted.Add(given[(lag - k)..^k]);
        }

        List<double[]> full = [.. restricted];
        for (int k = 1; k <= lag; k++) full.Add(cause[(lag - k)..^k]);
        double[] target = effect[lag..];
        var without = LeastSquares.Fit(target, [.. restricted]);
        var with = LeastSquares.Fit(target, [.. full]);
        double f = (without.ResidualSquares - with.ResidualSquares) / lag / (with.ResidualSquares / with.Degrees);
        double logRatio = Math.Log(without.ResidualSquares / with.ResidualSquares);
        double p = SpecialFunctions.BetaRegularized(with.Degrees / 2.0, lag / 2.0, with.Degrees / (with.Degrees + lag * Math.Max(f, 0)));
        return new(lag, f, p, lag, with.Degrees, n * logRatio) { LogRatio = logRatio };
    }
}
