using Teleo.Engine.Formats;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;

namespace Teleo.Experiments.Training;

/// <summary>Writes what was trained as a model file that the engine runs.</summary>
public static class ModelExport
{
    public static void Write(Trainer trainer, string path)
    {
        if (!Packer.TryWriteBytesModel(path, FactsOf(trainer.Options.Shape), slot => Values(trainer, slot), out FormatError error))
            throw new IOException($"{path} cannot be written: {error.Fault} {error.Subject}");
    }

    public static ModelFacts FactsOf(ModelShape shape) => new()
    {
        Architecture = "llama",
        VocabularySize = shape.Vocabulary,
        HiddenSize = shape.Hidden,
        LayerCount = shape.Layers,
        FeedForwardSize = shape.FeedForward,
        HeadCount = shape.Heads,
        KvHeadCount = shape.KvHeads,
        HeadSize = shape.HeadSize,
        ContextLength = shape.Context,
        RmsEpsilon = shape.RmsEpsilon,
        RopeTheta = shape.RopeTheta,
        RopePairing = RopePairing.Adjacent,
        RopeSize = shape.HeadSize,
        TiedOutput = shape.TiedOutput,
    };

    private static ReadOnlyMemory<float> Values(Trainer trainer, PartSlot slot)
    {
        var tensor = TensorOf(trainer.Map, slot);
        return trainer.Parameters.Span.Slice(tensor.Offset, tensor.Length).ToArray();
    }

    private static ParameterTensor TensorOf(ParameterMap map, PartSlot slot) => slot.Part switch
    {
        ModelPart.Embedding => map.Embedding,
        ModelPart.OutputNorm => map.OutputNorm,
        ModelPart.Output => map.Output,
        ModelPart.AttentionNorm => map.Layers[slot.Layer].AttentionNorm,
        ModelPart.Query => map.Layers[slot.Layer].Query,
        ModelPart.Key => map.Layers[slot.Layer].Key,
        ModelPart.Value => map.Layers[slot.Layer].Value,
        ModelPart.AttentionOutput => map.Layers[slot.Layer].AttentionOutput,
        ModelPart.FeedForwardNorm => map.Layers[slot.Layer].FeedForwardNorm,
        ModelPart.Gate => map.Layers[slot.Layer].Gate,
        ModelPart.Up => map.Layers[slot.Layer].Up,
        ModelPart.Down => map.Layers[slot.Layer].Down,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
