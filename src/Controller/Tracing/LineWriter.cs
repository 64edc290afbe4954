using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Writes one line of a trace as UTF-8 JSON into a reused buffer: the bytes that <see cref="Utf8JsonWriter"/> would write. It checks
/// nothing; names and texts must be encoded.
/// </summary>
internal sealed class LineWriter
{
    /// <summary>Room for any number, and for the signs around it.</summary>
    private const int MostNumberBytes = 64;

    /// <summary>Whole numbers below it are written without an exponent.</summary>
    private const long MostPlain = 1_000_000_000_000_000;

    private static readonly JsonWriterOptions Plain = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private byte[] _bytes = new byte[1 << 16];
    private int _count;
    private bool _isFirst = true;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void Clear() => (_count, _isFirst) = (0, true);

    /// <summary>Adds bytes as they are: a value after its name, or the end of the line.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _count += bytes.Length;
        _isFirst = false;
    }

    public void WriteStartObject() => Open((byte)'{');

    public void WriteStartObject(ReadOnlySpan<byte> name)
    {
        WritePropertyName(name);
        Open((byte)'{');
    }

    public void WriteEndObject() => Close((byte)'}');

    public void WriteStartArray(ReadOnlySpan<byte> name)
    {
        WritePropertyName(name);
        Open((byte)'[');
    }

    public void WriteEndArray() => Close((byte)']');

    public void WritePropertyName(JsonEncodedText name) => WritePropertyName(name.EncodedUtf8Bytes);

    /// <summary>Writes a name that needs no escape; its value follows.</summary>
    public void WritePropertyName(ReadOnlySpan<byte> name)
    {
        var room = Room(name.Length + 4);
        int at = 0;
        if (!_isFirst) room[at++] = (byte)',';
        room[at++] = (byte)'"';
        name.CopyTo(room[at..]);
        at += name.Length;
        room[at++] = (byte)'"';
        room[at++] = (byte)':';
        _count += at;
        _isFirst = true;
    }

    public void WriteNumber(ReadOnlySpan<byte> name, long value)
    {
        WritePropertyName(name);
        WriteNumberValue(value);
    }

    public void WriteNumber(JsonEncodedText name, long value) => WriteNumber(name.EncodedUtf8Bytes, value);

    public void WriteNumberValue(long value) => WriteFormatted(value);

    public void WriteNumberValue(Int128 value) => WriteFormatted(value);

    /// <summary>Writes the shortest text that reads back to the same bits, of a number that is finite and not negative zero.</summary>
    public void WriteNumberValue(double value)
    {
        if (Math.Abs(value) < MostPlain && value == (long)value) WriteFormatted((long)value);
        else WriteFormatted(value);
    }

    public void WriteBoolean(ReadOnlySpan<byte> name, bool value)
    {
        WritePropertyName(name);
        WriteRaw(value ? "true"u8 : "false"u8);
    }

    public void WriteBoolean(JsonEncodedText name, bool value) => WriteBoolean(name.EncodedUtf8Bytes, value);

    public void WriteString(JsonEncodedText name, JsonEncodedText value) => WriteString(name.EncodedUtf8Bytes, value.EncodedUtf8Bytes);

    public void WriteString(ReadOnlySpan<byte> name, JsonEncodedText value) => WriteString(name, value.EncodedUtf8Bytes);

    /// <summary>Writes a text that needs no escape.</summary>
    public void WriteString(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        WritePropertyName(name);
        WriteStringValue(value);
    }

    public void WriteStringValue(ReadOnlySpan<byte> value)
    {
        var room = Room(value.Length + 3);
        int at = 0;
        if (!_isFirst) room[at++] = (byte)',';
        room[at++] = (byte)'"';
        value.CopyTo(room[at..]);
        at += value.Length;
        room[at++] = (byte)'"';
        _count += at;
        _isFirst = false;
    }

    /// <summary>Writes any text, with the escapes that it needs.</summary>
    public void WriteText(ReadOnlySpan<byte> name, string value)
    {
        WritePropertyName(name);
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Plain)) json.WriteStringValue(value);
        WriteRaw(text.WrittenSpan);
    }

    /// <summary>Writes sixteen hexadecimal digits.</summary>
    public void WriteHex(ReadOnlySpan<byte> name, ulong value)
    {
        WritePropertyName(name);
        Span<byte> digits = stackalloc byte[16];
        value.TryFormat(digits, out _, "x16", CultureInfo.InvariantCulture);
        WriteStringValue(digits);
    }

    private void WriteFormatted<T>(T value)
        where T : IUtf8SpanFormattable
    {
        var room = Room(MostNumberBytes);
        int at = 0;
        if (!_isFirst) room[at++] = (byte)',';
        value.TryFormat(room[at..], out int written, default, CultureInfo.InvariantCulture);
        _count += at + written;
        _isFirst = false;
    }

    private void Open(byte sign)
    {
        var room = Room(2);
        int at = 0;
        if (!_isFirst) room[at++] = (byte)',';
        room[at++] = sign;
        _count += at;
        _isFirst = true;
    }

    private void Close(byte sign)
    {
        Room(1)[0] = sign;
        _count++;
        _isFirst = false;
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _count < bytes) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _count + bytes));
        return _bytes.AsSpan(_count);
    }
}
