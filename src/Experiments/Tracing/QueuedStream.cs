using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Teleo.Experiments.Tracing;

/// <summary>
/// Writes to another stream on its own thread, in blocks and in order, so that a writer need not wait for compression or the disk. A few
/// blocks may wait; then the writer waits. A failure of the other stream is thrown at the next write, flush or end.
/// </summary>
internal sealed class QueuedStream : Stream
{
    private const int BlockBytes = 1 << 16;
    private const int MostBlocks = 32;

    private readonly Stream _target;
    private readonly BlockingCollection<Block> _queue = new(MostBlocks);
    private readonly ConcurrentBag<byte[]> _spare = [];
    private readonly SemaphoreSlim _flushed = new(0);
    private readonly Thread _thread;
    private byte[] _block = new byte[BlockBytes];
    private int _count;
    private volatile ExceptionDispatchInfo? _failure;
    private bool _isEnded;

    /// <param name="target">Stays open.</param>
    public QueuedStream(Stream target)
    {
        _target = target;
        _thread = new Thread(Drain) { IsBackground = true, Name = "trace" };
        _thread.Start();
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _failure?.Throw();
        while (buffer.Length > 0)
        {
            int taken = Math.Min(buffer.Length, BlockBytes - _count);
            buffer[..taken].CopyTo(_block.AsSpan(_count));
            _count += taken;
            buffer = buffer[taken..];
            if (_count == BlockBytes) Send(isFlush: false);
        }
    }

    /// <summary>Returns when everything written so far has been written to the other stream and that was flushed.</summary>
    public override void Flush()
    {
        Send(isFlush: true);
        _flushed.Wait();
        _failure?.Throw();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (!disposing || _isEnded) return;
        _isEnded = true;
        Send(isFlush: false);
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
        _flushed.Dispose();
        _failure?.Throw();
    }

    private void Send(bool isFlush)
    {
        _queue.Add(new(_block, _count, isFlush));
        _block = _spare.TryTake(out byte[]? spare) ? spare : new byte[BlockBytes];
        _count = 0;
    }

    private void Drain()
    {
        foreach (var block in _queue.GetConsumingEnumerable())
        {
            if (_failure is null) Write(block);
            _spare.Add(block.Bytes);
            if (block.IsFlush) _flushed.Release();
        }
    }

    /// <summary>Writes a block; any failure is kept and thrown to the writer.</summary>
    private void Write(in Block block)
    {
        try
        {
            _target.Write(block.Bytes, 0, block.Count);
            if (block.IsFlush) _target.Flush();
        }
        catch (Exception failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
    }

    private readonly record struct Block(byte[] Bytes, int Count, bool IsFlush);
}
