using System.Buffers.Binary;

namespace Teleo.Engine.Formats;

/// <summary>
/// A strategy for the checksum field of a .slm file. The original strategy is not published, so a check names the strategy with which a
/// file agrees.
/// </summary>
public interface ISlmChecksum
{
    string Name { get; }

    /// <summary>Adds more bytes of the file; the length is a multiple of 8, and the checksum field is read as zeros.</summary>
    ulong Mix(ulong state, ReadOnlySpan<byte> bytes);

    ulong Start { get; }

    /// <summary>Never zero, which means "none" in the field.</summary>
    ulong Finish(ulong state);
}

/// <summary>FNV-1a over little-endian words of eight bytes: one multiplication per word, for fast checks of large files.</summary>
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
