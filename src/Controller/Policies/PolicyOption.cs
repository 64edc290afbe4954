namespace Teleo.Controller.Policies;

/// <summary>One numeric option of a policy, as in <c>ttl:seconds=300</c>.</summary>
public sealed record PolicyOption(string Name, double Default, string Meaning)
{
    public double Least { get; init; }

    public double Most { get; init; } = double.MaxValue;

    public bool Allows(double value) => value >= Least && value <= Most;
}
