namespace Teleo.Engine.Bytes;

/// <summary>The faults of bytes that came from outside. Each has one <see cref="EngineErrorCode"/>.</summary>
public enum FormatFault
{
    Truncated,
    BadMagic,
    UnsupportedVersion,
    BadHeader,
    CountExceedsFile,
    LengthExceedsFile,
    OffsetOutOfFile,
    Overlap,

    /// <summary>Bytes between tensors, or behind the last one, that belong to none and are more than the alignment asks for.</summary>
    Gap,
    Misaligned,
    BadAlignment,
    Overflow,
    NestingTooDeep,
    DuplicateName,
    EmptyName,
    InvalidUtf8,
    UnknownValueType,
    WrongValueType,
    UnsupportedArchitecture,
    UnsupportedFeature,
    UnsupportedTensorType,
    ShapeMismatch,
    BlockDoesNotDivideRow,
    MissingTensor,
    UnexpectedTensor,
    MissingKey,
    ValueOutOfRange,
    NotFinite,
    VocabularyMismatch,
    UnknownToken,
    ChecksumMismatch,
    FileChanged,
    Unreadable,
    Unwritable,

    /// <summary>The target format cannot store this model without loss.</summary>
    WouldLose,
}
