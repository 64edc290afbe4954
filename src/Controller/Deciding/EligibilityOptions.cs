using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Deciding;

/// <summary>The rules that make a candidate impossible besides the pool's own facts.</summary>
public sealed record EligibilityOptions
{
    /// <summary>Seconds after which figures are stale; a load with older figures is not eligible.</summary>
    public double StaleAfterSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>A skill about which a command was refused or failed is left alone for this time.</summary>
    public double RefusalBackOffSeconds { get; init; } = 1;

    public IEnumerable<string> Problems() => Broken(Positive(StaleAfterSeconds), NotNegative(RefusalBackOffSeconds));
}
