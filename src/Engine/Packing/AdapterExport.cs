using System.Runtime.InteropServices;
using Teleo.Engine.Adapters;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>Writes an adapter as GGUF.</summary>
internal static class AdapterExport
{
    public static void Write(Stream stream, ModelFacts facts, int rank, float alpha,
        Func<PartSlot, (ReadOnlyMemory<float> Down, ReadOnlyMemory<float> Up)?> pairs)
    {
        var metadata = new GgufMetadata()
            .Add("general.type", "adapter")
            .Add("general.architecture", facts.Architecture)
            .Add("adapter.type", "lora")
            .Add("adapter.lora.alpha", alpha);
        var tensors = new List<GgufTensorPlan>();
        foreach (var slot in PartSlot.All(facts).Where(slot => AdapterFile.Targets.Contains(slot.Part)))
        {
            if (pairs(slot) is not { } pair) continue;
            tensors.Add(Plan(GgufNames.Of(slot) + ".lora_a", rank, slot.Columns, pair.Down));
            tensors.Add(Plan(GgufNames.Of(slot) + ".lora_b", slot.Rows, rank, pair.Up));
        }

        GgufWriter.Write(stream, metadata, tensors);
    }

    private static GgufTensorPlan Plan(string name, int rows, int columns, ReadOnlyMemory<float> values)
    {
        long count = (long)rows * columns;
        if (values.Length != count) throw new ArgumentException($"{name} needs {count} values, {values.Length} are given", nameof(values));
        return new(name, TensorType.F32, [columns, rows], count * sizeof(float),
            stream => stream.Write(MemoryMarshal.AsBytes(values.Span)));
    }
}
