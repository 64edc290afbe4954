using System.Numerics;

namespace Teleo.Vision.Images;

/// <summary>
/// Draws a region of an image into the planes of a tensor through an affine map, by bilinear interpolation between centres of
/// pixels. The one resampler: scaling, padding and turning are maps. Beyond its edges the image continues with its edge pixels.
/// </summary>
internal static class AffineSampler
{
    /// <param name="toImage">Maps points of the target to points of the image; both are measured from corners.</param>
    /// <param name="region">The region of the target that is written; the rest keeps its values.</param>
    /// <param name="planes">Three planes of <paramref name="targetWidth"/> by <paramref name="targetHeight"/> values.</param>
    public static void Fill(
        RgbImage image, in Matrix3x2 toImage, in PixelBox region, Span<float> planes, int targetWidth, int targetHeight,
        in PixelScaling scaling)
    {
        int plane = targetWidth * targetHeight;
        for (int y = region.Top; y < region.Top + region.Height; y++)
            for (int x = region.Left; x < region.Left + region.Width; x++)
            {
                // Written out, as Vector2.Transform fuses multiplications where the processor can: equal bits on every machine.
                float targetX = x + 0.5f, targetY = y + 0.5f;
                float imageX = targetX * toImage.M11 + targetY * toImage.M21 + toImage.M31 - 0.5f;
                float imageY = targetX * toImage.M12 + targetY * toImage.M22 + toImage.M32 - 0.5f;
                var value = scaling.Apply(At(image, imageX, imageY));
                int index = y * targetWidth + x;
                planes[index] = value.X;
                planes[index + plane] = value.Y;
                planes[index + 2 * plane] = value.Z;
            }
    }

    /// <summary>The colour at a point, measured in centres of pixels.</summary>
    private static Vector3 At(RgbImage image, float x, float y)
    {
        x = Math.Clamp(x, 0, image.Width - 1);
        y = Math.Clamp(y, 0, image.Height - 1);
        int left = (int)x, top = (int)y;
        int right = Math.Min(left + 1, image.Width - 1), bottom = Math.Min(top + 1, image.Height - 1);
        float shareX = x - left, shareY = y - top;
        var upper = Color(image, left, top) * (1 - shareX) + Color(image, right, top) * shareX;
        var lower = Color(image, left, bottom) * (1 - shareX) + Color(image, right, bottom) * shareX;
        return upper * (1 - shareY) + lower * shareY;
    }

    private static Vector3 Color(RgbImage image, int x, int y)
    {
        int start = 3 * (y * image.Width + x);
        return new(image.Pixels[start], image.Pixels[start + 1], image.Pixels[start + 2]);
    }
}
