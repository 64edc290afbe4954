using Teleo.Experiments.Tracing;

namespace Teleo.Experiments.Tests.Tracing;

/// <summary>The laws of the stream that writes on a thread of its own.</summary>
public sealed class QueuedStreamTests
{
    private static readonly int[] Sizes = [1, 7, 40_000, 65_536, 65_537, 300_000, 0, 3];

    [Fact]
    public void It_writes_the_same_bytes_in_the_same_order()
    {
        using var target = new MemoryStream();
        using var expected = new MemoryStream();
        using (var queued = new QueuedStream(target))
        {
            for (int i = 0; i < 100; i++)
            {
                byte[] bytes = [.. Enumerable.Range(0, Sizes[i % Sizes.Length]).Select(at => (byte)(at * 31 + i))];
                queued.Write(bytes);
                expected.Write(bytes);
            }
        }

        Assert.Equal(expected.ToArray(), target.ToArray());
    }

    [Fact]
    public void A_flush_returns_when_everything_is_written()
    {
        using var target = new MemoryStream();
        using var queued = new QueuedStream(target);
        for (int i = 1; i <= 20; i++)
        {
            queued.Write(new byte[1000]);
            queued.Flush();
            Assert.Equal(1000 * i, target.Length);
        }
    }

    [Fact]
    public void A_full_disk_is_thrown_at_a_later_write_and_at_the_end()
    {
        var queued = new QueuedStream(new FullStream(100_000));
        var failure = Assert.Throws<IOException>(() =>
        {
            for (int i = 0; i < 1000; i++) queued.Write(new byte[10_000]);
        });
        Assert.Equal("full", failure.Message);
        Assert.Throws<IOException>(() => queued.Write(new byte[1]));
        Assert.Throws<IOException>(queued.Flush);
        Assert.Throws<IOException>(queued.Dispose);
    }

    [Fact]
    public void A_full_disk_is_thrown_at_a_flush()
    {
        var queued = new QueuedStream(new FullStream(10));
        queued.Write(new byte[11]);
        Assert.Throws<IOException>(queued.Flush);
        Assert.Throws<IOException>(queued.Dispose);
    }

    /// <summary>A stream that takes so many bytes.</summary>
    private sealed class FullStream(int room) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > room) throw new IOException("full");
            base.Write(buffer, offset, count);
        }
    }
}
