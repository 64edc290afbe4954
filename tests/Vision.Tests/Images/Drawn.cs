using SkiaSharp;
using Teleo.Vision.Images;

namespace Teleo.Vision.Tests.Images;

/// <summary>Images made in code, and files made of them.</summary>
internal static class Drawn
{
    public static RgbImage Image(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> color)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                var (red, green, blue) = color(x, y);
                int start = 3 * (y * width + x);
                (pixels[start], pixels[start + 1], pixels[start + 2]) = (red, green, blue);
            }

        return new(width, height, pixels);
    }

    public static byte[] File(RgbImage image, SKEncodedImageFormat format = SKEncodedImageFormat.Png, Func<int, int, byte>? opacity = null)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int y = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++)
            {
                var pixel = image.Pixels.AsSpan(3 * (y * image.Width + x), 3);
                bitmap.SetPixel(x, y, new SKColor(pixel[0], pixel[1], pixel[2], opacity?.Invoke(x, y) ?? 255));
            }

        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }
}
