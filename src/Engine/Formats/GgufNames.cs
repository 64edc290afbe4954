using System.Text;
using System.Text.Unicode;
using Teleo.Engine.Models;

namespace Teleo.Engine.Formats;

/// <summary>The names of the tensors in GGUF.</summary>
internal static class GgufNames
{
    /// <summary>The names, in the order of <see cref="ModelPart"/>.</summary>
    private static readonly string[] Names =
    [
        "token_embd.weight",
        "output_norm.weight",
        "output.weight",
        "rope_freqs.weight",
        "attn_q.weight",
        "attn_k.weight",
        "attn_v.weight",
        "attn_output.weight",
        "attn_norm.weight",
        "ffn_gate.weight",
        "ffn_down.weight",
        "ffn_up.weight",
        "ffn_norm.weight",
        "attn_q.bias",
        "attn_k.bias",
        "attn_v.bias",
        "attn_q_norm.weight",
        "attn_k_norm.weight",
    ];

    /// <summary>Writes a name and gives its length; 64 bytes are always enough.</summary>
    public static int Write(PartSlot slot, Span<byte> utf8)
    {
        int length;
        if (slot.Layer < 0) Utf8.TryWrite(utf8, $"{Names[(int)slot.Part]}", out length);
        else Utf8.TryWrite(utf8, $"blk.{slot.Layer}.{Names[(int)slot.Part]}", out length);
        return length;
    }

    public static string Of(PartSlot slot)
    {
        Span<byte> utf8 = stackalloc byte[64];
        return Encoding.UTF8.GetString(utf8[..Write(slot, utf8)]);
    }
}
