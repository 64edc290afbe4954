using System.Text;

namespace Teleo.Engine.Formats;

/// <summary>
/// The printable character for each byte in a byte-level vocabulary: printable Latin-1 bytes represent themselves, the others are the
/// characters from U+0100 on, in order.
/// </summary>
internal static class ByteLetters
{
    private static readonly byte[][] Letters = Make();
    private static readonly short[] Values = Invert();

    /// <summary>The letter of a byte, in UTF-8.</summary>
    public static ReadOnlySpan<byte> Of(byte value) => Letters[value];

    /// <summary>Appends the bytes of letters; a character outside the alphabet represents itself.</summary>
    public static void Decode(ReadOnlySpan<byte> letters, List<byte> bytes)
    {
        while (!letters.IsEmpty)
        {
            Rune.DecodeFromUtf8(letters, out var rune, out int length);
            int value = rune.Value < Values.Length ? Values[rune.Value] : -1;
            if (value >= 0) bytes.Add((byte)value);
            else bytes.AddRange(letters[..length]);
            letters = letters[length..];
        }
    }

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

    private static short[] Invert()
    {
        var values = new short[0x144];   // the last of the letters is U+0143
        Array.Fill(values, (short)-1);
        for (int value = 0; value < 256; value++)
        {
            Rune.DecodeFromUtf8(Letters[value], out var letter, out _);
            values[letter.Value] = (short)value;
        }
        return values;
    }
}
