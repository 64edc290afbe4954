namespace Teleo.Engine.Skills;

/// <summary>Why the registry or the pool would not do something.</summary>
public enum SkillFault
{
    NotFound,
    AlreadyInstalled,
    BadManifest,
    BadPackage,
    ArtifactMissing,
    HashMismatch,
    SizeMismatch,
    SignatureRefused,
    StructureRefused,
    TokenizerMismatch,
    MissingDependency,
    StillNeeded,
    IllegalTransition,
    InUse,
    QuotaExceeded,
    Locked,
    Damaged,
    StorageFailed,
    Incompatible,
    OverBudget,
    StaleHandle,
    NotActive,
    QueueFull,
    TimedOut,
}

/// <summary>A refusal with its reason. The registry and the pool are as they were before.</summary>
public sealed class SkillException(SkillFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public SkillFault Fault { get; } = fault;
}
