using Teleo.Native.Interop;

namespace Teleo.Native.Runtime;

/// <summary>The names of the fifteen codes as C strings that last as long as the process.</summary>
internal static unsafe class CodeNames
{
    private const uint Codes = 15;

    /// <summary>The names in the order of their numbers, each with its zero; the last one is for every other number.</summary>
    private static ReadOnlySpan<byte> All =>
        "Ok\0NullPointer\0InvalidLength\0InvalidUtf8\0InvalidModelMagic\0UnsupportedModelVersion\0InvalidHeader\0"u8
        + "InvalidTensorDirectory\0MissingTensor\0ShapeMismatch\0UnsupportedDType\0ContextExceeded\0ModelNotLoaded\0"u8
        + "GenerationFailed\0OutputBufferExceeded\0Unknown\0"u8;

    public static byte* Of(uint code)
    {
        byte* name = Literals.Address(All);
        for (uint before = Math.Min(code, Codes); before > 0; name++)
            if (*name == 0) before--;
        return name;
    }
}
