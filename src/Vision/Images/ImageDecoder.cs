using SkiaSharp;
using Teleo.Vision.Settings;

namespace Teleo.Vision.Images;

/// <summary>Decodes PNG, JPEG, WebP, GIF and BMP files. The size that a file claims is checked before memory is taken for it.</summary>
public static class ImageDecoder
{
    /// <summary>The most pixels of an image: 64 Mi, which takes 256 MiB during decoding.</summary>
    public const long MostPixels = 1L << 26;

    /// <summary>Decodes a whole file. Transparent pixels are drawn on white; the orientation of a photograph is applied.</summary>
    public static RgbImage Decode(ReadOnlySpan<byte> file) => DecodeBytes(file.ToArray());

    internal static RgbImage DecodeBytes(byte[] file) => NativeLibrary.Use("libSkiaSharp", () => DecodeWhole(file));

    private static RgbImage DecodeWhole(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data) ?? throw Invalid("the bytes are no PNG, JPEG, WebP, GIF or BMP file");
        var size = codec.Info.Size;
        if (size.Width < 1 || size.Height < 1 || (long)size.Width * size.Height > MostPixels)
            throw Invalid($"the image has {size.Width} x {size.Height} pixels; at most {MostPixels} are decoded");

        byte[] pixels = new byte[checked(4 * size.Width * size.Height)];
        var result = Pixels(codec, new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul), pixels);
        if (result != SKCodecResult.Success) throw Invalid($"the image is damaged: {Words(result)}");
        return ImageLayout.OverWhite(size.Width, size.Height, pixels, (int)codec.EncodedOrigin);
    }

    private static unsafe SKCodecResult Pixels(SKCodec codec, SKImageInfo info, byte[] pixels)
    {
        fixed (byte* start = pixels) return codec.GetPixels(info, (nint)start);
    }

    private static string Words(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => "its end is missing",
        SKCodecResult.ErrorInInput => "its data contradict themselves",
        _ => "it cannot be decoded",
    };

    private static VisionException Invalid(string message) => new(VisionFault.InvalidImage, message);
}
