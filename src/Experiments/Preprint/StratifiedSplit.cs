using Teleo.Controller.Domain;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// A random division of samples into training and test with every class in proportion. The test part is 30 % rounded up, the only share for
/// which all four published accuracies are whole counts.
/// </summary>
/// <param name="Train">Indices of samples, in random order.</param>
/// <param name="Test">Indices of the others, in random order.</param>
public sealed record StratifiedSplit(int[] Train, int[] Test)
{
    public const double TestShare = 0.3;

    public static StratifiedSplit Draw(IReadOnlyList<int> labels, int classes, RandomStream chance)
    {
        var byClass = Enumerable.Range(0, labels.Count).ToLookup(i => labels[i]);
        int[] counts = TestCounts([.. Enumerable.Range(0, classes).Select(k => byClass[k].Count())], labels.Count, ref chance);

        var train = new List<int>();
        var test = new List<int>();
        for (int k = 0; k < classes; k++)
        {
            int[] members = [.. byClass[k]];
            chance.Shuffle(members.AsSpan());
            test.AddRange(members.AsSpan(0, counts[k]));
            train.AddRange(members.AsSpan(counts[k]));
        }

        int[] trained = [.. train], tested = [.. test];
        chance.Shuffle(trained.AsSpan());
        chance.Shuffle(tested.AsSpan());
        return new(trained, tested);
    }

    /// <summary>Whole shares of each class, the rest to the classes with the largest remainders; equal ones are drawn.</summary>
    private static int[] TestCounts(int[] members, int all, ref RandomStream chance)
    {
        int wanted = (int)Math.Ceiling(TestShare * all - 1e-9);
        double[] shares = [.. members.Select(count => (double)wanted * count / all)];
        int[] counts = [.. shares.Select(share => (int)Math.Floor(share + 1e-9))];
        int[] order = [.. Enumerable.Range(0, members.Length)];
        chance.Shuffle(order.AsSpan());
        foreach (int k in order.OrderByDescending(k => Math.Round(shares[k] - counts[k], 9)).Take(wanted - counts.Sum())) counts[k]++;
        return counts;
    }
}
