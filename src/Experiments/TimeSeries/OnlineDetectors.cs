namespace Teleo.Experiments.TimeSeries;

/// <summary>Exponentially weighted moving average: a chart of a level that forgets.</summary>
internal struct Ewma(double weight, double start)
{
    public double Value { get; private set; } = start;

    public void Add(double value) => Value = weight * value + (1 - weight) * Value;
}

/// <summary>
/// Page and Hinkley's test for a rise of the mean: the tally of deviations from the running mean, less an allowance,
/// over its lowest value so far.
/// </summary>
internal struct PageHinkley(double allowance, double limit)
{
    private int _count;
    private double _mean;
    private double _tally;
    private double _lowest;

    public readonly double Statistic => _tally - _lowest;

    public readonly bool Alarm => Statistic > limit;

    public void Add(double value)
    {
        _count++;
        _mean += (value - _mean) / _count;
        _tally += value - _mean - allowance;
        _lowest = _count == 1 ? Math.Min(0, _tally) : Math.Min(_lowest, _tally);
    }
}
