using System.Text;
using Teleo.Engine.Bytes;

namespace Teleo.Engine.Formats;

/// <summary>
/// The head of a GGUF file before its data: metadata and tensor directory, found and checked in place. Values are decoded only on access by
/// key.
/// </summary>
internal sealed class GgufDirectory(
    RawBytes file, uint version, GgufEntry[] entries, NameTable keys, GgufTensor[] tensors, NameTable names)
{
    public const uint Magic = 0x46554747;   // "GGUF"
    public const int DefaultAlignment = 32;

    /// <summary>The largest size in bytes of metadata and directory, so that a hostile file costs limited time.</summary>
    public const int LargestHead = 256 << 20;
    public const int MostKeys = 1 << 14;
    public const int MostTensors = 1 << 14;
    public const int DeepestArray = 8;

    public RawBytes File { get; } = file;

    public uint Version { get; } = version;

    public ReadOnlySpan<GgufEntry> Entries => entries;

    public ReadOnlySpan<GgufTensor> Tensors => tensors;

    public ReadOnlySpan<byte> Bytes(Slice slice) => File.Slice(slice.Offset, slice.Length);

    public string Text(Slice slice) => Encoding.UTF8.GetString(Bytes(slice));

    public GgufEntry? Find(string key)
    {
        Span<byte> utf8 = stackalloc byte[128];
        int index = Encoding.UTF8.TryGetBytes(key, utf8, out int length) ? keys.Find(utf8[..length]) : -1;
        return index < 0 ? null : entries[index];
    }

    /// <summary>The index of a tensor in the directory, or -1.</summary>
    public int IndexOf(ReadOnlySpan<byte> tensor) => names.Find(tensor);
}
