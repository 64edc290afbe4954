using Teleo.Experiments.TimeSeries;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// The active counterpart of early warnings: disturb the system (evict a skill, add a burst) and measure its recovery. Near a fold the rate
/// falls as the square root of the distance.
/// </summary>
/// <param name="Rate">Exponential rate of return per unit of time, with its standard error.</param>
internal readonly record struct RecoveryProbe(double Rate, double StandardError, int Used)
{
    /// <summary>
    /// Fits an exponential to the part of a response above the noise: from the disturbance until the distance to rest first falls below
    /// <paramref name="floor"/>.
    /// </summary>
    /// <param name="rest">Where the system was before the disturbance.</param>
    public static RecoveryProbe Fit(ReadOnlySpan<double> response, double rest, double step, double floor)
    {
        var (time, logDistance) = (new List<double>(), new List<double>());
        double sign = Math.Sign(response[0] - rest);
        for (int i = 0; i < response.Length; i++)
        {
            double distance = sign * (response[i] - rest);
            if (!(distance > floor)) break;
            time.Add(i * step);
            logDistance.Add(Math.Log(distance));
        }

        if (time.Count < 4) return new(double.NaN, double.NaN, time.Count);
        var fit = LeastSquares.Fit([.. logDistance], LeastSquares.Ones(time.Count), [.. time]);
        return new(-fit.Coefficients[1], fit.StandardErrors[1], time.Count);
    }
}
