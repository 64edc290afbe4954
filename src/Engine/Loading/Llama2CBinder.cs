using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Loading;

/// <summary>Tensors of a llama2.c file: their places follow from the facts, so none can be missing.</summary>
internal sealed class Llama2CBinder(Llama2CFile file) : WeightBinder
{
    protected override bool TryFind(PartSlot slot, out TensorView tensor, out FormatError error)
    {
        tensor = file.Find(slot);
        error = default;
        return true;
    }

    protected override bool TryFinish(out FormatError error)
    {
        error = default;
        return true;
    }
}
