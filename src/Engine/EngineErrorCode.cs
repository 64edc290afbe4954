namespace Teleo.Engine;

/// <summary>The stable error numbers, the same in every format and interface.</summary>
public enum EngineErrorCode
{
    Ok = 0,
    NullPointer = 1,
    InvalidLength = 2,
    InvalidUtf8 = 3,
    InvalidModelMagic = 4,
    UnsupportedModelVersion = 5,
    InvalidHeader = 6,
    InvalidTensorDirectory = 7,
    MissingTensor = 8,
    ShapeMismatch = 9,
    UnsupportedDType = 10,
    ContextExceeded = 11,
    ModelNotLoaded = 12,
    GenerationFailed = 13,
    OutputBufferExceeded = 14,
}
