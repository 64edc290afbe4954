namespace Teleo.Engine.Tokenizers;

/// <summary>The rule by which a byte-level vocabulary cuts text into the pieces that merges never cross.</summary>
public enum PreTokenizer : byte
{
    /// <summary><c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c></summary>
    Gpt2,

    /// <summary>Gpt2 with every digit separate (SmolLM, StarCoder).</summary>
    Gpt2SingleDigits,

    /// <summary>
    /// <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>
    /// </summary>
    Llama3,

    /// <summary>Llama3 with every digit separate.</summary>
    Qwen2,
}
