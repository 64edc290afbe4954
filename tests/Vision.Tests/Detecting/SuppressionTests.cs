using Teleo.Controller.Domain;
using Teleo.Vision.Detecting;
using Teleo.Vision.Geometry;

namespace Teleo.Vision.Tests.Detecting;

/// <summary>
/// Suppression against its definition: a detection is kept if and only if no kept one before it, of its class, overlaps it beyond
/// the limit.
/// </summary>
public sealed class SuppressionTests
{
    private const float Limit = 0.4f;

    private static List<Detection> Any(uint seed)
    {
        var random = Cases.Stream("suppression", seed);
        return [.. Enumerable.Range(0, 60).Select(_ => One(ref random))];
    }

    /// <summary>Scores are few, so that ties occur.</summary>
    private static Detection One(ref RandomStream random) => new(
        Box.Centered(random.NextInt(60), random.NextInt(60), Cases.Between(ref random, 5, 25), Cases.Between(ref random, 5, 25)),
        random.NextInt(20) / 20f, random.NextInt(3));

    private static bool IsKept(List<Detection> all, int index) => !Enumerable.Range(0, all.Count).Any(other =>
        (all[other].Score, -other).CompareTo((all[index].Score, -index)) > 0
        && all[other].Class == all[index].Class && all[other].Box.Overlap(all[index].Box) > Limit && IsKept(all, other));

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void What_is_kept_is_what_the_definition_keeps(uint seed)
    {
        var all = Any(seed);
        var kept = Enumerable.Range(0, all.Count).Where(index => IsKept(all, index)).Select(index => all[index]);
        Assert.Equal(kept.OrderByDescending(detection => detection.Score), Suppression.Keep(all, Limit, int.MaxValue));
    }

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Fewer_are_the_first_of_all(uint seed)
    {
        var all = Suppression.Keep(Any(seed), Limit, int.MaxValue);
        Assert.Equal(all.Take(5), Suppression.Keep(Any(seed), Limit, 5));
    }

    [Fact]
    public void Classes_do_not_suppress_each_other_and_a_limit_of_one_suppresses_nothing()
    {
        var box = new Box(0, 0, 10, 10);
        Assert.Equal(2, Suppression.Keep([new(box, 1, 0), new(box, 0.5f, 1)], 0, 10).Count);
        Assert.Single(Suppression.Keep([new(box, 1, 0), new(box, 0.5f, 0)], 0.99f, 10));
        Assert.Equal(2, Suppression.Keep([new(box, 1, 0), new(box, 0.5f, 0)], 1, 10).Count);
    }
}
