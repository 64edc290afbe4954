using System.Numerics;
using Teleo.Vision.Images;

namespace Teleo.Vision.Tests.Images;

/// <summary>Scaling down averages what it covers.</summary>
public sealed class ImageLevelsTests
{
    /// <summary>Stripes one pixel wide at a quarter of the size: their mean everywhere, which plain interpolation would miss.</summary>
    [Fact]
    public void Fine_stripes_become_grey()
    {
        var stripes = Drawn.Image(64, 64, (x, _) => x % 2 == 0 ? ((byte)0, (byte)0, (byte)0) : ((byte)255, (byte)255, (byte)255));
        float[] planes = new float[3 * 16 * 16];
        new ImageLevels(stripes).Fill(Matrix3x2.CreateScale(4), new(0, 0, 16, 16), planes, 16, 16, PixelScaling.Unit);
        Assert.All(planes, value => Assert.Equal(128 / 255f, value, 1e-3));
    }

    /// <summary>A linear image stays where it was: levels add no shift.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_gradient_keeps_its_place_at_every_scale(int factor)
    {
        var gradient = Drawn.Image(200, 160, (x, y) => ((byte)x, (byte)y, 0));
        float[] planes = new float[3 * 20 * 16];
        var map = Matrix3x2.CreateScale(factor) * Matrix3x2.CreateTranslation(40, 30);
        new ImageLevels(gradient).Fill(map, new(0, 0, 20, 16), planes, 20, 16, PixelScaling.Unit);
        for (int y = 0; y < 16; y++)
            for (int x = 0; x < 20; x++)
            {
                Assert.Equal(40 + factor * (x + 0.5f) - 0.5f, planes[y * 20 + x] * 255, 0.51);   // halves are rounded to bytes
                Assert.Equal(30 + factor * (y + 0.5f) - 0.5f, planes[320 + y * 20 + x] * 255, 0.51);
            }
    }
}
