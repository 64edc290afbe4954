using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>The loads of one skill as the plant records them: the one under way, its reservation, and the times measured so far.</summary>
internal struct LoadRecord
{
    public long StartNs;
    public LoadFate Fate;

    /// <summary>The duration in seconds, also in a plant without time.</summary>
    public double Seconds;
    public bool IsUnderWay;

    /// <summary>Taken when the load began, on the stated size.</summary>
    public ResourceVector Taken;
    public ResourceVector Reserved;
    public long ReserveEndNs;
    private int _count;
    private double _mean;
    private double _squares;

    /// <summary>Adds one measured load to the mean and standard error that policies see (Welford's recurrence).</summary>
    public void Measure(double seconds, ref SkillState row)
    {
        _count++;
        double off = seconds - _mean;
        _mean += off / _count;
        _squares += off * (seconds - _mean);
        row.LoadSeconds = _mean;
        row.LoadSecondsKind = ReadingKind.Measured;
        if (_count > 1) row.LoadSecondsStandardError = Math.Sqrt(_squares / (_count - 1) / _count);
    }
}
