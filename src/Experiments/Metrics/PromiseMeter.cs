using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// Compares the predicted with the realised benefit of actions. The prediction is the score above the no-op, in seconds of waiting; the
/// result is the cost of the no-op minus the cost of the action, both simulated on the same future.
/// </summary>
internal sealed class PromiseMeter
{
    /// <summary>Standard errors in an 80 % interval.</summary>
    private const double Interval80 = 1.281552;

    private readonly List<double> _promised = [];
    private readonly List<double> _realised = [];
    private int _covered;

    /// <param name="standardError">Of the promise, in seconds; not a number where none is known.</param>
    public void Add(double promised, double standardError, double realised)
    {
        _promised.Add(promised);
        _realised.Add(realised);
        if (Math.Abs(promised - realised) <= Interval80 * standardError) _covered++;
    }

    /// <summary>Returns null for fewer actions than a line needs.</summary>
    public PromiseReport? Report()
    {
        if (_promised.Count < 3) return null;
        double[] x = [.. _promised], y = [.. _realised];
        double variance = Sample.Variance(x);
        double slope = variance > 0 ? Sample.Covariance(x, y) / variance : double.NaN;
        return new PromiseReport
        {
            Actions = x.Length,
            Slope = RunReport.Known(slope),
            InterceptS = RunReport.Known(y.Average() - slope * x.Average()),
            RankCorrelation = RunReport.Known(Correlation.Spearman(x, y)),
            Coverage80 = (double)_covered / x.Length,
        };
    }
}

/// <summary>The least-squares line of realised on predicted benefit: a slope of 1 and an intercept of 0 are perfect.</summary>
internal sealed record PromiseReport
{
    public required int Actions { get; init; }
    public required double? Slope { get; init; }
    public required double? InterceptS { get; init; }

    /// <summary>Spearman's.</summary>
    public required double? RankCorrelation { get; init; }

    /// <summary>The share within the prediction's 80 % interval.</summary>
    public required double Coverage80 { get; init; }
}
