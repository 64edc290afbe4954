namespace Teleo.Engine.Bytes;

/// <summary>What can be wrong with bytes that came from outside. Each has one <see cref="EngineErrorCode"/>.</summary>
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
    FileChanged,
    Unreadable,
    Unwritable,

    /// <summary>The target format cannot say what the source says.</summary>
    WouldLose,
}
