using System.Text.Json;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Reads the fields of one row that its line has; the others stay unchanged. The reader is at the name of the first field.
/// </summary>
internal ref struct RowReader(Utf8JsonReader reader) : IFieldVisitor
{
    private Utf8JsonReader _reader = reader;
    private bool _isAtValue;

    public void Flag(JsonEncodedText name, ref bool value)
    {
        if (IsAt(name)) value = _reader.NextFlag();
    }

    public void Number(JsonEncodedText name, ref long value)
    {
        if (IsAt(name)) value = _reader.NextInt64();
    }

    public void Number(JsonEncodedText name, ref int value)
    {
        if (IsAt(name)) value = _reader.NextInt32();
    }

    public void Number(JsonEncodedText name, ref Int128 value)
    {
        if (!IsAt(name)) return;
        _reader.Next(JsonTokenType.Number);
        if (!Int128.TryParse(_reader.ValueSpan, System.Globalization.CultureInfo.InvariantCulture, out value))
            throw new JsonException("a whole number of 128 bits is expected");
    }

    public void Number(JsonEncodedText name, ref double value)
    {
        if (IsAt(name)) value = _reader.NextReal();
    }

    public void Word<T>(JsonEncodedText name, ref T value)
        where T : struct, Enum
    {
        if (IsAt(name)) value = _reader.NextWord<T>();
    }

    public void Lanes(JsonEncodedText name, ref ResourceVector value)
    {
        if (IsAt(name)) value = _reader.NextLanes();
    }

    /// <summary>Checks that every member was one of the fields, in their order, and returns the reader after the row.</summary>
    public Utf8JsonReader End()
    {
        if (_isAtValue) _reader.Read();
        if (_reader.TokenType == JsonTokenType.PropertyName) throw _reader.Unknown();
        _reader.Expect(JsonTokenType.EndObject);
        return _reader;
    }

    /// <summary>Returns true if the next member is this field; its value is then read.</summary>
    private bool IsAt(JsonEncodedText name)
    {
        if (_isAtValue) _reader.Read();
        return _isAtValue = _reader.TokenType == JsonTokenType.PropertyName && _reader.ValueTextEquals(name.EncodedUtf8Bytes);
    }
}
