using System.Diagnostics;

namespace Teleo.Engine.Bytes;

/// <summary>Maps each fault to its stable number, and to a phrase for people.</summary>
public static class FormatFaults
{
    private static readonly (FormatFault Fault, EngineErrorCode Code, string Phrase)[] Meanings =
    [
        (FormatFault.Truncated, EngineErrorCode.InvalidLength, "the file ends too early"),
        (FormatFault.BadMagic, EngineErrorCode.InvalidModelMagic, "not a model file of a known format (GGUF, .slm, or llama2.c's .bin)"),
        (FormatFault.UnsupportedVersion, EngineErrorCode.UnsupportedModelVersion, "this version of the format is not supported"),
        (FormatFault.BadHeader, EngineErrorCode.InvalidHeader, "the header contradicts itself"),
        (FormatFault.CountExceedsFile, EngineErrorCode.InvalidLength, "more entries are claimed than the file or this program can hold"),
        (FormatFault.LengthExceedsFile, EngineErrorCode.InvalidLength, "a length reaches beyond the end of the file"),
        (FormatFault.OffsetOutOfFile, EngineErrorCode.InvalidTensorDirectory, "an offset points outside the file"),
        (FormatFault.Overlap, EngineErrorCode.InvalidTensorDirectory, "two parts of the file overlap"),
        (FormatFault.Gap, EngineErrorCode.InvalidTensorDirectory,
            "bytes lie there that belong to no tensor, as when a tensor's type was relabelled"),
        (FormatFault.Misaligned, EngineErrorCode.InvalidTensorDirectory, "an offset is not a multiple of the alignment"),
        (FormatFault.BadAlignment, EngineErrorCode.InvalidHeader, "the alignment is not a power of two from 8 to 1048576"),
        (FormatFault.Overflow, EngineErrorCode.InvalidTensorDirectory, "a product of dimensions overflows"),
        (FormatFault.NestingTooDeep, EngineErrorCode.InvalidHeader, "arrays are nested too deeply"),
        (FormatFault.DuplicateName, EngineErrorCode.InvalidTensorDirectory, "a name occurs twice"),
        (FormatFault.EmptyName, EngineErrorCode.InvalidTensorDirectory, "a name is empty"),
        (FormatFault.InvalidUtf8, EngineErrorCode.InvalidUtf8, "a text is not valid UTF-8"),
        (FormatFault.UnknownValueType, EngineErrorCode.InvalidHeader, "a value has a type outside the format"),
        (FormatFault.WrongValueType, EngineErrorCode.InvalidHeader, "a value has another type than its key asks for"),
        (FormatFault.UnsupportedArchitecture, EngineErrorCode.UnsupportedModelVersion, "this architecture is not supported"),
        (FormatFault.UnsupportedFeature, EngineErrorCode.UnsupportedModelVersion, "the model needs something that is not supported"),
        (FormatFault.UnsupportedTensorType, EngineErrorCode.UnsupportedDType, "this tensor type is not supported here"),
        (FormatFault.ShapeMismatch, EngineErrorCode.ShapeMismatch, "the shape is not the one the model's facts ask for"),
        (FormatFault.BlockDoesNotDivideRow, EngineErrorCode.ShapeMismatch, "the block size does not divide the row"),
        (FormatFault.MissingTensor, EngineErrorCode.MissingTensor, "the tensor is missing"),
        (FormatFault.UnexpectedTensor, EngineErrorCode.InvalidTensorDirectory, "the tensor has no place in this architecture"),
        (FormatFault.MissingKey, EngineErrorCode.InvalidHeader, "the key is missing"),
        (FormatFault.ValueOutOfRange, EngineErrorCode.InvalidHeader, "the value is out of range"),
        (FormatFault.NotFinite, EngineErrorCode.InvalidHeader, "the number is not finite and positive"),
        (FormatFault.VocabularyMismatch, EngineErrorCode.ShapeMismatch, "the vocabulary disagrees with the tensors or with itself"),
        (FormatFault.UnknownToken, EngineErrorCode.InvalidHeader, "a token is named that the vocabulary does not hold"),
        (FormatFault.ChecksumMismatch, EngineErrorCode.InvalidHeader,
            "the checksum disagrees with the content: the file was changed, or another program mixes its checksum in another way"),
        (FormatFault.FileChanged, EngineErrorCode.InvalidLength, "the file changed while it was being read"),
        (FormatFault.Unreadable, EngineErrorCode.ModelNotLoaded, "the file cannot be read"),
        (FormatFault.Unwritable, EngineErrorCode.GenerationFailed, "the file cannot be written"),
        (FormatFault.WouldLose, EngineErrorCode.UnsupportedDType, "the target format cannot store this model without loss"),
    ];

    public static EngineErrorCode Code(this FormatFault fault) => Meaning(fault).Code;

    public static string Phrase(this FormatFault fault) => Meaning(fault).Phrase;

    private static (FormatFault Fault, EngineErrorCode Code, string Phrase) Meaning(FormatFault fault) =>
        Array.Find(Meanings, meaning => meaning.Fault == fault) is { Phrase: not null } found ? found : throw new UnreachableException();
}
