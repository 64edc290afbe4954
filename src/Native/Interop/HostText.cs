using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Teleo.Native.Interop;

/// <summary>C strings that are given to a host until it frees them. One that was not given, or was freed before, is left alone.</summary>
internal static unsafe class HostText
{
    private const byte Replacement = (byte)'?';

    private static readonly Lock OneAtATime = new();
    private static readonly HashSet<nint> Given = [];

    public static int Count
    {
        get
        {
            lock (OneAtATime) return Given.Count;
        }
    }

    public static byte* Give(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        byte* copy = (byte*)NativeMemory.Alloc((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(copy, length));
        Terminate(copy, length);
        lock (OneAtATime) Given.Add((nint)copy);
        return copy;
    }

    public static bool Free(byte* text)
    {
        lock (OneAtATime)
            if (!Given.Remove((nint)text)) return false;
        NativeMemory.Free(text);
        return true;
    }

    /// <summary>Ends a text with a zero. A zero within it, which would end it early, becomes a question mark.</summary>
    public static void Terminate(byte* text, int length)
    {
        new Span<byte>(text, length).Replace((byte)0, Replacement);
        text[length] = 0;
    }

    /// <summary>The bytes of a C string.</summary>
    public static ReadOnlySpan<byte> Read(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    /// <summary>A text of a host as a string; null where it is not valid UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;
}
