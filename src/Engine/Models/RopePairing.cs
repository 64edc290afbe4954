namespace Teleo.Engine.Models;

/// <summary>The pairing of elements of a head in the rotary embedding.</summary>
public enum RopePairing : byte
{
    /// <summary>Elements 2i and 2i+1 (Llama in GGUF, llama2.c, .slm).</summary>
    Adjacent,

    /// <summary>Elements i and i + half (NeoX order: Qwen2, Qwen3, Phi-3).</summary>
    Halves,
}
