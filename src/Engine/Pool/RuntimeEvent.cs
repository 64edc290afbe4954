using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>The kind of an event of a runtime.</summary>
public enum RuntimeEventKind
{
    Loaded,
    LoadFailed,
    Activated,
    Suspended,
    Draining,
    Unloaded,
    UnloadFailed,
    ValidationFailed,
    RolledBack,
}

/// <summary>Something that happened to a runtime, and why.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
public sealed record RuntimeEvent(long Sequence, DateTimeOffset Time, SkillName Skill,
    RuntimeHandle Handle, RuntimeEventKind Kind, string Reason);
