using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Loading;

/// <summary>Finds the tensors of a model in a .slm directory by the hash of their names.</summary>
internal sealed class SlmBinder(SlmFile file) : WeightBinder(file.Tensors.Length)
{
    protected override unsafe TensorView Find(PartSlot slot, out int index)
    {
        index = file.IndexOf(SlmTypes.NameHash(slot));
        if (index < 0) return default;
        var found = file.Tensors[index];
        byte* scales = found.ScalesPerRow == 0 ? null : file.File.Start + found.ScaleOffset;
        return new(found.Type, found.Rows, found.Columns, file.File.Start + found.Offset, found.SizeBytes, (float*)scales);
    }

    protected override FormatError Fault(FormatFault fault, PartSlot? slot, int index, ulong found) => slot is { } part
        ? new(fault, index < 0 ? 0 : file.Tensors[index].EntryOffset + SlmTensor.ShapeAt, found, SlmTypes.NameOf(part))
        : new(fault, file.Tensors[index].EntryOffset);
}
