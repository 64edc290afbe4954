namespace Teleo.Engine.Formats;

/// <summary>The family of tokenizers that a vocabulary is for.</summary>
public enum VocabularyKind
{
    /// <summary>Scored pieces with byte fallback ("llama" in GGUF; llama2.c's tokenizer file).</summary>
    SentencePiece,

    /// <summary>Pieces over byte-letters and ranked merges written as text ("gpt2" in GGUF).</summary>
    ByteLevelBpe,

    /// <summary>One token per byte and four special tokens (BTOK of .slm).</summary>
    Bytes,

    /// <summary>Pieces of raw bytes and ranked merges of ids (BPE1 of .slm).</summary>
    SlmBpe,
}
