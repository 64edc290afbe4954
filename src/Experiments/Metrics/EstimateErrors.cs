namespace Teleo.Experiments.Metrics;

/// <summary>Compares stated figures with measured ones: bias, size of the errors, and the share of intervals that held.</summary>
internal sealed class EstimateErrors
{
    /// <summary>Standard errors in the 95 % interval that a figure states.</summary>
    private const double Interval95 = 1.959964;

    /// <summary>Relative errors are counted as billionths.</summary>
    private const double Billion = 1e9;

    private readonly DurationHistogram _sizes = new();
    private double _sum;
    private long _held;

    public void Add(double stated, double standardError, double measured)
    {
        if (!(measured > 0) || !double.IsFinite(stated)) return;
        double error = (stated - measured) / measured;
        _sum += error;
        _sizes.Add((long)(Math.Min(Math.Abs(error), 1e6) * Billion));
        if (Math.Abs(stated - measured) <= Interval95 * standardError + 1e-9) _held++;
    }

    public EstimateReport? Report() => _sizes.Count == 0 ? null : new EstimateReport
    {
        Count = _sizes.Count,
        Bias = _sum / _sizes.Count,
        MedianError = _sizes.QuantileSeconds(0.5),
        P90Error = _sizes.QuantileSeconds(0.9),
        Coverage95 = (double)_held / _sizes.Count,
    };
}

/// <summary>Relative errors of an estimate; shares, not per cent.</summary>
internal sealed record EstimateReport
{
    public required long Count { get; init; }

    /// <summary>Mean of (stated - measured) / measured.</summary>
    public required double Bias { get; init; }
    public required double MedianError { get; init; }
    public required double P90Error { get; init; }

    /// <summary>Share of measurements inside the stated 95 % interval.</summary>
    public required double Coverage95 { get; init; }
}
