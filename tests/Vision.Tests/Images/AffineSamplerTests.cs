using System.Numerics;
using Teleo.Vision.Images;

namespace Teleo.Vision.Tests.Images;

/// <summary>
/// The one resampler against the definition of bilinear interpolation: it is exact on images whose colour is linear in position.
/// </summary>
public sealed class AffineSamplerTests
{
    [Fact]
    public void The_identity_gives_the_image()
    {
        var image = Drawn.Image(7, 5, (x, y) => ((byte)(30 * x), (byte)(50 * y), (byte)(7 * x * y)));
        float[] planes = new float[3 * 7 * 5];
        AffineSampler.Fill(image, Matrix3x2.Identity, new(0, 0, 7, 5), planes, 7, 5, PixelScaling.Unit);
        for (int i = 0; i < 7 * 5; i++)
            for (int c = 0; c < 3; c++)
                Assert.Equal(image.Pixels[3 * i + c] / 255f, planes[c * 35 + i], 6);
    }

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void A_linear_image_is_read_exactly_at_any_place(uint seed)
    {
        var random = Cases.Stream("map", seed);
        var image = Drawn.Image(100, 80, (x, y) => ((byte)(x + y), (byte)(2 * x), (byte)(3 * y)));
        float angle = Cases.Between(ref random, -0.5f, 0.5f), scale = Cases.Between(ref random, 0.2f, 2);
        var map = Matrix3x2.CreateRotation(angle) * Matrix3x2.CreateScale(scale) * Matrix3x2.CreateTranslation(40, 30);
        float[] planes = new float[3 * 16 * 12];
        AffineSampler.Fill(image, map, new(0, 0, 16, 12), planes, 16, 12, PixelScaling.Unit with { BlueFirst = true });

        int compared = 0;
        for (int y = 0; y < 12; y++)
            for (int x = 0; x < 16; x++)
            {
                var at = Vector2.Transform(new(x + 0.5f, y + 0.5f), map) - new Vector2(0.5f);
                if (at.X is < 0 or > 99 || at.Y is < 0 or > 79) continue;
                compared++;
                Assert.Equal((at.X + at.Y) / 255, planes[2 * 192 + y * 16 + x], 1e-5);   // red lies in the last plane
                Assert.Equal(2 * at.X / 255, planes[192 + y * 16 + x], 1e-5);
                Assert.Equal(3 * at.Y / 255, planes[y * 16 + x], 1e-5);
            }

        Assert.True(compared > 50);
    }

    [Fact]
    public void Only_the_region_is_written_and_edges_go_on_beyond_the_image()
    {
        var image = Drawn.Image(2, 1, (x, _) => (x == 0 ? (byte)0 : (byte)255, 0, 0));
        float[] planes = [.. Enumerable.Repeat(9f, 3 * 6)];
        AffineSampler.Fill(image, Matrix3x2.CreateTranslation(-2, 0), new(1, 0, 4, 1), planes, 6, 1, PixelScaling.Unit);
        Assert.Equal([9, 0, 0, 1, 1, 9], planes[..6]);
    }
}
