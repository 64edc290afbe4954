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
        Text(Encoding.UTF8.GetBytes(key));
        U32((uint)type);
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
    public GgufMetadata AddArray(string key, GgufValueType elementType, int count, ReadOnlySpan<byte> elements)
    {
        byte[] value = new byte[12 + elements.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(value, (uint)elementType);
        BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan(4), (ulong)count);
        elements.CopyTo(value.AsSpan(12));
        return Add(key, GgufValueType.Array, value);
    }

    public GgufMetadata AddArray(string key, IReadOnlyCollection<byte[]> texts) =>
        AddArray(key, GgufValueType.String, texts.Count, [.. texts.SelectMany(TextBytes)]);

    public static byte[] TextBytes(byte[] utf8) => [.. BitConverter.GetBytes((ulong)utf8.Length), .. utf8];

    private void Text(ReadOnlySpan<byte> utf8)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(8), (ulong)utf8.Length);
        _bytes.Advance(8);
        _bytes.Write(utf8);
    }

    private void U32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }
}
