using System.Buffers.Binary;
using Teleo.Engine.Bytes;

namespace Teleo.Engine.Formats;

/// <summary>Typed facts out of metadata, by key. Like the cursor it keeps the first fault and then answers with harmless values.</summary>
internal ref struct GgufFactReader(GgufDirectory directory)
{
    private const uint NoToken = uint.MaxValue;
    private const int LongestText = 1 << 20;
    private const int LongestDetail = 64;

    public bool Failed { get; private set; }

    public FormatError Error { get; private set; }

    public void Fail(FormatFault fault, long offset, ulong found, string? subject)
    {
        if (Failed) return;
        Failed = true;
        Error = new(fault, offset, found, subject);
    }

    /// <summary>Records a fault of a key's value at its place.</summary>
    public void FailAt(string key, FormatFault fault, ulong found = 0, string? detail = null) =>
        Fail(fault, directory.Find(key)?.Value.Offset ?? 0, found,
            detail is null ? key : $"{key} {detail[..Math.Min(detail.Length, LongestDetail)]}");

    /// <summary>
    /// Reads a whole number of any width, from 1 to a limit; for a missing key the fallback, or a fault if there is none.
    /// </summary>
    public int Size(string key, int largest, int? fallback = null)
    {
        if (Find(key, fallback is not null) is not { } entry) return fallback ?? 1;
        if (!TryInteger(entry, out ulong value)) Fail(FormatFault.WrongValueType, entry.Value.Offset, (ulong)entry.Type, key);
        else if (value == 0 || value > (ulong)largest) Fail(FormatFault.ValueOutOfRange, entry.Value.Offset, value, key);
        return Failed ? 1 : (int)value;
    }

    /// <summary>A finite number above zero.</summary>
    public float Positive(string key, float? fallback = null)
    {
        if (Find(key, fallback is not null) is not { } entry) return fallback ?? 1;
        float value = Float(entry, key);
        if (!(float.IsFinite(value) && value > 0))
            Fail(FormatFault.NotFinite, entry.Value.Offset, BitConverter.SingleToUInt32Bits(value), key);
        return Failed ? 1 : value;
    }

    /// <summary>A finite number of any sign.</summary>
    public float Finite(string key, float fallback)
    {
        if (Find(key, optional: true) is not { } entry) return fallback;
        float value = Float(entry, key);
        if (!float.IsFinite(value)) Fail(FormatFault.NotFinite, entry.Value.Offset, BitConverter.SingleToUInt32Bits(value), key);
        return Failed ? fallback : value;
    }

    public string? Text(string key, bool optional = true)
    {
        if (Find(key, optional) is not { } entry) return null;
        if (entry.Type != GgufValueType.String) Fail(FormatFault.WrongValueType, entry.Value.Offset, (ulong)entry.Type, key);
        else if (entry.Value.Length > LongestText) Fail(FormatFault.ValueOutOfRange, entry.Value.Offset, (ulong)entry.Value.Length, key);
        return Failed ? null : directory.Text(new(entry.Value.Offset + 8, entry.Value.Length - 8));
    }

    public bool? Flag(string key)
    {
        if (Find(key, optional: true) is not { } entry) return null;
        if (entry.Type != GgufValueType.Bool) Fail(FormatFault.WrongValueType, entry.Value.Offset, (ulong)entry.Type, key);
        return Failed ? null : directory.Bytes(entry.Value)[0] != 0;
    }

    /// <summary>Reads the id of a token; null if the key is missing or has the value for none.</summary>
    public int? Token(string key, int vocabularySize)
    {
        if (Find(key, optional: true) is not { } entry) return null;
        if (!TryInteger(entry, out ulong id)) Fail(FormatFault.WrongValueType, entry.Value.Offset, (ulong)entry.Type, key);
        else if (id is NoToken or ulong.MaxValue) return null;
        else if (id >= (ulong)vocabularySize) Fail(FormatFault.UnknownToken, entry.Value.Offset, id, key);
        return Failed ? null : (int)id;
    }

    /// <summary>Reads an array whose elements have one of the given types.</summary>
    public GgufEntry? Array(string key, bool optional, params ReadOnlySpan<GgufValueType> elementTypes)
    {
        if (Find(key, optional) is not { } entry) return null;
        if (entry.Type != GgufValueType.Array || !elementTypes.Contains(entry.ElementType))
            Fail(FormatFault.WrongValueType, entry.Value.Offset, (ulong)entry.ElementType, key);
        return Failed ? null : entry;
    }

    private GgufEntry? Find(string key, bool optional)
    {
        if (Failed) return null;
        var entry = directory.Find(key);
        if (entry is null && !optional) Fail(FormatFault.MissingKey, 0, 0, key);
        return entry;
    }

    // Negative numbers become huge ones, which no range admits.
    private readonly bool TryInteger(GgufEntry entry, out ulong value)
    {
        var bytes = directory.Bytes(entry.Value);
        value = entry.Type switch
        {
            GgufValueType.UInt8 => bytes[0],
            GgufValueType.Int8 => (ulong)(sbyte)bytes[0],
            GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            GgufValueType.Int16 => (ulong)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            GgufValueType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            GgufValueType.Int32 => (ulong)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            GgufValueType.UInt64 or GgufValueType.Int64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            _ => 0,
        };
        return entry.Type is not (GgufValueType.Float32 or GgufValueType.Float64 or GgufValueType.Bool
            or GgufValueType.String or GgufValueType.Array);
    }

    private float Float(GgufEntry entry, string key)
    {
        var bytes = directory.Bytes(entry.Value);
        if (entry.Type == GgufValueType.Float32) return BinaryPrimitives.ReadSingleLittleEndian(bytes);
        if (entry.Type == GgufValueType.Float64) return (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes);
        Fail(FormatFault.WrongValueType, entry.Value.Offset, (ulong)entry.Type, key);
        return 1;
    }
}
