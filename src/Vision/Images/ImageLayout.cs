namespace Teleo.Vision.Images;

/// <summary>Turns decoded pixels into an upright opaque image.</summary>
internal static class ImageLayout
{
    /// <param name="rgba">Four bytes a pixel, colours not multiplied by their opacity.</param>
    /// <param name="origin">The corner of the first pixel, by the numbers 1 to 8 of EXIF.</param>
    public static RgbImage OverWhite(int width, int height, ReadOnlySpan<byte> rgba, int origin)
    {
        bool swapped = origin >= 5;
        var (outWidth, outHeight) = swapped ? (height, width) : (width, height);
        byte[] pixels = new byte[3 * outWidth * outHeight];
        for (int y = 0; y < outHeight; y++)
            for (int x = 0; x < outWidth; x++)
            {
                var (sourceX, sourceY) = Source(x, y, width, height, origin);
                var source = rgba.Slice(4 * (sourceY * width + sourceX), 4);
                var target = pixels.AsSpan(3 * (y * outWidth + x), 3);
                for (int c = 0; c < 3; c++) target[c] = Blend(source[c], source[3]);
            }

        return new(outWidth, outHeight, pixels);
    }

    private static byte Blend(int color, int opacity) => (byte)((color * opacity + 255 * (255 - opacity) + 127) / 255);

    private static (int X, int Y) Source(int x, int y, int width, int height, int origin) => origin switch
    {
        2 => (width - 1 - x, y),
        3 => (width - 1 - x, height - 1 - y),
        4 => (x, height - 1 - y),
        5 => (y, x),
        6 => (y, height - 1 - x),
        7 => (width - 1 - y, height - 1 - x),
        8 => (width - 1 - y, x),
        _ => (x, y),
    };
}
