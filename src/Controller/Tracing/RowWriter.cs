using System.Runtime.InteropServices;
using System.Text.Json;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>Writes the changed fields of one row; an unchanged row writes nothing.</summary>
internal ref struct RowWriter(LineWriter json, int index, Span<UInt128> before) : IFieldVisitor
{
    /// <summary>The most fields of one row in the table of previous values.</summary>
    public const int MostFields = 48;

    private readonly Span<UInt128> _before = before;
    private int _field;
    private bool _isOpen;

    public void Flag(JsonEncodedText name, ref bool value)
    {
        if (Changed(value ? UInt128.One : 0)) json.WriteBoolean(Named(name), value);
    }

    public void Number(JsonEncodedText name, ref long value)
    {
        if (Changed((UInt128)(ulong)value)) json.WriteNumber(Named(name), value);
    }

    public void Number(JsonEncodedText name, ref int value)
    {
        if (Changed((uint)value)) json.WriteNumber(Named(name), value);
    }

    public void Number(JsonEncodedText name, ref Int128 value)
    {
        if (!Changed((UInt128)value)) return;
        json.WritePropertyName(Named(name));
        json.WriteNumberValue(value);
    }

    public void Number(JsonEncodedText name, ref double value)
    {
        if (Changed(BitConverter.DoubleToUInt64Bits(value))) json.WriteReal(Named(name), value);
    }

    public void Word<T>(JsonEncodedText name, ref T value)
        where T : struct, Enum
    {
        if (Changed(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value))[0])) json.WriteString(Named(name), EnumNames<T>.Of(value));
    }

    public void Lanes(JsonEncodedText name, ref ResourceVector value)
    {
        bool changed = false;
        foreach (ulong lane in MemoryMarshal.Cast<ResourceVector, ulong>(new ReadOnlySpan<ResourceVector>(ref value)))
            changed |= Changed(lane);
        if (changed) json.WriteLanes(Named(name), value);
    }

    /// <summary>Ends the row, if it has started.</summary>
    public readonly void End()
    {
        if (_isOpen) json.WriteEndObject();
    }

    private JsonEncodedText Named(JsonEncodedText name)
    {
        if (_isOpen) return name;
        _isOpen = true;
        json.WriteStartObject();
        json.WriteNumber("i"u8, index);
        return name;
    }

    private bool Changed(UInt128 bits)
    {
        ref var kept = ref _before[_field++];
        if (kept == bits) return false;
        kept = bits;
        return true;
    }
}
