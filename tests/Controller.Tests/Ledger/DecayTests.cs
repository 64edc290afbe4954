using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tests.Ledger;

public class DecayTests
{
    [Fact]
    public void It_agrees_with_the_library_to_the_last_bits()
    {
        for (double halvings = 0; halvings < 60; halvings += 0.137)
            Assert.Equal(Math.Pow(2, -halvings), Decay.Left(halvings * 7, 7), Math.Pow(2, -halvings) * 1e-14);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(-5, 1, 1)]
    [InlineData(5, double.PositiveInfinity, 1)]
    [InlineData(1, 1, 0.5)]
    [InlineData(3, 1, 0.125)]
    [InlineData(1e9, 1, 0)]
    [InlineData(double.NaN, 1, 1)]
    public void Known_shares_are_exact(double elapsed, double halfLife, double left) => Assert.Equal(left, Decay.Left(elapsed, halfLife));
}
