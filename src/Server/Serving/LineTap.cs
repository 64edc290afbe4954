namespace Teleo.Server.Serving;

/// <summary>Passes the lines of a trace on to a file, unbuffered so that a killed program loses none, and keeps the last one.</summary>
internal sealed class LineTap(Stream? file) : Stream
{
    private long _written;

    public ReadOnlyMemory<byte> LastLine { get; private set; }

    public string? Fault { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> line)
    {
        _written += line.Length;
        LastLine = line.ToArray();
        if (file is null || Fault is not null) return;
        try
        {
            file.Write(line);
        }
        catch (IOException problem)
        {
            Fault = problem.Message;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file?.Dispose();
        base.Dispose(disposing);
    }
}
