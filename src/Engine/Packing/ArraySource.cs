using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>A tensor in memory, row after row.</summary>
internal sealed class ArraySource : TensorSource
{
    private readonly ReadOnlyMemory<float> _values;
    private readonly PartSlot _slot;

    public ArraySource(PartSlot slot, ReadOnlyMemory<float> values)
    {
        if (values.Length != (long)slot.Rows * slot.Columns)
            throw new ArgumentException($"{slot.Part} needs {(long)slot.Rows * slot.Columns} values, {values.Length} are given",
                nameof(values));
        (_slot, _values) = (slot, values);
    }

    public override int Rows => _slot.Rows;

    public override int Columns => _slot.Columns;

    public override TensorType Type => TensorType.F32;

    public override void ReadRow(int row, Span<float> values) => _values.Span.Slice(row * _slot.Columns, _slot.Columns).CopyTo(values);
}
