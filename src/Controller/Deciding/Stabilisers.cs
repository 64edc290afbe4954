namespace Teleo.Controller.Deciding;

/// <summary>Conventional brakes. Each has its switch and its count, so that none of their effect is taken for the resource's.</summary>
[Flags]
public enum Stabilisers : byte
{
    None = 0,

    /// <summary>A skill that was unloaded stays out for a while.</summary>
    Cooldown = 1,

    /// <summary>A skill that came in stays in for a while.</summary>
    MinimumResidence = 2,

    /// <summary>The value of the loaded skill is too small a multiple of that of its victims.</summary>
    ReplaceRatio = 4,

    /// <summary>Reversing the last move of a skill needs an additional advantage.</summary>
    Hysteresis = 8,
}
