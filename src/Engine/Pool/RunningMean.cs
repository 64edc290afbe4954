namespace Teleo.Engine.Pool;

/// <summary>Mean of what was measured so far with its 95 % interval (Student), in constant room.</summary>
public readonly record struct RunningMean
{
    // Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom; the normal one afterwards.
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    private readonly double _squares;   // sum of squared differences from the mean

    private RunningMean(long count, double mean, double squares) => (Count, Mean, _squares) = (count, mean, squares);

    public long Count { get; }

    public double Mean { get; }

    public double Deviation => Count < 2 ? 0 : Math.Sqrt(_squares / (Count - 1));

    /// <summary>Half the width of the interval; infinite below two measurements.</summary>
    public double HalfWidth =>
        Count < 2 ? double.PositiveInfinity : (Count - 2 < Quantiles.Length ? Quantiles[Count - 2] : 1.96) * Deviation / Math.Sqrt(Count);

    public double Lower => Mean - HalfWidth;

    public double Upper => Mean + HalfWidth;

    public RunningMean With(double value)
    {
        double difference = value - Mean;
        double mean = Mean + (difference / (Count + 1));
        return new(Count + 1, mean, _squares + (difference * (value - mean)));
    }
}
