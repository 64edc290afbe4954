using System.IO.Compression;
using Teleo.Engine.Input;

namespace Teleo.Engine.Storage;

/// <summary>
/// The content of a gzip file, read forward. It may be <see cref="LargestRatio"/> times as large as the file, and <see cref="FreeBytes"/>
/// in any case, so that a small file cannot fill memory or time.
/// </summary>
/// <param name="file">The compressed bytes, which know their length.</param>
public sealed class InflatedStream(Stream file) : Stream
{
    public const int LargestRatio = 200;
    public const long FreeBytes = 64L << 20;
    private readonly GZipStream _content = new(file, CompressionMode.Decompress);
    private readonly long _most = Math.Max(FreeBytes, checked(file.Length * LargestRatio));
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int read = _content.Read(buffer);
        _read += read;
        return _read <= _most
            ? read
            : throw new InputException("TooLarge",
                $"its content is more than {LargestRatio} times as large as the file; inflate it with gzip -d and read that",
                (file as FileStream)?.Name);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }
}
