using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Teleo.Native.Interop;

/// <summary>
/// UTF-8 literals as C strings in the library's constant data, each followed by a zero, valid during the life of the process.
/// </summary>
internal static unsafe class Literals
{
    public static byte* Address(ReadOnlySpan<byte> literal) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal));
}
