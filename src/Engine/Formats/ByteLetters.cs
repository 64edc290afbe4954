using System.Text;

namespace Teleo.Engine.Formats;

/// <summary>
/// The printable character that stands for each byte in a byte-level vocabulary: printable Latin-1 bytes stand for
/// themselves, the others for the characters from U+0100 on, in order.
/// </summary>
internal static class ByteLetters
{
    private static readonly byte[][] Letters = Make();

    /// <summary>The letter of a byte, in UTF-8.</summary>
    public static ReadOnlySpan<byte> Of(byte value) => Letters[value];

    private static byte[][] Make()
    {
        var letters = new byte[256][];
        int next = 0x100;
        for (int value = 0; value < 256; value++)
        {
            bool printable = value is > 0x20 and < 0x7F or > 0xA0 and not 0xAD;
            letters[value] = Encoding.UTF8.GetBytes(((char)(printable ? value : next++)).ToString());
        }
        return letters;
    }
}
