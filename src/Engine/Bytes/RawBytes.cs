namespace Teleo.Engine.Bytes;

/// <summary>Bytes outside the managed heap that a longer-lived owner keeps valid; may be longer than a span.</summary>
internal readonly unsafe struct RawBytes(byte* start, long length)
{
    public byte* Start { get; } = start;

    public long Length { get; } = length;

    public ReadOnlySpan<byte> Slice(long offset, int count) => new(Start + offset, count);

    /// <summary>The first bytes, as many as there are up to a limit.</summary>
    public ReadOnlySpan<byte> Head(int limit) => new(Start, (int)Math.Min(Length, limit));
}
