namespace Teleo.Experiments.Statistics;

/// <summary>A closed range for an estimate.</summary>
public readonly record struct Interval(double Lower, double Upper)
{
    public double Width => Upper - Lower;

    public bool Contains(double value) => Lower <= value && value <= Upper;

    /// <summary>Returns true if all of it is strictly inside the open range (<paramref name="lower"/>, <paramref name="upper"/>).</summary>
    public bool IsInside(double lower, double upper) => lower < Lower && Upper < upper;
}
