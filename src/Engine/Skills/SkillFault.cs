namespace Teleo.Engine.Skills;

/// <summary>Why the registry would not do something.</summary>
public enum SkillFault
{
    NotFound,
    AlreadyInstalled,
    BadManifest,
    BadPackage,
    ArtifactMissing,
    HashMismatch,
    SizeMismatch,
    BadStructure,

    /// <summary>An adapter that does not fit its base.</summary>
    Incompatible,
    SignatureRefused,
    MissingDependency,
    StillNeeded,
    IllegalTransition,
    InUse,
    QuotaExceeded,
    Locked,
    Damaged,
    StorageFailed,
}

/// <summary>A refusal with its reason. The registry is as it was before.</summary>
public sealed class SkillException(SkillFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public SkillFault Fault { get; } = fault;
}
