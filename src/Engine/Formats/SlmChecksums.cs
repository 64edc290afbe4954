using Teleo.Engine.Bytes;

namespace Teleo.Engine.Formats;

/// <summary>The checksum of a whole .slm file in memory.</summary>
internal static class SlmChecksums
{
    private const int Part = 1 << 20;

    public static bool Agrees(RawBytes file, SlmHeader header, ISlmChecksum checksum, out FormatError error)
    {
        ulong sum = Of(file, checksum);
        error = sum == header.Checksum ? default : new(FormatFault.ChecksumMismatch, SlmHeader.ChecksumAt, header.Checksum, checksum.Name);
        return sum == header.Checksum;
    }

    public static ulong Of(RawBytes file, ISlmChecksum checksum)
    {
        Span<byte> head = stackalloc byte[SlmHeader.Alignment * 2];
        file.Slice(0, head.Length).CopyTo(head);
        head.Slice(SlmHeader.ChecksumAt, 8).Clear();
        ulong state = checksum.Mix(checksum.Start, head);
        for (long at = head.Length; at < file.Length; at += Part)
            state = checksum.Mix(state, file.Slice(at, (int)Math.Min(Part, file.Length - at)));
        return checksum.Finish(state);
    }
}
