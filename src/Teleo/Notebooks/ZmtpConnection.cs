using System.Buffers.Binary;
using System.Text;

namespace Teleo.Notebooks;

/// <summary>
/// One connection of ZeroMQ's wire protocol (ZMTP 3.0, no security), as the side that was connected to: greeting,
/// ready, then messages of several frames. What Jupyter needs, and no more.
/// </summary>
internal sealed class ZmtpConnection(Stream stream) : IDisposable
{
    /// <summary>A cell's source and outputs are text; nothing of this size is one.</summary>
    public const int LargestFrame = 64 << 20;

    private const int MostFrames = 1024;
    private const int GreetingLength = 64;
    private const byte More = 1;
    private const byte Long = 2;
    private const byte Command = 4;

    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Both greetings, then both READY commands.</summary>
    public async Task Handshake(string socketType, CancellationToken cancellation)
    {
        byte[] greeting = new byte[GreetingLength];
        (greeting[0], greeting[9], greeting[10]) = (0xFF, 0x7F, 3);
        Encoding.ASCII.GetBytes("NULL").CopyTo(greeting, 12);
        await stream.WriteAsync(greeting, cancellation);
        byte[] peer = new byte[GreetingLength];
        await stream.ReadExactlyAsync(peer, cancellation);
        if (peer[0] != 0xFF || (peer[9] & 1) == 0 || peer[10] < 3) throw new InvalidDataException("the peer does not speak ZMTP 3");
        if (!peer.AsSpan(12, 20).TrimEnd((byte)0).SequenceEqual("NULL"u8)) throw new InvalidDataException("the peer asks for a security mechanism");

        var ready = new MemoryStream();
        ready.WriteByte(5);
        ready.Write("READY"u8);
        Property(ready, "Socket-Type", socketType);
        Property(ready, "Identity", "");
        await Write([(Command, ready.ToArray())], cancellation);
        while ((await ReadFrame(cancellation)).Flags is var flags && (flags & Command) == 0)
        {
        }
    }

    /// <summary>The frames of the next message; commands, such as subscriptions and pings, are passed over.</summary>
    public async Task<List<byte[]>> Receive(CancellationToken cancellation)
    {
        var frames = new List<byte[]>();
        while (true)
        {
            var (flags, body) = await ReadFrame(cancellation);
            if ((flags & Command) != 0) continue;
            frames.Add(body);
            if ((flags & More) == 0) return frames;
            if (frames.Count >= MostFrames) throw new InvalidDataException($"a message of more than {MostFrames} frames");
        }
    }

    public Task Send(IReadOnlyList<byte[]> frames, CancellationToken cancellation) =>
        Write([.. frames.Select((frame, i) => ((byte)(i + 1 < frames.Count ? More : 0), frame))], cancellation);

    public void Dispose()
    {
        stream.Dispose();
        _writing.Dispose();
    }

    private static void Property(MemoryStream to, string name, string value)
    {
        Span<byte> length = stackalloc byte[4];
        to.WriteByte((byte)name.Length);
        to.Write(Encoding.ASCII.GetBytes(name));
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        to.Write(length);
        to.Write(Encoding.ASCII.GetBytes(value));
    }

    private async Task<(byte Flags, byte[] Body)> ReadFrame(CancellationToken cancellation)
    {
        byte[] head = new byte[9];
        await stream.ReadExactlyAsync(head.AsMemory(0, 2), cancellation);
        long length = head[1];
        if ((head[0] & Long) != 0)
        {
            await stream.ReadExactlyAsync(head.AsMemory(2, 7), cancellation);
            length = BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(1));
        }

        if (length is < 0 or > LargestFrame) throw new InvalidDataException($"a frame of {length} bytes");
        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellation);
        return (head[0], body);
    }

    /// <summary>All frames of one message at once, so that messages of several writers never mix.</summary>
    private async Task Write(IReadOnlyList<(byte Flags, byte[] Body)> frames, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        foreach (var (flags, body) in frames) Append(whole, flags, body);
        await _writing.WaitAsync(cancellation);
        try
        {
            await stream.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length), cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static void Append(MemoryStream whole, byte flags, byte[] body)
    {
        if (body.Length < 256)
        {
            whole.WriteByte(flags);
            whole.WriteByte((byte)body.Length);
        }
        else
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, body.Length);
            whole.WriteByte((byte)(flags | Long));
            whole.Write(length);
        }

        whole.Write(body);
    }
}
