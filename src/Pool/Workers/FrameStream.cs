using System.Buffers;
using System.Buffers.Binary;

namespace Teleo.Pool.Workers;

/// <summary>One message: its kind, its request (0 for none), and its content, which is valid until the next is read.</summary>
internal readonly record struct Frame(FrameKind Kind, long Request, ReadOnlyMemory<byte> Body);

/// <summary>
/// Messages over two streams. Each is a header of 13 bytes (length of the content, kind, request; little endian) and the content. One
/// thread reads; any thread may write.
/// </summary>
/// <param name="mostBytes">The largest content that is read; a larger one is no message.</param>
internal sealed class FrameStream(Stream input, Stream output, int mostBytes)
{
    private const int HeaderBytes = 13;

    private readonly byte[] _header = new byte[HeaderBytes];
    private readonly Lock _writing = new();
    private byte[] _body = [];

    /// <summary>
    /// Waits for the next message. False at the end of the input; an invalid message throws <see cref="InvalidDataException"/>.
    /// </summary>
    public bool TryRead(out Frame frame)
    {
        frame = default;
        int got = input.ReadAtLeast(_header, HeaderBytes, throwOnEndOfStream: false);
        if (got == 0) return false;
        if (got < HeaderBytes) throw new InvalidDataException($"the input ends after {got} of {HeaderBytes} bytes of a header");
        int length = BinaryPrimitives.ReadInt32LittleEndian(_header);
        if (length < 0 || length > mostBytes)
            throw new InvalidDataException($"a message claims {length} bytes; at most {mostBytes} are read");
        var kind = (FrameKind)_header[4];
        if (!Enum.IsDefined(kind)) throw new InvalidDataException($"there is no message of kind {_header[4]}");
        if (_body.Length < length) _body = new byte[length];
        got = input.ReadAtLeast(_body.AsSpan(0, length), length, throwOnEndOfStream: false);
        if (got < length) throw new InvalidDataException($"the input ends after {got} of {length} bytes of a message");
        frame = new Frame(kind, BinaryPrimitives.ReadInt64LittleEndian(_header.AsSpan(5)), _body.AsMemory(0, length));
        return true;
    }

    /// <summary>Sends a message in one piece. An <see cref="IOException"/> means that the reader is gone.</summary>
    public void Write(FrameKind kind, long request, ReadOnlySpan<byte> body)
    {
        byte[] whole = ArrayPool<byte>.Shared.Rent(HeaderBytes + body.Length);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(whole, body.Length);
            whole[4] = (byte)kind;
            BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(5), request);
            body.CopyTo(whole.AsSpan(HeaderBytes));
            lock (_writing)
            {
                output.Write(whole, 0, HeaderBytes + body.Length);
                output.Flush();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <summary>Sends a message, or drops it if the reader is gone: then the input ends too, which is handled where it is read.</summary>
    public void Tell(FrameKind kind, long request, ReadOnlySpan<byte> body)
    {
        try
        {
            Write(kind, request, body);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
        }
    }
}
