using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Tests.Tokenizers;

/// <summary>The tokenizers of the shipped files, opened once.</summary>
internal static class Vocabularies
{
    private static readonly Dictionary<string, VocabularyFile> Open = [];

    public static readonly string[] Names = ["stories260K.gguf", "ggml-vocab-phi-3.gguf", "ggml-vocab-gpt-2.gguf"];

    public static TheoryData<string> All => [.. Names];

    public static VocabularyFacts Facts(string name)
    {
        lock (Open)
        {
            if (!Open.TryGetValue(name, out var file))
            {
                Assert.True(VocabularyFile.TryOpen(Repository.Model(name), out file, out var error), error.ToString());
                Open[name] = file;
            }

            return file.Facts;
        }
    }

    public static ITokenizer Tokenizer(string name) => Of(Facts(name));

    public static ITokenizer Of(VocabularyFacts facts)
    {
        Assert.True(TokenizerFactory.TryCreate(facts, out var tokenizer, out var error), error.ToString());
        return tokenizer;
    }

    public static int[] Encode(this ITokenizer tokenizer, ReadOnlySpan<byte> text, bool addSpecial = false, bool parseSpecial = false)
    {
        var tokens = new List<int>();
        tokenizer.Encode(text, addSpecial, parseSpecial, tokens);
        return [.. tokens];
    }
}
