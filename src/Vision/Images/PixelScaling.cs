using System.Numerics;

namespace Teleo.Vision.Images;

/// <summary>The inputs that a model makes of a pixel: byte * Factor + Offset for each plane.</summary>
/// <param name="BlueFirst">True where the first plane is blue, as models trained with OpenCV expect.</param>
internal readonly record struct PixelScaling(Vector3 Factor, Vector3 Offset, bool BlueFirst)
{
    /// <summary>Red first, from 0 to 1.</summary>
    public static PixelScaling Unit { get; } = new(new(1 / 255f), Vector3.Zero, BlueFirst: false);

    /// <summary>Subtracts a mean and divides by a deviation, both of values from 0 to 1, in the order of the planes.</summary>
    public static PixelScaling Standard(Vector3 mean, Vector3 deviation, bool blueFirst) =>
        new(Vector3.One / (255 * deviation), -mean / deviation, blueFirst);

    /// <param name="color">Red, green and blue from 0 to 255.</param>
    public Vector3 Apply(Vector3 color) => (BlueFirst ? new Vector3(color.Z, color.Y, color.X) : color) * Factor + Offset;
}
