using System.Numerics;
using Teleo.Controller.Domain;
using Teleo.Vision.Geometry;

namespace Teleo.Vision.Tests.Geometry;

public sealed class RotatedBoxTests
{
    private static RotatedBox Any(ref RandomStream random)
    {
        float angle = Cases.Between(ref random, -MathF.PI, MathF.PI);
        return new(new(Cases.Between(ref random, -50, 50), Cases.Between(ref random, -50, 50)), new(MathF.Cos(angle), MathF.Sin(angle)),
            Cases.Between(ref random, 1, 40), Cases.Between(ref random, 1, 40));
    }

    private static void ForMany(uint seed, Action<RotatedBox> law)
    {
        var random = Cases.Stream("turned", seed);
        for (int i = 0; i < 50; i++) law(Any(ref random));
    }

    private static Vector2[] Corners(RotatedBox box)
    {
        float[] points = box.Points();
        return [.. Enumerable.Range(0, 4).Select(i => new Vector2(points[2 * i], points[2 * i + 1]))];
    }

    private static void Near(Vector2 expected, Vector2 found) => Assert.InRange(Vector2.Distance(expected, found), 0, 1e-3f);

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Unclip_moves_every_side_by_area_times_ratio_over_perimeter(uint seed) => ForMany(seed, box =>
    {
        var grown = box.Unclip(1.5f);
        float distance = box.Width * box.Height * 1.5f / (2 * box.Width + 2 * box.Height);
        Assert.Equal(box.Center, grown.Center);
        Assert.Equal(box.Across, grown.Across);
        Assert.Equal(box.Width + 2 * distance, grown.Width, 1e-3);
        Assert.Equal(box.Height + 2 * distance, grown.Height, 1e-3);
        Assert.All(Corners(box), corner => Assert.True(grown.Contains(corner)));
        Assert.Equal(box, box.Unclip(0));
    });

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Upright_is_the_same_rectangle_that_leans_by_an_eighth_turn_at_most(uint seed) => ForMany(seed, box =>
    {
        var upright = box.Upright();
        Assert.InRange(upright.Angle, -MathF.PI / 4 - 1e-6f, MathF.PI / 4 + 1e-6f);
        Assert.All(Corners(upright), corner => Assert.Contains(Corners(box), other => Vector2.Distance(corner, other) < 1e-3f));
        Assert.Equal(upright, upright.Upright());
    });

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void A_target_is_laid_corner_on_corner(uint seed) => ForMany(seed, box =>
    {
        var map = box.FromTarget(30, 20);
        var corners = Corners(box);
        Near(corners[0], Vector2.Transform(Vector2.Zero, map));
        Near(corners[1], Vector2.Transform(new(30, 0), map));
        Near(corners[2], Vector2.Transform(new(30, 20), map));
        Near(corners[3], Vector2.Transform(new(0, 20), map));
    });

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Points_go_clockwise_and_a_quarter_turn_begins_at_the_next(uint seed) => ForMany(seed, box =>
    {
        var (corners, turned) = (Corners(box), Corners(box.Quarter()));
        for (int i = 0; i < 4; i++) Near(corners[(i + 1) % 4], turned[i]);
        var (first, second) = (corners[1] - corners[0], corners[2] - corners[1]);
        Assert.Equal(box.Area, first.X * second.Y - first.Y * second.X, 0.05);   // positive: clockwise where y grows downwards
    });

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void It_contains_mixtures_of_its_corners_and_nothing_beyond_a_side(uint seed) => ForMany(seed, box =>
    {
        var corners = Corners(box);
        Assert.True(box.Contains(0.7f * corners[0] + 0.1f * corners[1] + 0.1f * corners[2] + 0.1f * corners[3]));
        Assert.False(box.Contains(corners[0] - 0.01f * (corners[1] - corners[0])));
        Assert.False(box.Contains(corners[2] + 0.01f * (corners[2] - corners[1])));
    });
}
