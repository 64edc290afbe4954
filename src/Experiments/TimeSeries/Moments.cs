namespace Teleo.Experiments.TimeSeries;

/// <summary>The moments of an order parameter over runs and time, from which susceptibility and Binder's cumulant follow.</summary>
internal readonly record struct Moments(double AbsMean, double Square, double Fourth)
{
    /// <summary>1 - m4 / (3 m2²): 2/3 in the ordered state, 0 in the disordered one, the same for all sizes at a critical point.</summary>
    public double Binder => 1 - Fourth / (3 * Square * Square);

    /// <summary>Moments of equally weighted samples. Samples of one run should be thinned first (<see cref="Series.Thinned"/>).</summary>
    public static Moments Of(ReadOnlySpan<double> samples)
    {
        var sum = default(Accumulator);
        foreach (double m in samples) sum.Add(m, 1);
        return sum.Moments;
    }

    /// <summary>N times the variance of |m|, over the temperature where there is one.</summary>
    public double Susceptibility(double size, double temperature = 1) => size * (Square - AbsMean * AbsMean) / temperature;

    /// <summary>Adds up weighted samples, so that ensembles can be enumerated exactly.</summary>
    public struct Accumulator
    {
        private double _weight;
        private double _abs;
        private double _square;
        private double _fourth;

        public readonly Moments Moments => new(_abs / _weight, _square / _weight, _fourth / _weight);

        public void Add(double m, double weight)
        {
            _weight += weight;
            _abs += weight * Math.Abs(m);
            _square += weight * m * m;
            _fourth += weight * m * m * m * m;
        }
    }
}
