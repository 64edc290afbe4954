using System.Numerics;
using Teleo.Vision.Geometry;

namespace Teleo.Vision.Tests.Geometry;

public sealed class SmallestBoxTests
{
    /// <summary>Points on a small lattice, so that there are equal and aligned ones.</summary>
    private static Vector2[] Any(uint seed, int most = 40)
    {
        var random = Cases.Stream("points", seed);
        var points = new Vector2[1 + random.NextInt(most)];
        for (int i = 0; i < points.Length; i++) points[i] = new(random.NextInt(12), random.NextInt(9));
        return points;
    }

    private static double Turn(Vector2 a, Vector2 b, Vector2 c) => (double)(b.X - a.X) * (c.Y - a.Y) - (double)(b.Y - a.Y) * (c.X - a.X);

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void A_hull_turns_one_way_at_every_corner_and_leaves_no_point_outside(uint seed)
    {
        for (uint i = 0; i < 20; i++)
        {
            var points = Any(seed * 100 + i);
            var hull = ConvexHull.Of([.. points]);
            Assert.All(hull, corner => Assert.Contains(corner, points));
            Assert.Equal(hull.Length, hull.Distinct().Count());
            if (hull.Length < 3) continue;
            for (int k = 0; k < hull.Length; k++)
            {
                var (from, to) = (hull[k], hull[(k + 1) % hull.Length]);
                Assert.True(Turn(from, to, hull[(k + 2) % hull.Length]) > 0);
                Assert.All(points, point => Assert.True(Turn(from, to, point) >= 0));
            }
        }
    }

    [Fact]
    public void Hulls_of_few_points_are_what_they_are()
    {
        Assert.Equal([new(1, 2)], ConvexHull.Of([new(1, 2), new(1, 2)]));
        Assert.Equal([new(0, 0), new(3, 3)], ConvexHull.Of([new(1, 1), new(3, 3), new(0, 0), new(2, 2)]));
    }

    /// <summary>Against its definition: no rectangle at any of 360 angles around all points is smaller.</summary>
    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void No_rectangle_around_the_points_is_smaller(uint seed)
    {
        for (uint i = 0; i < 20; i++)
        {
            var points = Any(seed * 100 + i);
            var box = SmallestBox.Around([.. points]);
            Assert.All(points, point => Assert.True((box with { Width = box.Width + 1e-3f, Height = box.Height + 1e-3f }).Contains(point)));
            for (int degree = 0; degree < 90; degree++)
            {
                var across = new Vector2(MathF.Cos(degree * MathF.PI / 180), MathF.Sin(degree * MathF.PI / 180));
                var down = new Vector2(-across.Y, across.X);
                float width = points.Max(point => Vector2.Dot(point, across)) - points.Min(point => Vector2.Dot(point, across));
                float height = points.Max(point => Vector2.Dot(point, down)) - points.Min(point => Vector2.Dot(point, down));
                Assert.True(box.Area <= width * height + 1e-3f);
            }
        }
    }

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void The_corners_of_a_rectangle_give_the_rectangle_back(uint seed)
    {
        var random = Cases.Stream("rectangle", seed);
        float angle = Cases.Between(ref random, -0.7f, 0.7f);
        float width = Cases.Between(ref random, 5, 40), height = Cases.Between(ref random, 5, 40);
        var box = new RotatedBox(new(30, 20), new(MathF.Cos(angle), MathF.Sin(angle)), width, height);
        float[] points = box.Points();
        var found = SmallestBox.Around([.. Enumerable.Range(0, 4).Select(i => new Vector2(points[2 * i], points[2 * i + 1]))]).Upright();
        Assert.Equal(box.Angle, found.Angle, 1e-3);
        Assert.Equal(box.Width, found.Width, 1e-3);
        Assert.Equal(box.Height, found.Height, 1e-3);
        Assert.InRange(Vector2.Distance(box.Center, found.Center), 0, 1e-3f);
    }
}
