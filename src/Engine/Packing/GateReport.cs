namespace Teleo.Engine.Packing;

/// <summary>One check of a gate and its result.</summary>
public sealed record GateCheck(string Name, bool Passed, string Detail);

/// <summary>The outcome of a gate: passed when every check did.</summary>
public sealed record GateReport(string Gate, IReadOnlyList<GateCheck> Checks)
{
    public bool Passed => Checks.All(check => check.Passed);
}
