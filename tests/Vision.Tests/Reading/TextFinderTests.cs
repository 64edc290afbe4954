using System.Numerics;
using Teleo.Vision.Geometry;
using Teleo.Vision.Reading;

namespace Teleo.Vision.Tests.Reading;

/// <summary>Regions of a map of probabilities become boxes at their place.</summary>
public sealed class TextFinderTests
{
    private const int Width = 200;
    private const int Height = 150;

    private static float[] Map(params (RotatedBox Box, float Value)[] boxes)
    {
        float[] map = new float[Width * Height];
        for (int i = 0; i < map.Length; i++)
            foreach (var (box, value) in boxes)
                if (box.Contains(new(i % Width + 0.5f, i / Width + 0.5f))) map[i] = value;
        return map;
    }

    private static RotatedBox Box(float x, float y, float width, float height, float angle = 0) =>
        new(new(x, y), new(MathF.Cos(angle), MathF.Sin(angle)), width, height);

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void A_turned_rectangle_is_found_where_it_lies(uint seed)
    {
        var random = Cases.Stream("region", seed);
        float width = Cases.Between(ref random, 60, 110), height = Cases.Between(ref random, 12, 25);
        var drawn = Box(100, 75, width, height, Cases.Between(ref random, -0.3f, 0.3f));
        var (found, score) = Assert.Single(TextFinder.Regions(Map((drawn, 0.9f)), Width, Height, new() { TextDetUnclipRatio = 0 }));
        Assert.InRange(Vector2.Distance(drawn.Center, found.Center), 0, 1);
        Assert.Equal(drawn.Angle, found.Angle, 0.03);
        Assert.Equal(drawn.Width, found.Width, 2.5);
        Assert.Equal(drawn.Height, found.Height, 2.5);
        Assert.InRange(score, 0.75f, 0.9f);   // the box has corners that the pixels have not
    }

    [Fact]
    public void A_region_that_is_thin_or_improbable_is_none()
    {
        var map = Map((Box(50, 40, 60, 10), 0.9f), (Box(50, 80, 60, 2), 0.9f), (Box(50, 120, 60, 10), 0.5f));
        var (found, score) = Assert.Single(TextFinder.Regions(map, Width, Height, new()));
        Assert.Equal(new Vector2(50, 40), found.Center);
        Assert.Equal(0.9f, score, 1e-3);
        Assert.Equal(Box(50, 40, 60, 10).Unclip(1.5f).Height, found.Height, 1e-3);
    }

    [Fact]
    public void Of_too_many_regions_the_largest_stay()
    {
        var map = Map((Box(50, 40, 60, 10), 0.9f), (Box(50, 80, 90, 10), 0.9f), (Box(50, 120, 70, 10), 0.9f));
        var found = TextFinder.Regions(map, Width, Height, new() { MaxLines = 2 });
        Assert.Equal([80f, 120f], found.Select(region => region.Box.Center.Y));
    }

    /// <summary>A map of noise, with thousands of areas, is worked through in the bound.</summary>
    [Fact]
    public void Noise_ends()
    {
        var random = Cases.Stream("noise", 1);
        float[] map = new float[960 * 960];
        for (int i = 0; i < map.Length; i++) map[i] = (float)random.NextDouble();
        Assert.True(TextFinder.Regions(map, 960, 960, new() { TextDetThresh = 0.7f }).Count <= 1000);
    }
}
