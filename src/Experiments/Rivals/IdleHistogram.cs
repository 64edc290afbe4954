namespace Teleo.Experiments.Rivals;

/// <summary>The idle gaps of one skill in bins of a minute over four hours, and the number outside.</summary>
internal sealed class IdleHistogram
{
    public const double BinSeconds = 60;

    private const int Bins = 240;

    private readonly int[] _counts = new int[Bins];
    private int _inside;
    private int _outside;
    private double _sumOfSquares;
    private double _meanGap;
    private double _covariance;
    private double _variance;
    private double _lastGap;

    /// <summary>The spread of the bin counts about their mean; a flat histogram has no information.</summary>
    public double CoefficientOfVariation
    {
        get
        {
            if (_inside == 0) return 0;
            double mean = (double)_inside / Bins;
            return Math.Sqrt(Math.Max(0, _sumOfSquares / Bins - mean * mean)) / mean;
        }
    }

    public bool IsMostlyOutside => _outside > _inside;

    /// <summary>The next gap by a first-order autoregression on the gaps so far.</summary>
    public double ForecastSeconds
    {
        get
        {
            double slope = _variance > 0 ? Math.Clamp(_covariance / _variance, -0.99, 0.99) : 0;
            return Math.Max(0, _meanGap + slope * (_lastGap - _meanGap));
        }
    }

    public void Add(double gapSeconds)
    {
        int all = _inside + _outside;
        double deviation = gapSeconds - _meanGap;
        if (all > 0) _covariance += (_lastGap - _meanGap) * deviation;
        _variance += deviation * deviation;
        _meanGap += deviation / (all + 1);
        _lastGap = gapSeconds;

        int bin = (int)Math.Min(Bins, gapSeconds / BinSeconds);
        if (bin == Bins)
        {
            _outside++;
            return;
        }

        _sumOfSquares += 2 * _counts[bin] + 1;
        _counts[bin]++;
        _inside++;
    }

    /// <summary>The lower edge of the bin in which the given share of the gaps is reached, or its upper edge.</summary>
    public double Quantile(double share, bool upperEdge)
    {
        int wanted = Math.Max(1, (int)Math.Ceiling(share * _inside));
        int bin = 0;
        for (int seen = _counts[0]; seen < wanted && bin < Bins - 1; seen += _counts[bin]) bin++;
        return (bin + (upperEdge ? 1 : 0)) * BinSeconds;
    }
}
