using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Tests.Statistics;

public sealed class LatinHypercubeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 3)]
    [InlineData(64, 19)]
    public void Every_input_takes_one_value_in_every_slice(int points, int inputs)
    {
        double[][] drawn = LatinHypercube.Draw(points, inputs, new SeedTree(3).Stream("cube"));
        Assert.Equal(points, drawn.Length);
        for (int input = 0; input < inputs; input++)
            Assert.Equal(Enumerable.Range(0, points), drawn.Select(point => (int)Math.Floor(point[input] * points)).Order());
        if (points > 1 && inputs > 1) Assert.NotEqual(drawn.Select(point => (int)(point[0] * points)), drawn.Select(point => (int)(point[1] * points)));
    }
}
