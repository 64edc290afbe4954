namespace Teleo.Vision.Images;

/// <summary>An image of at least one pixel: rows from the top, three bytes a pixel, red first.</summary>
public sealed class RgbImage
{
    public RgbImage(int width, int height, byte[] pixels)
    {
        if (width < 1 || height < 1 || pixels.LongLength != 3L * width * height)
            throw new VisionException(VisionFault.InvalidImage,
                $"an image of {width} x {height} pixels needs {3L * width * height} bytes; {pixels.Length} are given");
        (Width, Height, Pixels) = (width, height, pixels);
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }
}
