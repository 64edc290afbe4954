using Teleo.Controller.Domain;

namespace Teleo.Controller.Tests.Domain;

public sealed class StreamTests
{
    [Fact]
    public void A_stream_depends_on_each_of_its_four_coordinates_and_on_nothing_else()
    {
        var tree = new SeedTree(1);
        ulong here = tree.KeyOf("arrivals", 2, 3);
        Assert.Equal(here, new SeedTree(1).KeyOf("arrivals", 2, 3));
        Assert.Distinct([here, new SeedTree(2).KeyOf("arrivals", 2, 3), tree.KeyOf("sizes", 2, 3), tree.KeyOf("arrivals", 3, 3), tree.KeyOf("arrivals", 2, 4)]);
    }

    [Fact]
    public void Drawing_more_from_one_stream_never_shifts_another()
    {
        var tree = new SeedTree(9);
        var greedy = tree.Stream("failures");
        for (int i = 0; i < 1000; i++) greedy.NextUInt64();
        RandomStream before = new SeedTree(9).Stream("arrivals"), after = tree.Stream("arrivals");
        for (int i = 0; i < 100; i++) Assert.Equal(before.NextUInt64(), after.NextUInt64());
    }

    [Fact]
    public void A_copy_of_a_stream_has_the_same_future()
    {
        var stream = new SeedTree(5).Stream("service");
        for (int i = 0; i < 7; i++) stream.NextDouble();
        var fork = stream;
        for (int i = 0; i < 100; i++) Assert.Equal(stream.NextNormal(), fork.NextNormal());
    }

    [Fact]
    public void Keys_of_neighbouring_purposes_and_entities_do_not_collide()
    {
        var tree = new SeedTree(0);
        var keys = new HashSet<ulong>();
        foreach (string purpose in (string[])["", "a", "b", "ab", "ba", "aa"])
            for (uint replication = 0; replication < 50; replication++)
                for (uint entity = 0; entity < 50; entity++)
                    Assert.True(keys.Add(tree.KeyOf(purpose, replication, entity)));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(4.5)]
    public void A_gamma_draw_has_its_mean_and_variance(double shape)
    {
        var stream = new SeedTree(11).Stream("gamma");
        const int count = 200_000;
        double sum = 0, squares = 0;
        for (int i = 0; i < count; i++)
        {
            double x = stream.NextGamma(shape);
            sum += x;
            squares += x * x;
        }

        double mean = sum / count, variance = squares / count - mean * mean;
        double fourSigma = 4 * Math.Sqrt(shape / count);
        Assert.InRange(mean, shape - fourSigma, shape + fourSigma);
        Assert.InRange(variance, 0.95 * shape, 1.05 * shape);
    }

    [Fact]
    public void The_normal_quantile_is_odd_and_reaches_far_into_the_tail()
    {
        Assert.Equal(0, NormalQuantile.Of(0.5));
        foreach (double p in (double[])[1e-3, 1e-2, 0.07, 0.08, 0.3]) Assert.Equal(NormalQuantile.Of(p), -NormalQuantile.Of(1 - p), 1e-12);

        // Textbook values, one in each of the three ranges of the approximation.
        Assert.Equal(1.959963984540054, NormalQuantile.Of(0.975), 1e-13);
        Assert.Equal(-4.753424308822899, NormalQuantile.Of(1e-6), 1e-12);
        Assert.Equal(-9.262340089798408, NormalQuantile.Of(1e-20), 1e-12);
    }
}
