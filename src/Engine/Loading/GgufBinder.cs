using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Loading;

/// <summary>Finds the tensors of a model in a GGUF directory by name.</summary>
internal sealed class GgufBinder(GgufDirectory directory) : WeightBinder(directory.Tensors.Length)
{
    protected override unsafe TensorView Find(PartSlot slot, out int index)
    {
        Span<byte> name = stackalloc byte[64];
        index = directory.IndexOf(name[..GgufNames.Write(slot, name)]);
        if (index < 0) return default;
        var found = directory.Tensors[index];
        return new(found.Type, found.Rows, found.Columns, directory.File.Start + found.Offset, found.SizeBytes);
    }

    protected override FormatError Fault(FormatFault fault, PartSlot? slot, int index, ulong found) => index < 0
        ? new(fault, 0, found, GgufNames.Of(slot!.Value))
        : new(fault, directory.Tensors[index].InfoOffset, found, directory.Text(directory.Tensors[index].Name));
}
