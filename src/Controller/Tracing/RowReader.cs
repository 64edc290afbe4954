using System.Text.Json;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Reads the fields of one row that its line has; the others stay unchanged. The reader is at the name of the first field.
/// </summary>
internal ref struct RowReader(Utf8JsonReader reader) : IFieldVisitor
{
    private Utf8JsonReader _reader = reader;

    public void Flag(JsonEncodedText name, ref bool value)
    {
        if (!IsAt(name)) return;
        value = _reader.NextFlag();
        _reader.Read();
    }

    public void Number(JsonEncodedText name, ref long value)
    {
        if (!IsAt(name)) return;
        value = _reader.NextInt64();
        _reader.Read();
    }

    public void Number(JsonEncodedText name, ref int value)
    {
        if (!IsAt(name)) return;
        value = _reader.NextInt32();
        _reader.Read();
    }

    public void Number(JsonEncodedText name, ref Int128 value)
    {
        if (!IsAt(name)) return;
        _reader.Next(JsonTokenType.Number);
        if (!Int128.TryParse(_reader.ValueSpan, System.Globalization.CultureInfo.InvariantCulture, out value))
            throw new JsonException("a whole number of 128 bits is expected");
        _reader.Read();
    }

    public void Number(JsonEncodedText name, ref double value)
    {
        if (!IsAt(name)) return;
        value = _reader.NextReal();
        _reader.Read();
    }

    public void Word<T>(JsonEncodedText name, ref T value)
        where T : struct, Enum
    {
        if (!IsAt(name)) return;
        value = _reader.NextWord<T>();
        _reader.Read();
    }

    public void Lanes(JsonEncodedText name, ref ResourceVector value)
    {
        if (!IsAt(name)) return;
        _reader.Read();
        value = _reader.ReadLanes();
        _reader.Read();
    }

    /// <summary>Checks that every member was one of the fields, in their order, and returns the reader after the row.</summary>
    public Utf8JsonReader End()
    {
        if (_reader.TokenType == JsonTokenType.PropertyName) throw _reader.Unknown();
        _reader.Expect(JsonTokenType.EndObject);
        return _reader;
    }

    private bool IsAt(JsonEncodedText name) =>
        _reader.TokenType == JsonTokenType.PropertyName && _reader.ValueTextEquals(name.EncodedUtf8Bytes);
}
