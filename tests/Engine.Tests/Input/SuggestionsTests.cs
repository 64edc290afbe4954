using Teleo.Engine.Input;

namespace Teleo.Engine.Tests.Input;

public class SuggestionsTests
{
    [Theory]
    [InlineData("zipff", "zipf")]
    [InlineData("ZIPF", "zipf")]
    [InlineData("zpif", "zipf")]
    [InlineData("diur", "diurnal")]
    [InlineData("poison", "poisson")]
    public void A_slip_of_the_finger_finds_the_name(string given, string meant) =>
        Assert.Equal(meant, Suggestions.For(given, ["diurnal", "poisson", "zipf"]).First());

    [Fact]
    public void A_far_name_is_not_suggested_but_a_short_list_is_shown()
    {
        Assert.Empty(Suggestions.For("weibull", ["diurnal", "zipf"]));
        Assert.Equal("; there are diurnal, zipf", Suggestions.Sentence("weibull", ["diurnal", "zipf"]));
    }

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_letters(string a, string b, int distance)
    {
        Assert.Equal(distance, Suggestions.Distance(a, b));
        Assert.Equal(distance, Suggestions.Distance(b, a));
    }
}
