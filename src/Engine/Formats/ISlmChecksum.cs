using System.Buffers.Binary;

namespace Teleo.Engine.Formats;

/// <summary>
/// A way of mixing a .slm file into its checksum field. The original's mixing is not published, so a file is only ever said to
/// agree with a strategy by name.
/// </summary>
public interface ISlmChecksum
{
    string Name { get; }

    /// <summary>Takes in more of the file; the length is a multiple of 8 and the checksum field reads as zeros.</summary>
    ulong Mix(ulong state, ReadOnlySpan<byte> bytes);

    ulong Start { get; }

    /// <summary>Never zero, which means "none" in the field.</summary>
    ulong Finish(ulong state);
}

/// <summary>FNV-1a over little-endian words of eight bytes: one multiplication a word, so that large files check quickly.</summary>
public sealed class Fnv1aWords : ISlmChecksum
{
    public static readonly Fnv1aWords Instance = new();

    public string Name => "fnv1a-words";

    public ulong Start => Fnv1a.Basis;

    public ulong Mix(ulong state, ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; at += 8)
            state = (state ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..])) * Fnv1a.Prime;
        return state;
    }

    public ulong Finish(ulong state) => state == 0 ? 1 : state;
}
