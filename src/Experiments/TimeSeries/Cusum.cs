namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// The tabular cumulative sum: two one-sided tallies of how far values stray from a target beyond an allowance, in
/// units of the values. Alarm when either exceeds the limit.
/// </summary>
internal sealed class Cusum(double target, double deviation, double allowance = 0.5, double limit = 5)
{
    public double Up { get; private set; }

    public double Down { get; private set; }

    public bool Alarm => Up > limit * deviation || Down > limit * deviation;

    public void Add(double value)
    {
        Up = Math.Max(0, value - (target + allowance * deviation) + Up);
        Down = Math.Max(0, target - allowance * deviation - value + Down);
    }
}
