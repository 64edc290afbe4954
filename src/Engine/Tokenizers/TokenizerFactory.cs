using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;

namespace Teleo.Engine.Tokenizers;

/// <summary>Makes the tokenizer for a file's vocabulary that tokenizes like the model's original one.</summary>
public static class TokenizerFactory
{
    // Names under which files declare one of the rules; each family was trained on the same cuts.
    private static readonly Dictionary<string, PreTokenizer> Rules = new(StringComparer.Ordinal)
    {
        ["gpt-2"] = PreTokenizer.Gpt2,
        ["phi-2"] = PreTokenizer.Gpt2,
        ["mpt"] = PreTokenizer.Gpt2,
        ["olmo"] = PreTokenizer.Gpt2,
        ["jais"] = PreTokenizer.Gpt2,
        ["roberta-bpe"] = PreTokenizer.Gpt2,
        ["smollm"] = PreTokenizer.Gpt2SingleDigits,
        ["starcoder"] = PreTokenizer.Gpt2SingleDigits,
        ["refact"] = PreTokenizer.Gpt2SingleDigits,
        ["codeshell"] = PreTokenizer.Gpt2SingleDigits,
        ["llama3"] = PreTokenizer.Llama3,
        ["llama-v3"] = PreTokenizer.Llama3,
        ["llama-bpe"] = PreTokenizer.Llama3,
        ["falcon3"] = PreTokenizer.Llama3,
        ["pixtral"] = PreTokenizer.Llama3,
        ["lfm2"] = PreTokenizer.Llama3,
        ["qwen2"] = PreTokenizer.Qwen2,
        ["deepseek-r1-qwen"] = PreTokenizer.Qwen2,
        ["stablelm2"] = PreTokenizer.Qwen2,
    };

    public static bool TryCreate(VocabularyFacts vocabulary, out ITokenizer tokenizer, out FormatError error)
    {
        (tokenizer, error) = (null!, default);
        string name = vocabulary.PreTokenizer ?? "gpt-2";   // files from before the key existed hold GPT-2's vocabulary
        if (!Rules.TryGetValue(name, out var rule) && vocabulary.Kind == VocabularyKind.ByteLevelBpe)
            return FormatError.Fail(FormatFault.UnsupportedFeature, 0, 0, "tokenizer.ggml.pre " + name, out error);
        tokenizer = vocabulary.Kind switch
        {
            VocabularyKind.SentencePiece => new SentencePieceTokenizer(vocabulary),
            VocabularyKind.ByteLevelBpe => new BytePairTokenizer(vocabulary, rule, wholeWordsFirst: rule == PreTokenizer.Llama3),
            _ => new BytePairTokenizer(vocabulary),
        };
        return true;
    }
}
