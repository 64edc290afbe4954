namespace Teleo.Vision.Tests.Reading;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    public void The_distance_is_the_known_one(string a, string b, int expected)
    {
        Assert.Equal(expected, EditDistance.Of(a, b));
        Assert.Equal(expected, EditDistance.Of(b, a));
    }
}
