using Teleo.Controller.Domain;
using Teleo.Experiments.Preprint;

namespace Teleo.Experiments.Tests.Preprint;

public sealed class PortableMathTests
{
    [Fact]
    public void Exponential_and_logarithm_are_those_of_the_library_to_the_last_digits()
    {
        var chance = new SeedTree(1).Stream("exp");
        for (int i = 0; i < 20_000; i++)
        {
            double x = i < 10_000 ? 1400 * chance.NextDouble() - 700 : 4 * chance.NextNormal();
            Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 1e-15);
            double y = i < 10_000 ? Math.Exp(x) : 0.5 + chance.NextDouble();
            Assert.Equal(Math.Log(y), PortableMath.Log(y), 4e-16 * Math.Max(1, Math.Abs(Math.Log(y))));
        }
    }

    [Fact]
    public void Their_ends_are_plain()
    {
        Assert.Equal([0, 0, 1, double.PositiveInfinity, double.NaN],
            new[] { double.NegativeInfinity, -800, 0, 800, double.NaN }.Select(PortableMath.Exp));
        Assert.Equal(0, PortableMath.Log(1));
    }

    /// <summary>These bits are the same on every machine; a library's function would not promise it.</summary>
    [Theory]
    [InlineData(0.7, 0x40001C2A61268987L)]
    [InlineData(-3.3, 0x3FA2E259BB85BE84L)]
    public void Bits_are_pinned(double x, long bits) => Assert.Equal(bits, BitConverter.DoubleToInt64Bits(PortableMath.Exp(x)));

    [Fact]
    public void Normals_have_the_moments_of_a_normal_distribution()
    {
        var chance = new SeedTree(3).Stream("normals");
        const int Count = 200_000;
        double sum = 0, squares = 0, fourths = 0, products = 0;
        for (int i = 0; i < Count / 2; i++)
        {
            var (a, b) = PortableMath.Normals(ref chance);
            sum += a + b;
            squares += a * a + b * b;
            fourths += a * a * a * a + b * b * b * b;
            products += a * b;
        }

        Assert.Equal(0, sum / Count, 0.01);
        Assert.Equal(1, squares / Count, 0.015);
        Assert.Equal(3, fourths / Count, 0.12);
        Assert.Equal(0, products / (Count / 2), 0.015);
    }
}
