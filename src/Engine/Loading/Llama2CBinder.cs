using System.Diagnostics;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Loading;

/// <summary>Tensors of a llama2.c file: their places follow from the facts, so none can be missing or misshapen.</summary>
internal sealed class Llama2CBinder(Llama2CFile file) : WeightBinder(tensors: 0)
{
    protected override TensorView Find(PartSlot slot, out int index)
    {
        index = -1;
        return file.Find(slot);
    }

    protected override FormatError Fault(FormatFault fault, PartSlot? slot, int index, ulong found) => throw new UnreachableException();
}
