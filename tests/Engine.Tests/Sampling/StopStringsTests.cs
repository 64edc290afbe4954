using System.Text;
using Teleo.Engine.Sampling;

namespace Teleo.Engine.Tests.Sampling;

public class StopStringsTests
{
    private static (string Shown, bool Reached) Run(string[] stops, IEnumerable<string> pieces)
    {
        var filter = new StopStrings(stops);
        var shown = new StringBuilder();
        foreach (string piece in pieces)
        {
            shown.Append(Encoding.UTF8.GetString(filter.Next(Encoding.UTF8.GetBytes(piece))));
            if (filter.Reached) break;
        }

        shown.Append(Encoding.UTF8.GetString(filter.Rest()));
        return (shown.ToString(), filter.Reached);
    }

    private static IEnumerable<string> Cut(string text, int seed)
    {
        var chance = new SplitMix64((ulong)seed);
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(text.Length - at, 1 + (int)(chance.NextUInt64() % 4));
            yield return text.Substring(at, length);
            at += length;
        }
    }

    [Theory]
    [InlineData("hello END there", "END")]
    [InlineData("aabaabaac", "aabaac")]
    [InlineData("abcabd", "abd|bca")]
    [InlineData("no stop here", "stopping|xyz")]
    [InlineData("ends with a beginning STO", "STOP")]
    [InlineData("STOP", "STOP")]
    [InlineData("", "x")]
    [InlineData("all is shown", "")]
    [InlineData("User: hi\nUser:", "\nUser:")]
    public void The_text_ends_before_the_first_stop_string_however_it_is_cut(string text, string stops)
    {
        string[] wanted = stops.Split('|');
        int first = wanted.Where(s => s.Length > 0).Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        for (int seed = 0; seed < 50; seed++)
            Assert.Equal((first < 0 ? text : text[..first], first >= 0), Run(wanted, Cut(text, seed)));
    }

    [Fact]
    public void No_part_of_a_stop_string_is_ever_shown()
    {
        var filter = new StopStrings(["<end>"]);
        Assert.Equal("a"u8, filter.Next("a<en"u8));
        Assert.Equal("<en"u8, filter.Next("<en"u8));
        Assert.True(filter.Next("d>more"u8).IsEmpty);
        Assert.True(filter.Reached);
        Assert.True(filter.Next("still more"u8).IsEmpty);
        Assert.True(filter.Rest().IsEmpty);
    }

    [Fact]
    public void Nothing_is_held_back_longer_than_it_must_be()
    {
        var filter = new StopStrings(["abc"]);
        Assert.Equal("x"u8, filter.Next("xab"u8));
        Assert.Equal("abz"u8, filter.Next("z"u8));
    }
}
