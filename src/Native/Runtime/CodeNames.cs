using Teleo.Native.Interop;

namespace Teleo.Native.Runtime;

/// <summary>The names of the fifteen codes as C strings that last as long as the process.</summary>
internal static unsafe class CodeNames
{
    public static byte* Of(uint code) => Literals.Address(code switch
    {
        0 => "Ok"u8,
        1 => "NullPointer"u8,
        2 => "InvalidLength"u8,
        3 => "InvalidUtf8"u8,
        4 => "InvalidModelMagic"u8,
        5 => "UnsupportedModelVersion"u8,
        6 => "InvalidHeader"u8,
        7 => "InvalidTensorDirectory"u8,
        8 => "MissingTensor"u8,
        9 => "ShapeMismatch"u8,
        10 => "UnsupportedDType"u8,
        11 => "ContextExceeded"u8,
        12 => "ModelNotLoaded"u8,
        13 => "GenerationFailed"u8,
        14 => "OutputBufferExceeded"u8,
        _ => "Unknown"u8,
    });
}
