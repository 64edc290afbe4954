using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Deciding;

/// <summary>
/// The conventional brakes, each off at 0. They are off by default, so that the resource and the switching price do the work visibly.
/// </summary>
public sealed record StabiliserOptions
{
    /// <summary>Seconds after its unload during which a skill is not loaded again, unless a request waits for it.</summary>
    public double CooldownSeconds { get; init; }

    /// <summary>Seconds after its load during which a skill is not unloaded.</summary>
    public double MinimumResidenceSeconds { get; init; }

    /// <summary>The least ratio between the value of the loaded skill and of its victims.</summary>
    public double ReplaceRatio { get; init; }

    /// <summary>Credits by which undoing the last move of a skill must beat the no-op.</summary>
    public double HysteresisCredits { get; init; }

    /// <summary>A move older than this is no longer undone but simply made.</summary>
    public double HysteresisSeconds { get; init; } = 60;

    public IEnumerable<string> Problems() => Broken(
        NotNegative(CooldownSeconds),
        NotNegative(MinimumResidenceSeconds),
        NotNegative(ReplaceRatio),
        NotNegative(HysteresisCredits),
        NotNegative(HysteresisSeconds));
}
