using System.Buffers.Binary;
using Teleo.Engine.Bytes;

namespace Teleo.Engine.Formats;

/// <summary>
/// The checksum of a .slm file: FNV-1a over little-endian words of eight bytes, one multiplication a word, so that large files check
/// quickly. How the original mixes is not published, so a file is only ever said to agree with this one by name.
/// </summary>
internal static class SlmChecksum
{
    public const string Name = "fnv1a-words";
    public const ulong Start = Fnv1a.Basis;

    private const int Part = 1 << 20;

    public static bool Agrees(RawBytes file, SlmHeader header, out FormatError error)
    {
        ulong sum = Of(file);
        error = sum == header.Checksum ? default : new(FormatFault.ChecksumMismatch, SlmHeader.ChecksumAt, header.Checksum, Name);
        return sum == header.Checksum;
    }

    /// <summary>The checksum of a whole file in memory.</summary>
    public static ulong Of(RawBytes file)
    {
        Span<byte> head = stackalloc byte[SlmHeader.Alignment * 2];
        file.Slice(0, head.Length).CopyTo(head);
        head.Slice(SlmHeader.ChecksumAt, 8).Clear();
        ulong state = Mix(Start, head);
        for (long at = head.Length; at < file.Length; at += Part)
            state = Mix(state, file.Slice(at, (int)Math.Min(Part, file.Length - at)));
        return Finish(state);
    }

    /// <summary>Takes in more of the file; the length is a multiple of 8 and the checksum field reads as zeros.</summary>
    public static ulong Mix(ulong state, ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; at += 8)
            state = (state ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..])) * Fnv1a.Prime;
        return state;
    }

    /// <summary>Never zero, which means "none" in the field.</summary>
    public static ulong Finish(ulong state) => state == 0 ? 1 : state;
}
