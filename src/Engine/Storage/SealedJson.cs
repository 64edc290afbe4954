using System.Security.Cryptography;
using System.Text;

namespace Teleo.Engine.Storage;

/// <summary>
/// JSON with a checksum, <c>{"check":"16 digits","content":...}</c>: it detects a flipped bit, a torn write and a manual edit. The checksum
/// is the first 16 hexadecimal digits of the SHA-256 of the content's bytes; it protects against accidents, not against forgery.
/// </summary>
internal static class SealedJson
{
    private const int Digits = 16;

    private static ReadOnlySpan<byte> Head => "{\"check\":\""u8;

    private static ReadOnlySpan<byte> Middle => "\",\"content\":"u8;

    public static byte[] Seal(ReadOnlySpan<byte> content) => [.. Head, .. CheckOf(content), .. Middle, .. content, (byte)'}'];

    /// <summary>The content's bytes, where the check holds.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> content)
    {
        content = default;
        int start = Head.Length + Digits + Middle.Length;
        if (bytes.Length <= start || bytes[^1] != '}' || !bytes.StartsWith(Head) || !bytes[(Head.Length + Digits)..].StartsWith(Middle))
            return false;
        content = bytes[start..^1];
        return bytes.Slice(Head.Length, Digits).SequenceEqual(CheckOf(content));
    }

    private static byte[] CheckOf(ReadOnlySpan<byte> content) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(content))[..Digits]);
}
