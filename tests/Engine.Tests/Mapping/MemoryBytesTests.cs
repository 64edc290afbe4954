using Teleo.Engine.Bytes;
using Teleo.Engine.Mapping;

namespace Teleo.Engine.Tests.Mapping;

public sealed class MemoryBytesTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7))];

    [Fact]
    public void A_copy_stays_when_the_original_changes()
    {
        byte[] original = [1, 2, 3];
        Assert.True(MemoryBytes.TryCopy(original, out var copy, out _));
        original[0] = 9;
        using (copy) Assert.Equal([1, 2, 3], copy.Bytes.Slice(0, 3).ToArray());
    }

    [Fact]
    public unsafe void What_is_borrowed_is_used_in_place()
    {
        byte[] original = [1, 2, 3];
        using var borrowed = MemoryBytes.Borrow(original.AsMemory(1));
        fixed (byte* second = &original[1]) Assert.True(second == borrowed.Bytes.Start);
        Assert.Equal(2, borrowed.Bytes.Length);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(65537)]
    public void A_stream_is_read_whole_however_it_comes(int most)
    {
        Assert.True(MemoryBytes.TryRead(new Trickle(Content, most), Content.Length, out var read, out _));
        using (read) Assert.True(Content.AsSpan().SequenceEqual(read.Bytes.Slice(0, (int)read.Bytes.Length)));
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        using var stream = new MemoryStream(Content) { Position = 5 };
        Assert.True(MemoryBytes.TryRead(stream, long.MaxValue, out var read, out _));
        using (read) Assert.Equal((Content.Length - 5, Content[5]), (read.Bytes.Length, read.Bytes.Slice(0, 1)[0]));
    }

    [Fact]
    public void A_longer_stream_than_allowed_and_one_that_fails_are_refused()
    {
        Assert.False(MemoryBytes.TryRead(new MemoryStream(Content), Content.Length - 1, out _, out var error));
        Assert.Equal(FormatFault.Unreadable, error.Fault);
        Assert.Contains($"more than {Content.Length - 1} bytes", error.ToString(), StringComparison.Ordinal);
        Assert.False(MemoryBytes.TryRead(new Trickle(Content, 1000, failsAt: 20), long.MaxValue, out _, out error));
        Assert.Contains("the cable is cut", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Disposing_twice_frees_once()
    {
        Assert.True(MemoryBytes.TryCopy([1], out var copy, out _));
        copy.Dispose();
        copy.Dispose();
    }

    /// <summary>A stream that gives at most so many bytes a call, and fails at a call.</summary>
    private sealed class Trickle(byte[] content, int most, int failsAt = -1) : MemoryStream(content)
    {
        private int _calls;

        public override int Read(Span<byte> buffer) =>
            _calls++ == failsAt ? throw new IOException("the cable is cut") : base.Read(buffer[..Math.Min(most, buffer.Length)]);
    }
}
