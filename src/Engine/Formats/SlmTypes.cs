using System.Diagnostics;
using System.Text;
using Teleo.Engine.Models;

namespace Teleo.Engine.Formats;

/// <summary>The numbers and names .slm gives to tensor types and tensors.</summary>
internal static class SlmTypes
{
    public static uint? SlmId(this TensorType type) => type switch
    {
        TensorType.F32 => 1,
        TensorType.SlmQ8 => 2,
        TensorType.SlmQ4 => 3,
        _ => null,
    };

    public static bool TryFromSlmId(uint id, out TensorType type)
    {
        type = id switch { 2 => TensorType.SlmQ8, 3 => TensorType.SlmQ4, _ => TensorType.F32 };
        return id is >= 1 and <= 3;
    }

    /// <summary>The hash under which the directory keeps a tensor.</summary>
    public static ulong NameHash(PartSlot slot) => Fnv1a.Hash64(Encoding.UTF8.GetBytes(NameOf(slot)));

    public static string NameOf(PartSlot slot) => slot.Part switch
    {
        ModelPart.Embedding => "tok_embeddings.weight",
        ModelPart.OutputNorm => "norm.weight",
        ModelPart.Output => "output.weight",
        ModelPart.AttentionNorm => $"layers.{slot.Layer}.attn_norm.weight",
        ModelPart.Query => $"layers.{slot.Layer}.wq.weight",
        ModelPart.Key => $"layers.{slot.Layer}.wk.weight",
        ModelPart.Value => $"layers.{slot.Layer}.wv.weight",
        ModelPart.AttentionOutput => $"layers.{slot.Layer}.wo.weight",
        ModelPart.FeedForwardNorm => $"layers.{slot.Layer}.ffn_norm.weight",
        ModelPart.Gate => $"layers.{slot.Layer}.w1.weight",
        ModelPart.Down => $"layers.{slot.Layer}.w2.weight",
        ModelPart.Up => $"layers.{slot.Layer}.w3.weight",
        _ => throw new UnreachableException(),
    };
}
