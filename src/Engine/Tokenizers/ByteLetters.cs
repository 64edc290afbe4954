using System.Text;

namespace Teleo.Engine.Tokenizers;

/// <summary>
/// The alphabet of byte-level vocabularies (GPT-2): every byte is written as a printable letter, itself where it is one in
/// Latin-1, else the next letter from U+0100 on.
/// </summary>
internal static class ByteLetters
{
    private const int LetterCount = 0x144;
    private static readonly char[] LetterOf = new char[256];
    private static readonly short[] ByteOf = new short[LetterCount];

    static ByteLetters()
    {
        Array.Fill(ByteOf, (short)-1);
        int next = 0x100;
        for (int b = 0; b < 256; b++)
        {
            bool printable = b is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            LetterOf[b] = (char)(printable ? b : next++);
            ByteOf[LetterOf[b]] = (short)b;
        }
    }

    /// <summary>The letter of a byte in UTF-8; returns its length.</summary>
    public static int Write(byte value, Span<byte> utf8) => new Rune(LetterOf[value]).EncodeToUtf8(utf8);

    /// <summary>Appends the bytes that letters stand for; what is no letter of the alphabet stands for itself.</summary>
    public static void Decode(ReadOnlySpan<byte> letters, List<byte> bytes)
    {
        while (!letters.IsEmpty)
        {
            Rune.DecodeFromUtf8(letters, out var rune, out int length);
            int value = rune.Value < LetterCount ? ByteOf[rune.Value] : -1;
            if (value >= 0) bytes.Add((byte)value);
            else bytes.AddRange(letters[..length]);
            letters = letters[length..];
        }
    }
}
