namespace Teleo.Controller.Domain;

/// <summary>The handling of a request whose skill cannot serve now, the same for every arm of a comparison.</summary>
public enum MissMode : byte
{
    /// <summary>Queued until the controller activates its skill; accrued waiting enters the score.</summary>
    Wait,

    /// <summary>A generalist answers, at its quality.</summary>
    Fallback,

    /// <summary>The plant activates the skill at once, as cache-like rivals do.</summary>
    LoadThrough,
    Refuse,
}
