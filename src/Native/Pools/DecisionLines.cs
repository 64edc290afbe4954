namespace Teleo.Native.Pools;

/// <summary>
/// The lines of a trace between the writing pool and the reading host. Within its limit no line is lost, so that a host reads a complete
/// trace; beyond it the oldest lines are dropped and counted.
/// </summary>
internal sealed class DecisionLines(int mostBytes) : Stream
{
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _unread = new();
    private long _unreadBytes;
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    /// <summary>The numbers of unread and of dropped lines.</summary>
    public (int Unread, long Dropped) Counts
    {
        get
        {
            lock (_lock) return (_unread.Count, Dropped);
        }
    }

    private long Dropped { get; set; }

    /// <summary>
    /// Gives the oldest unread line to a reader, and forgets it unless the reader throws; an empty one where there is none.
    /// </summary>
    public void Read(Action<ReadOnlyMemory<byte>> reader)
    {
        lock (_lock)
        {
            if (!_unread.TryPeek(out byte[]? line))
            {
                reader(default);
                return;
            }

            reader(line);
            Forget();
        }
    }

    /// <summary>Adds one whole line, including its line feed.</summary>
    public override void Write(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            _written += line.Length;
            _unread.Enqueue(line.ToArray());
            _unreadBytes += line.Length;
            for (; _unreadBytes > mostBytes; Dropped++) Forget();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Forget() => _unreadBytes -= _unread.Dequeue().Length;
}
