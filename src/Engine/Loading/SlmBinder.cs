using System.Collections;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Loading;

/// <summary>Finds the tensors of a model in a .slm directory by the hash of their names.</summary>
internal sealed class SlmBinder(SlmFile file) : WeightBinder
{
    private readonly BitArray _used = new(file.Tensors.Length);

    protected override unsafe bool TryFind(PartSlot slot, out TensorView tensor, out FormatError error)
    {
        tensor = default;
        int index = file.IndexOf(SlmTypes.NameHash(slot));
        if (index < 0) return Fail(FormatFault.MissingTensor, 0, 0, slot, out error);
        var found = file.Tensors[index];
        if (found.Rows != slot.Rows) return Fail(FormatFault.ShapeMismatch, found.EntryOffset + 16, (ulong)found.Rows, slot, out error);
        if (found.Columns != slot.Columns)
            return Fail(FormatFault.ShapeMismatch, found.EntryOffset + 16, (ulong)found.Columns, slot, out error);
        _used[index] = true;
        byte* scales = found.ScalesPerRow == 0 ? null : file.File.Start + found.ScaleOffset;
        tensor = new(found.Type, slot.Rows, slot.Columns, file.File.Start + found.Offset, found.SizeBytes, (float*)scales);
        error = default;
        return true;
    }

    protected override bool TryFinish(out FormatError error)
    {
        error = default;
        for (int index = 0; index < _used.Length; index++)
        {
            if (_used[index]) continue;
            error = new(FormatFault.UnexpectedTensor, file.Tensors[index].EntryOffset);
            return false;
        }
        return true;
    }

    private static bool Fail(FormatFault fault, long offset, ulong found, PartSlot slot, out FormatError error)
    {
        error = new(fault, offset, found, SlmTypes.NameOf(slot));
        return false;
    }
}
