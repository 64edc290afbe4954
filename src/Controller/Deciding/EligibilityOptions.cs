using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Deciding;

/// <summary>The rules that make a candidate impossible besides the pool's own facts.</summary>
public sealed record EligibilityOptions
{
    /// <summary>A load whose figures are older is not tried.</summary>
    public double StaleAfterSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>A skill about which a command was refused or failed is left alone for this time.</summary>
    public double RefusalBackOffSeconds { get; init; } = 1;

    public IEnumerable<string> Problems() => Broken(Positive(StaleAfterSeconds), NotNegative(RefusalBackOffSeconds));
}
