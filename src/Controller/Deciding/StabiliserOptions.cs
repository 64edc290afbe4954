using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Deciding;

/// <summary>
/// The conventional brakes, each off at 0. They are off by default: the resource
/// and the switching price have to do the work, and be seen to.
/// </summary>
public sealed record StabiliserOptions
{
    /// <summary>A skill that went out is not loaded again for this time unless someone waits for it.</summary>
    public double CooldownSeconds { get; init; }

    /// <summary>A skill that came in is not asked to leave for this time.</summary>
    public double MinimumResidenceSeconds { get; init; }

    /// <summary>The least ratio between the value of what comes and of what leaves.</summary>
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
