using System.Buffers;
using System.Runtime.InteropServices;
using Teleo.Engine.Bytes;

namespace Teleo.Engine.Mapping;

/// <summary>
/// Bytes from memory or a stream, at one address until this object is disposed: a copy, or the caller's own pinned bytes.
/// </summary>
internal sealed unsafe class MemoryBytes : IDisposable
{
    /// <summary>Alignment of a copy: a cache line, as vector loads of aligned tensors are faster.</summary>
    private const nuint Alignment = 64;

    private const int FirstPartBytes = 1 << 20;

    private MemoryHandle _pin;
    private byte* _copy;

    private MemoryBytes(byte* copy, long length)
    {
        _copy = copy;
        Bytes = new(copy, length);
    }

    private MemoryBytes(MemoryHandle pin, int length)
    {
        _pin = pin;
        Bytes = new((byte*)pin.Pointer, length);
    }

    public RawBytes Bytes { get; }

    public static MemoryBytes Borrow(ReadOnlyMemory<byte> bytes) => new(bytes.Pin(), bytes.Length);

    public static bool TryCopy(ReadOnlySpan<byte> bytes, out MemoryBytes copy, out FormatError error)
    {
        error = default;
        byte* start = Reserve(null, bytes.Length);
        copy = start == null ? null! : new(start, bytes.Length);
        if (start == null) return NoRoom(bytes.Length, out error);
        bytes.CopyTo(new Span<byte>(start, bytes.Length));
        return true;
    }

    /// <summary>Reads a stream from its position to its end, up to a maximum number of bytes.</summary>
    public static bool TryRead(Stream stream, long mostBytes, out MemoryBytes read, out FormatError error)
    {
        (read, error) = (null!, default);
        byte* start = null;
        try
        {
            long room = 0, length = 0;
            for (int count = 1; count > 0; length += count)
            {
                if (length == room)
                {
                    // A stream may claim any length, so that room grows with what has come.
                    room = Math.Max(FirstPartBytes, 2 * room);
                    byte* larger = Reserve(start, room);
                    if (larger == null) return NoRoom(room, out error);
                    start = larger;
                }

                count = stream.Read(new Span<byte>(start + length, (int)Math.Min(room - length, 1 << 30)));
                if (length + count > mostBytes) return Fail($"the stream holds more than {mostBytes} bytes", out error);
            }

            read = new(start, length);
            start = null;
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException
            or NotSupportedException or ObjectDisposedException)
        {
            return Fail(problem.Message, out error);
        }
        finally
        {
            NativeMemory.AlignedFree(start);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_copy);
        _copy = null;
        _pin.Dispose();
        _pin = default;
    }

    private static byte* Reserve(byte* before, long length)
    {
        try
        {
            return (byte*)NativeMemory.AlignedRealloc(before, (nuint)Math.Max(1, length), Alignment);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private static bool NoRoom(long length, out FormatError error) => Fail($"there are no {length} bytes of memory for it", out error);

    private static bool Fail(string subject, out FormatError error) => FormatError.Fail(FormatFault.Unreadable, 0, 0, subject, out error);
}
