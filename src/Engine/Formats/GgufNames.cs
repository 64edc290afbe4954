using System.Diagnostics;
using System.Text;
using System.Text.Unicode;
using Teleo.Engine.Models;

namespace Teleo.Engine.Formats;

/// <summary>The names of the tensors in GGUF.</summary>
internal static class GgufNames
{
    /// <summary>Writes a name and gives its length; 64 bytes are always enough.</summary>
    public static int Write(PartSlot slot, Span<byte> utf8)
    {
        int length;
        if (slot.Layer < 0) Utf8.TryWrite(utf8, $"{Of(slot.Part)}", out length);
        else Utf8.TryWrite(utf8, $"blk.{slot.Layer}.{Of(slot.Part)}", out length);
        return length;
    }

    public static string Of(PartSlot slot)
    {
        Span<byte> utf8 = stackalloc byte[64];
        return Encoding.UTF8.GetString(utf8[..Write(slot, utf8)]);
    }

    private static string Of(ModelPart part) => part switch
    {
        ModelPart.Embedding => "token_embd.weight",
        ModelPart.OutputNorm => "output_norm.weight",
        ModelPart.Output => "output.weight",
        ModelPart.RopeFactors => "rope_freqs.weight",
        ModelPart.AttentionNorm => "attn_norm.weight",
        ModelPart.Query => "attn_q.weight",
        ModelPart.Key => "attn_k.weight",
        ModelPart.Value => "attn_v.weight",
        ModelPart.AttentionOutput => "attn_output.weight",
        ModelPart.FeedForwardNorm => "ffn_norm.weight",
        ModelPart.Gate => "ffn_gate.weight",
        ModelPart.Up => "ffn_up.weight",
        ModelPart.Down => "ffn_down.weight",
        ModelPart.QueryBias => "attn_q.bias",
        ModelPart.KeyBias => "attn_k.bias",
        ModelPart.ValueBias => "attn_v.bias",
        ModelPart.QueryNorm => "attn_q_norm.weight",
        ModelPart.KeyNorm => "attn_k_norm.weight",
        _ => throw new UnreachableException(),
    };
}
