using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Tests.Worlds;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("16GB", 16_000_000_000)]
    [InlineData("16 GiB", 17_179_869_184)]
    [InlineData("4.7gb", 4_700_000_000)]
    [InlineData("512 MB", 512_000_000)]
    [InlineData("1e3", 1000)]
    [InlineData("4920753328", 4_920_753_328)]
    public void GB_is_ten_to_the_nine_and_GiB_two_to_the_thirty(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long found, out _));
        Assert.Equal(bytes, found);
    }

    [Theory]
    [InlineData("0GB")]
    [InlineData("-16GB")]
    [InlineData("1e308")]
    [InlineData("1e308GB")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("big")]
    [InlineData("")]
    [InlineData("16XB")]
    public void What_is_no_size_is_told_in_words(string text)
    {
        Assert.False(ByteSize.TryParse(text, out long bytes, out string problem));
        Assert.Equal(0, bytes);
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData(16_000_000_000, "16 GB")]
    [InlineData(4_920_753_328, "4.92 GB")]
    [InlineData(999, "999 B")]
    [InlineData(1_500, "1.5 KB")]
    [InlineData(2_000_000_000_000, "2 TB")]
    public void A_size_is_written_in_decimal_units(long bytes, string text) => Assert.Equal(text, ByteSize.Text(bytes));
}
