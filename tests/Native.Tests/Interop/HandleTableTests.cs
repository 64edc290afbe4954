using Teleo.Native.Interop;

namespace Teleo.Native.Tests.Interop;

public sealed class HandleTableTests
{
    [Fact]
    public void A_handle_finds_the_object_it_was_given_for_or_nothing()
    {
        var table = new HandleTable();
        var given = new Dictionary<ulong, object>();
        var ended = new List<ulong>();
        uint state = 7;
        int Next(int below) => (int)((state = (state * 1664525) + 1013904223) >> 16) % below;   // 16 bits of a linear congruence
        for (int step = 0; step < 20_000; step++)
        {
            if (Next(2) == 0 || given.Count == 0)
            {
                object value = Next(2) == 0 ? new Thing() : "text" + step;
                ulong handle = table.Add(value);
                Assert.NotEqual(0ul, handle);
                Assert.DoesNotContain(handle, ended);
                given.Add(handle, value);
            }
            else
            {
                ulong handle = given.Keys.ElementAt(Next(given.Count));
                Assert.True(table.TryRemove<object>(handle, out object? removed));
                Assert.Same(given[handle], removed);
                given.Remove(handle);
                ended.Add(handle);
            }

            if (step % 100 != 0) continue;
            Assert.Equal(given.Count, table.Count);
            foreach (var (handle, value) in given)
            {
                Assert.True(table.TryGet<object>(handle, out object? found));
                Assert.Same(value, found);
                Assert.Equal(value is Thing, table.TryGet<Thing>(handle, out _));
            }

            Assert.All(ended, handle => Assert.False(table.TryGet<object>(handle, out _) || table.TryRemove<object>(handle, out _)));
        }
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(1ul)]
    [InlineData(ulong.MaxValue)]
    [InlineData(0x1_0000_0001ul)]
    [InlineData(0x2_0000_0000ul)]
    public void What_was_never_given_finds_nothing(ulong handle)
    {
        var table = new HandleTable();
        table.Add(new Thing());
        Assert.False(table.TryGet<object>(handle, out _));
        Assert.False(table.TryRemove<object>(handle, out _));
    }

    [Fact]
    public void Of_many_threads_that_remove_one_object_one_gets_it()
    {
        var table = new HandleTable();
        for (int round = 0; round < 200; round++)
        {
            ulong handle = table.Add(new Thing());
            int got = 0;
            Parallel.For(0, 4, _ =>
            {
                if (table.TryRemove<Thing>(handle, out var _)) Interlocked.Increment(ref got);
            });
            Assert.Equal(1, got);
        }
    }

    private sealed class Thing;
}
