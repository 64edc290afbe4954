namespace Teleo.Controller.Deciding;

/// <summary>Conventional brakes. Each has its switch and its count, so that none of their effect is taken for the resource's.</summary>
[Flags]
public enum Stabilisers : byte
{
    None = 0,

    /// <summary>A skill that went out stays out for a while.</summary>
    Cooldown = 1,

    /// <summary>A skill that came in stays in for a while.</summary>
    MinimumResidence = 2,

    /// <summary>What comes must be worth several times what goes.</summary>
    ReplaceRatio = 4,

    /// <summary>Undoing the last move of a skill needs an advantage of its own.</summary>
    Hysteresis = 8,
}
