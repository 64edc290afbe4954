namespace Teleo.Controller.State;

/// <summary>
/// How long ago, in nanoseconds, accepted actions last moved a skill in and out, and when a command about it was last
/// refused; <see cref="Never"/> before the first time.
/// </summary>
public record struct SkillMoves(long SinceInNs, long SinceOutNs, long SinceRefusalNs)
{
    public const long Never = long.MaxValue;

    public static readonly SkillMoves None = new(Never, Never, Never);
}
