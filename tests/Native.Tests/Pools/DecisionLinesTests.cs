using System.Text;
using Teleo.Native.Pools;

namespace Teleo.Native.Tests.Pools;

public sealed class DecisionLinesTests
{
    [Fact]
    public void Lines_come_out_once_in_their_order_and_stay_where_the_reader_fails()
    {
        using var lines = new DecisionLines(100);
        foreach (string line in new[] { "one\n", "two\n", "three\n" }) lines.Write(Encoding.UTF8.GetBytes(line));
        Assert.Throws<InvalidOperationException>(() => lines.Read(_ => throw new InvalidOperationException()));
        Assert.Equal(["one\n", "two\n", "three\n", "", ""], Enumerable.Range(0, 5).Select(_ => Next(lines)));
        Assert.Equal((0, 0L), lines.Counts);
    }

    [Fact]
    public void Beyond_the_bound_the_oldest_lines_go_and_are_counted()
    {
        using var lines = new DecisionLines(10);
        foreach (string line in new[] { "aaaa\n", "bbbb\n", "cc\n" }) lines.Write(Encoding.UTF8.GetBytes(line));
        Assert.Equal((2, 1L), lines.Counts);
        Assert.Equal("bbbb\n", Next(lines));
        lines.Write(new byte[11]);   // longer than all there is room for
        Assert.Equal((0, 3L), lines.Counts);
        Assert.Equal("", Next(lines));
        Assert.Equal(24, lines.Length);
    }

    private static string Next(DecisionLines lines)
    {
        string text = "";
        lines.Read(line => text = Encoding.UTF8.GetString(line.Span));
        return text;
    }
}
