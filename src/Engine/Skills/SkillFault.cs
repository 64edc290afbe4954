namespace Teleo.Engine.Skills;

/// <summary>The reason why the registry did not do something.</summary>
public enum SkillFault
{
    NotFound,
    AlreadyInstalled,

    /// <summary>A skill in quarantine, which an operator has to restore first.</summary>
    Quarantined,
    BadManifest,
    BadPackage,
    ArtifactMissing,
    HashMismatch,
    SizeMismatch,
    BadStructure,

    /// <summary>An adapter that does not fit its base.</summary>
    Incompatible,
    SignatureRefused,

    /// <summary>A version older than one that was here before.</summary>
    OlderVersion,

    /// <summary>A skill of this id that was signed by another publisher was here before.</summary>
    OtherPublisher,

    /// <summary>A list of keys that cannot replace the one in force.</summary>
    TrustRefused,
    MissingDependency,
    StillNeeded,
    IllegalTransition,
    InUse,
    QuotaExceeded,
    Locked,
    Damaged,
    StorageFailed,
}

/// <summary>A refusal with its reason. The registry is unchanged, unless the message says that the change is unsettled.</summary>
public sealed class SkillException(SkillFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public SkillFault Fault { get; } = fault;
}
