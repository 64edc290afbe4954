using Teleo.Engine.Generation;
using Teleo.Engine.Runtime;
using Teleo.Engine.Tokenizers;

namespace Teleo.Native.Tests;

/// <summary>The texts that <c>teleo model generate</c> prints, and the models they are asked of.</summary>
internal static class Texts
{
    public const string Prompt = "Once upon a time";

    /// <summary>Every model in the tree that opens from its bytes alone.</summary>
    public static IEnumerable<string> Models =>
        new[] { "skills", "tests/data/models" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.*", SearchOption.AllDirectories))
            .Where(path => Path.GetExtension(path) is ".gguf" or ".slm" && !Path.GetFileName(path).StartsWith("ggml-vocab", StringComparison.Ordinal))
            .Where(path => !Path.GetFileName(path).StartsWith("adapter", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Order(StringComparer.Ordinal);

    /// <summary>The same with what needs a second file beside it.</summary>
    public static IEnumerable<string> ModelsOnDisk => Models.Append("tests/data/models/stories260K.bin");

    public static string Of(string path, string prompt, int tokens)
    {
        using var runtime = new ModelRuntime(new RuntimeOptions(), TimeProvider.System);
        Assert.True(runtime.TryLoad(path, out var error), error.ToString());
        Assert.True(TokenizerFactory.TryCreate(runtime.File.Vocabulary, out var tokenizer, out error), error.ToString());
        var ids = new List<int>();
        tokenizer.Encode(System.Text.Encoding.UTF8.GetBytes(prompt), addSpecial: true, parseSpecial: false, ids);
        using var session = runtime.NewSession(Math.Min(runtime.Facts.ContextLength, ids.Count + tokens));
        return string.Concat(new Answer(session, tokenizer, new() { MaxTokens = tokens }, TimeProvider.System).Steps([.. ids]));
    }
}
