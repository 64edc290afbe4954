using System.Numerics;

namespace Teleo.Vision.Images;

/// <summary>
/// An image and its halves, quarters and so on, made on first use. Drawing at a fifth of the size reads the quarter, so that thin strokes
/// are averaged and not skipped.
/// </summary>
internal sealed class ImageLevels(RgbImage image)
{
    private readonly List<RgbImage> _levels = [image];

    /// <summary>Draws as <see cref="AffineSampler"/> does, from the largest level that is not finer than the target.</summary>
    public void Fill(in Matrix3x2 toImage, in PixelBox region, Span<float> planes, int targetWidth,
        int targetHeight, in PixelScaling scaling)
    {
        float step = MathF.Sqrt(MathF.Abs(toImage.GetDeterminant()));
        int level = 0;
        while (step >= 2 && Level(level).Width > 1 && Level(level).Height > 1) (level, step) = (level + 1, step / 2);
        var map = toImage * Matrix3x2.CreateScale(1f / (1 << level));
        AffineSampler.Fill(Level(level), map, region, planes, targetWidth, targetHeight, scaling);
    }

    private RgbImage Level(int level)
    {
        while (_levels.Count <= level) _levels.Add(Half(_levels[^1]));
        return _levels[level];
    }

    /// <summary>Averages squares of two by two pixels; an odd last row or column is left out.</summary>
    private static RgbImage Half(RgbImage image)
    {
        int width = image.Width / 2, height = image.Height / 2, stride = 3 * image.Width;
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
            for (int i = 0; i < 3 * width; i++)
            {
                int start = 2 * y * stride + i / 3 * 6 + i % 3;
                int sum = image.Pixels[start] + image.Pixels[start + 3] + image.Pixels[start + stride] + image.Pixels[start + stride + 3];
                pixels[3 * y * width + i] = (byte)((sum + 2) / 4);
            }

        return new(width, height, pixels);
    }
}
