namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// The tabular cumulative sum: two one-sided tallies of how far values stray from a target beyond an allowance, in
/// units of the values. Alarm when either exceeds the limit.
/// </summary>
internal sealed class Cusum(double target, double deviation, double allowance = 0.5, double limit = 5)
{
    private int _sinceZeroUp;
    private int _sinceZeroDown;

    public double Up { get; private set; }

    public double Down { get; private set; }

    /// <summary>Steps since the rising tally was last zero: an estimate of when the change began.</summary>
    public int StepsUp => _sinceZeroUp;

    public int StepsDown => _sinceZeroDown;

    public bool Alarm => Up > limit * deviation || Down > limit * deviation;

    public void Add(double value)
    {
        Up = Math.Max(0, value - (target + allowance * deviation) + Up);
        Down = Math.Max(0, target - allowance * deviation - value + Down);
        _sinceZeroUp = Up > 0 ? _sinceZeroUp + 1 : 0;
        _sinceZeroDown = Down > 0 ? _sinceZeroDown + 1 : 0;
    }
}
