using System.Collections.Immutable;
using Teleo.Engine.Bytes;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;

namespace Teleo.Training.Runs;

/// <summary>Writes what was trained as a model file that the engine runs.</summary>
public static class ModelExport
{
    /// <summary>The layout of the adapters written here.</summary>
    public const string AdapterAbi = "gguf-lora-1";

    /// <summary>The matrices that an adapter changes, as GGUF calls them.</summary>
    public static ImmutableArray<string> AdaptedModules { get; } =
        ["attn_k", "attn_output", "attn_q", "attn_v", "ffn_down", "ffn_gate", "ffn_up"];

    /// <summary>The model, or where an adapter was trained that alone.</summary>
    public static void Write(Trainer trainer, string path)
    {
        if (trainer.Options.Adapter is { } adapter)
        {
            WriteAdapter(trainer, adapter, path);
            return;
        }

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

    /// <summary>
    /// Reads the weights of a byte-level model in f32, in the trainer's order, and its shape; a failure gives the reason why it cannot be a
    /// base.
    /// </summary>
    internal static float[] ReadBase(string path, out ModelShape shape)
    {
        if (!ModelFile.TryOpen(path, out var model, out var error))
            throw new InvalidDataException($"{error.Fault} {error.Subject}".TrimEnd());
        using (model)
        {
            shape = ShapeOf(model.Facts);
            if (shape.Vocabulary != new ModelShape().Vocabulary)
                throw new InvalidDataException($"its vocabulary has {shape.Vocabulary} tokens; the trainer's models read bytes");
            if (FactsOf(shape) != model.Facts) throw new InvalidDataException("it has features that the trainer's models have not");
            var map = new ParameterMap(shape);
            float[] values = new float[map.Count];
            foreach (var slot in PartSlot.All(model.Facts))
            {
                var view = model.Weights[slot];
                if (view.Type != TensorType.F32) throw new InvalidDataException("an adapter is trained over f32 weights");
                var tensor = TensorOf(map, slot);
                unsafe
                {
                    new ReadOnlySpan<float>(view.Data, tensor.Length).CopyTo(values.AsSpan(tensor.Offset));
                }
            }

            return values;
        }
    }

    private static ModelShape ShapeOf(ModelFacts facts) => new()
    {
        Vocabulary = facts.VocabularySize,
        Hidden = facts.HiddenSize,
        Layers = facts.LayerCount,
        FeedForward = facts.FeedForwardSize,
        Heads = facts.HeadCount,
        KvHeads = facts.KvHeadCount,
        Context = facts.ContextLength,
        TiedOutput = facts.TiedOutput,
        RopeTheta = facts.RopeTheta,
        RmsEpsilon = facts.RmsEpsilon,
    };

    private static void WriteAdapter(Trainer trainer, AdapterOptions adapter, string path)
    {
        if (!Packer.TryWriteAdapter(path, FactsOf(trainer.Options.Shape), adapter.Rank, adapter.Alpha, Pair, out FormatError error))
            throw new IOException($"{path} cannot be written: {error.Fault} {error.Subject}");

        (ReadOnlyMemory<float>, ReadOnlyMemory<float>)? Pair(PartSlot slot)
        {
            var target = TensorOf(trainer.Map, slot);
            var pair = trainer.AdapterPairs.Single(pair => pair.Target == target);
            return (Part(trainer.Trained, pair.Down), Part(trainer.Trained, pair.Up));
        }
    }

    private static ReadOnlyMemory<float> Part(Buffer values, ParameterTensor tensor) =>
        values.Span.Slice(tensor.Offset, tensor.Length).ToArray();

    private static ReadOnlyMemory<float> Values(Trainer trainer, PartSlot slot)
    {
        var tensor = TensorOf(trainer.Map, slot);
        return Part(trainer.Parameters, tensor);
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
