using System.Buffers.Binary;
using SkiaSharp;
using Teleo.Vision.Images;

namespace Teleo.Vision.Tests.Images;

/// <summary>Image files are claims: decoded to the same pixels, or refused with a reason.</summary>
public sealed class ImageDecoderTests
{
    private static readonly RgbImage Picture = Drawn.Image(23, 17, (x, y) => ((byte)(x * 11), (byte)(y * 15), (byte)(x * y)));

    private static VisionException Refused(byte[] file) => Assert.Throws<VisionException>(() => ImageDecoder.Decode(file));

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_lossless_file_gives_its_pixels_back(SKEncodedImageFormat format)
    {
        var decoded = ImageDecoder.Decode(Drawn.File(Picture, format));
        Assert.Equal((Picture.Width, Picture.Height), (decoded.Width, decoded.Height));
        if (format == SKEncodedImageFormat.Png) Assert.Equal(Picture.Pixels, decoded.Pixels);
    }

    [Fact]
    public void Transparent_pixels_lie_over_white()
    {
        var black = Drawn.Image(3, 1, (_, _) => (0, 0, 0));
        var decoded = ImageDecoder.Decode(Drawn.File(black, opacity: (x, _) => (byte)(x * 127)));
        Assert.Equal([255, 255, 255, 128, 128, 128, 1, 1, 1], decoded.Pixels);
    }

    /// <summary>The claimed size is refused before memory is taken: a file of 60 bytes that claims 10 gigapixels costs nothing.</summary>
    [Fact]
    public void A_claimed_size_beyond_the_limit_is_refused()
    {
        byte[] file = Drawn.File(Picture);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 100_000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 100_000);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc(file.AsSpan(12, 17)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Refused(file);
        Assert.Equal(VisionFault.InvalidImage, refused.Fault);
        Assert.Contains("100000 x 100000", refused.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void What_is_no_image_is_refused()
    {
        Assert.Equal(VisionFault.InvalidImage, Refused([]).Fault);
        Assert.Equal(VisionFault.InvalidImage, Refused([1, 2, 3]).Fault);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_cut_file_is_refused_unless_all_its_pixels_are_there(SKEncodedImageFormat format)
    {
        byte[] file = Drawn.File(Picture, format), pixels = ImageDecoder.Decode(file).Pixels;
        int refused = 0;
        for (int length = 0; length < file.Length; length++)
        {
            try
            {
                Assert.Equal(pixels, ImageDecoder.Decode(file.AsSpan(0, length)).Pixels);
            }
            catch (VisionException e)
            {
                Assert.Equal(VisionFault.InvalidImage, e.Fault);
                refused++;
            }
        }

        Assert.InRange(refused, file.Length - 24, file.Length);   // an end mark and a checksum may be missing
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_spoiled_file_is_refused_or_decoded(SKEncodedImageFormat format)
    {
        byte[] whole = Drawn.File(Picture, format);
        var random = Cases.Stream("spoil", (uint)format);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] spoiled = [.. whole];
            for (int k = random.NextInt(4); k >= 0; k--) spoiled[random.NextInt(spoiled.Length)] = (byte)random.NextInt(256);
            try
            {
                ImageDecoder.Decode(spoiled);
            }
            catch (VisionException e)
            {
                Assert.Equal(VisionFault.InvalidImage, e.Fault);
            }
        }
    }

    /// <summary>Each origin puts the first stored pixel, which is red, into its corner, and the second one beside or below it.</summary>
    [Theory]
    [InlineData(1, 0, 0, 1, 0)]
    [InlineData(2, 2, 0, 1, 0)]
    [InlineData(3, 2, 1, 1, 1)]
    [InlineData(4, 0, 1, 1, 1)]
    [InlineData(5, 0, 0, 0, 1)]
    [InlineData(6, 1, 0, 1, 1)]
    [InlineData(7, 1, 2, 1, 1)]
    [InlineData(8, 0, 2, 0, 1)]
    public void A_stated_orientation_is_applied(int origin, int firstX, int firstY, int secondX, int secondY)
    {
        byte[] stored = [255, 0, 0, 255, 0, 255, 0, 255, .. Enumerable.Repeat((byte)255, 16)];
        var upright = ImageLayout.OverWhite(3, 2, stored, origin);
        Assert.Equal(origin >= 5 ? (2, 3) : (3, 2), (upright.Width, upright.Height));
        Assert.Equal([255, 0, 0], Pixel(upright, firstX, firstY));
        Assert.Equal([0, 255, 0], Pixel(upright, secondX, secondY));
    }

    private static byte[] Pixel(RgbImage image, int x, int y) => [.. image.Pixels.Skip(3 * (y * image.Width + x)).Take(3)];

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
