using System.Numerics;
using Teleo.Vision.Geometry;

namespace Teleo.Vision.Tests.Geometry;

/// <summary>A letterbox and its inverse, for images of any shape.</summary>
public sealed class LetterboxTests
{
    private static (Letterbox Letterbox, int Width, int Height) Any(uint seed, int index)
    {
        var random = Cases.Stream("letterbox", seed * 1000 + (uint)index);
        int width = 32 * (1 + random.NextInt(40)), height = 32 * (1 + random.NextInt(40));
        return (Letterbox.Fit(1 + random.NextInt(4000), 1 + random.NextInt(4000), width, height), width, height);
    }

    private static void ForMany(uint seed, Action<Letterbox, int, int> law)
    {
        for (int i = 0; i < 50; i++)
        {
            var (letterbox, width, height) = Any(seed, i);
            law(letterbox, width, height);
        }
    }

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void The_inverse_takes_a_point_back_within_half_a_pixel(uint seed) => ForMany(seed, (letterbox, _, _) =>
    {
        var random = Cases.Stream("point", seed);
        var size = new Vector2(letterbox.OriginalWidth, letterbox.OriginalHeight);
        var point = new Vector2((float)random.NextDouble(), (float)random.NextDouble()) * size;
        Assert.InRange(Vector2.Distance(point, letterbox.Inverse(letterbox.Forward(point))), 0, 0.5f);
        var inverse = letterbox.Inverse(point);
        Assert.InRange(Vector2.Distance(inverse, Vector2.Transform(point, letterbox.ToImage)), 0, 0.01f * (1 + inverse.Length()));
    });

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void The_content_fills_the_target_one_way_and_stands_in_its_middle_the_other(uint seed) =>
        ForMany(seed, (letterbox, width, height) =>
    {
        Assert.True(letterbox.ContentWidth == width || letterbox.ContentHeight == height);
        Assert.InRange(width - letterbox.ContentWidth - 2 * letterbox.PadX, 0, 1);
        Assert.InRange(height - letterbox.ContentHeight - 2 * letterbox.PadY, 0, 1);
        Assert.True(letterbox.PadX >= 0 && letterbox.PadY >= 0);
    });

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void The_image_maps_to_the_content_within_half_a_pixel(uint seed) => ForMany(seed, (letterbox, _, _) =>
    {
        var corner = letterbox.Forward(new(letterbox.OriginalWidth, letterbox.OriginalHeight));
        float slack = letterbox.ContentWidth == 1 || letterbox.ContentHeight == 1 ? 1 : 0.51f;   // content is at least a pixel
        Assert.InRange(corner.X - letterbox.PadX - letterbox.ContentWidth, -slack, slack);
        Assert.InRange(corner.Y - letterbox.PadY - letterbox.ContentHeight, -slack, slack);
        Assert.Equal(new Vector2(letterbox.PadX, letterbox.PadY), letterbox.Forward(Vector2.Zero));
    });

    [Fact]
    public void A_box_comes_back_cut_at_the_edges_of_the_image()
    {
        var letterbox = Letterbox.Fit(200, 100, 100, 100);
        Assert.Equal(new Letterbox(0.5f, 0, 25, 200, 100), letterbox);
        Assert.Equal(new Box(20, 30, 60, 70), letterbox.Inverse(new Box(10, 40, 30, 60)));
        Assert.Equal(new Box(0, 0, 200, 100), letterbox.Inverse(new Box(-10, 0, 300, 99)));
    }
}
