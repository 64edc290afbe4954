namespace Teleo.Controller.Learning;

/// <summary>
/// The nanoseconds since accepted actions last moved a skill in and out, and since a command about it was last refused; <see cref="Never"/>
/// before the first time.
/// </summary>
public record struct SkillMoves(long SinceInNs, long SinceOutNs, long SinceRefusalNs)
{
    /// <summary>
    /// The number of loads for later requests, or for none, that started since requests wait for this skill, each while its own load could
    /// start.
    /// </summary>
    public int PassedBy { get; init; }

    public const long Never = long.MaxValue;

    public static readonly SkillMoves None = new(Never, Never, Never);

    /// <summary>
    /// Converts times since an event into times of the event, and back: values in a trace do not change while nothing happens.
    /// </summary>
    public SkillMoves Turned(long nowNs) =>
        new(Turned(SinceInNs, nowNs), Turned(SinceOutNs, nowNs), Turned(SinceRefusalNs, nowNs)) { PassedBy = PassedBy };

    private static long Turned(long time, long nowNs) => time == Never ? Never : unchecked(nowNs - time);
}
