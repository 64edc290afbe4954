using Teleo.Controller.Domain;
using Teleo.Experiments.Preprint;

namespace Teleo.Experiments.Tests.Preprint;

public sealed class DataSetTests
{
    /// <summary>
    /// The sizes that the data sets are known by, and the test of 30 in 100 of which every published accuracy is a whole count.
    /// </summary>
    [Theory]
    [InlineData("iris", 150, 4, new[] { 50, 50, 50 }, 45, 42)]
    [InlineData("wine", 178, 13, new[] { 59, 71, 48 }, 54, 50)]
    [InlineData("breast-cancer", 569, 30, new[] { 212, 357 }, 171, 162)]
    [InlineData("digits", 1797, 64, new[] { 178, 182, 177, 183, 181, 182, 181, 179, 174, 180 }, 540, 302)]
    public void Data_are_those_of_the_published_sizes(string name, int samples, int features, int[] members, int test, int right)
    {
        var data = DataSet.Load(name);
        Assert.Equal((samples, features), (data.Count, data.Features));
        Assert.Equal(members, Enumerable.Range(0, data.Classes.Count).Select(k => data.Labels.Count(label => label == k)));
        Assert.Equal(test, LearnerRun.SplitOf(data, new SeedTree(1), 0).Test.Length);
        Assert.Equal(data.Claimed, (double)right / test, 5e-4);
    }

    [Fact]
    public void The_first_row_is_the_first_flower()
    {
        var data = DataSet.Load("iris");
        Assert.Equal([5.1, 3.5, 1.4, 0.2], data.RowOf(0).ToArray());
        Assert.Equal(["setosa", "versicolor", "virginica"], data.Classes);
        var unknown = Assert.Throws<ArgumentException>(() => DataSet.Load("roses"));
        Assert.Contains("iris, wine, breast-cancer, digits", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("wine")]
    [InlineData("digits")]
    public void A_split_divides_every_class_alike_and_leaves_nothing_out(string name)
    {
        var data = DataSet.Load(name);
        for (int number = 0; number < 20; number++)
        {
            var split = LearnerRun.SplitOf(data, new SeedTree(1), number);
            Assert.Equal(Enumerable.Range(0, data.Count), split.Train.Concat(split.Test).Order());
            for (int k = 0; k < data.Classes.Count; k++)
            {
                int members = data.Labels.Count(label => label == k), tested = split.Test.Count(i => data.Labels[i] == k);
                Assert.InRange(tested, Math.Floor(0.3 * members), Math.Ceiling(0.31 * members));
            }
        }

        Assert.NotEqual(LearnerRun.SplitOf(data, new SeedTree(1), 0).Test, LearnerRun.SplitOf(data, new SeedTree(1), 1).Test);
    }

    [Theory]
    [InlineData(Scaling.Standard)]
    [InlineData(Scaling.Range)]
    public void Features_are_scaled_by_the_training_samples_alone(Scaling scaling)
    {
        var data = DataSet.Load("digits");
        var prepared = new PreparedSplit(data);
        var split = LearnerRun.SplitOf(data, new SeedTree(1), 3);
        prepared.Fill(split, scaling);
        for (int j = 0; j < data.Features; j++)
        {
            double[] train = [.. split.Train.Select(i => prepared.SampleOf(i).Values[j])];
            bool constant = train.All(value => value == train[0]);
            if (scaling == Scaling.Standard)
            {
                Assert.Equal(0, train.Average(), 1e-9);
                Assert.Equal(constant ? 0 : 1, train.Average(value => value * value), 1e-9);
            }
            else
            {
                Assert.Equal((0, constant ? 0 : 1), (train.Min(), train.Max()));
            }
        }

        Assert.Equal(1, prepared.SampleOf(5).Values[data.Features]);
        Assert.All(prepared.SampleOf(5).Values[(data.Features + 1)..].ToArray(), value => Assert.Equal(0, value));
    }
}
