using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Teleo.Engine.Formats;

/// <summary>Metadata on its way into a GGUF file, in the order it was added.</summary>
internal sealed class GgufMetadata
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    public int Count => _keys.Count;

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>The alignment of the data: the value of general.alignment if that was added.</summary>
    public int Alignment { get; private set; } = GgufDirectory.DefaultAlignment;

    /// <summary>Adds a value as its bytes after the type.</summary>
    public GgufMetadata Add(string key, GgufValueType type, ReadOnlySpan<byte> value)
    {
        if (!_keys.Add(key)) throw new ArgumentException($"{key} was added before", nameof(key));
        if (key == "general.alignment") Alignment = BinaryPrimitives.ReadInt32LittleEndian(value);
        _bytes.Write(TextBytes(Encoding.UTF8.GetBytes(key)));
        _bytes.Write(BitConverter.GetBytes((uint)type));
        _bytes.Write(value);
        return this;
    }

    /// <summary>An entry of another file, byte for byte.</summary>
    public GgufMetadata Add(GgufDirectory source, GgufEntry entry) => Add(source.Text(entry.Key), entry.Type, source.Bytes(entry.Value));

    public GgufMetadata Add(string key, string value) => Add(key, GgufValueType.String, TextBytes(Encoding.UTF8.GetBytes(value)));

    public GgufMetadata Add(string key, int value) => Add(key, (uint)value);

    public GgufMetadata Add(string key, uint value) => Add(key, GgufValueType.UInt32, BitConverter.GetBytes(value));

    public GgufMetadata Add(string key, float value) => Add(key, GgufValueType.Float32, BitConverter.GetBytes(value));

    public GgufMetadata Add(string key, bool value) => Add(key, GgufValueType.Bool, [value ? (byte)1 : (byte)0]);

    /// <summary>Adds an array whose elements are already bytes, one after another.</summary>
    public GgufMetadata AddArray(string key, GgufValueType elementType, int count, ReadOnlySpan<byte> elements) =>
        Add(key, GgufValueType.Array, [.. BitConverter.GetBytes((uint)elementType), .. BitConverter.GetBytes((ulong)count), .. elements]);

    public GgufMetadata AddArray(string key, IReadOnlyCollection<byte[]> texts) =>
        AddArray(key, GgufValueType.String, texts.Count, [.. texts.SelectMany(TextBytes)]);

    public static byte[] TextBytes(byte[] utf8) => [.. BitConverter.GetBytes((ulong)utf8.Length), .. utf8];
}
