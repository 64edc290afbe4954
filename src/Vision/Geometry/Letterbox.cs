using System.Numerics;

namespace Teleo.Vision.Geometry;

/// <summary>
/// An image scaled by one factor to fit a target and centred in it. Fields and order are those of the C contract's SdkYoloPreprocessMeta.
/// Coordinates are edges of pixels: (0, 0) is the corner of the image, not the centre of its first pixel.
/// </summary>
public readonly record struct Letterbox(float Scale, int PadX, int PadY, int OriginalWidth, int OriginalHeight)
{
    /// <summary>The width of the scaled image, in pixels of the target.</summary>
    public int ContentWidth => Scaled(OriginalWidth);

    public int ContentHeight => Scaled(OriginalHeight);

    /// <summary>Maps pixels of the target to pixels of the image.</summary>
    public Matrix3x2 ToImage => Matrix3x2.CreateTranslation(-PadX, -PadY) * Matrix3x2.CreateScale(1 / Scale);

    /// <summary>Fits an image of at least one pixel into a target of at least one pixel.</summary>
    public static Letterbox Fit(int width, int height, int targetWidth, int targetHeight)
    {
        float scale = Math.Min((float)targetWidth / width, (float)targetHeight / height);
        var unpadded = new Letterbox(scale, 0, 0, width, height);
        return unpadded with { PadX = (targetWidth - unpadded.ContentWidth) / 2, PadY = (targetHeight - unpadded.ContentHeight) / 2 };
    }

    /// <summary>Maps a point of the image to the target.</summary>
    public Vector2 Forward(Vector2 point) => point * Scale + new Vector2(PadX, PadY);

    /// <summary>Maps a point of the target to the image.</summary>
    public Vector2 Inverse(Vector2 point) => (point - new Vector2(PadX, PadY)) / Scale;

    /// <summary>Maps a box of the target to the image and cuts it at the image's edges.</summary>
    public Box Inverse(in Box box)
    {
        var size = new Vector2(OriginalWidth, OriginalHeight);
        var first = Vector2.Clamp(Inverse(new Vector2(box.Left, box.Top)), Vector2.Zero, size);
        var last = Vector2.Clamp(Inverse(new Vector2(box.Right, box.Bottom)), Vector2.Zero, size);
        return new(first.X, first.Y, last.X, last.Y);
    }

    private int Scaled(int size) => Math.Max(1, (int)MathF.Round(size * Scale));
}
