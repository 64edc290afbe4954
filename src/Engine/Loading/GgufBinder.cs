using System.Collections;
using System.Text;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Loading;

/// <summary>Finds the tensors of a model in a GGUF directory by name.</summary>
internal sealed class GgufBinder(GgufDirectory directory) : WeightBinder
{
    private readonly BitArray _used = new(directory.Tensors.Length);

    protected override unsafe bool TryFind(PartSlot slot, out TensorView tensor, out FormatError error)
    {
        tensor = default;
        Span<byte> name = stackalloc byte[64];
        name = name[..GgufNames.Write(slot, name)];
        int index = directory.IndexOf(name);
        if (index < 0) return Fail(FormatFault.MissingTensor, 0, 0, name, out error);
        var found = directory.Tensors[index];
        if (found.Rows != slot.Rows) return Fail(FormatFault.ShapeMismatch, found.InfoOffset, (ulong)found.Rows, name, out error);
        if (found.Columns != slot.Columns) return Fail(FormatFault.ShapeMismatch, found.InfoOffset, (ulong)found.Columns, name, out error);
        if (slot.Part == ModelPart.RopeFactors && found.Type != TensorType.F32)
            return Fail(FormatFault.UnsupportedTensorType, found.InfoOffset, (ulong)found.Type, name, out error);
        _used[index] = true;
        tensor = new(found.Type, slot.Rows, slot.Columns, directory.File.Start + found.Offset, found.SizeBytes);
        error = default;
        return true;
    }

    protected override bool TryFinish(out FormatError error)
    {
        error = default;
        for (int index = 0; index < _used.Length; index++)
            if (!_used[index])
                return Fail(FormatFault.UnexpectedTensor, directory.Tensors[index].InfoOffset, 0,
                    directory.Bytes(directory.Tensors[index].Name), out error);
        return true;
    }

    private static bool Fail(FormatFault fault, long offset, ulong found, ReadOnlySpan<byte> name, out FormatError error)
    {
        error = new(fault, offset, found, Encoding.UTF8.GetString(name));
        return false;
    }
}
