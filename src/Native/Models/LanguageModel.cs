using System.Text.Unicode;
using Teleo.Engine;
using Teleo.Engine.Bytes;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sessions;
using Teleo.Engine.Tokenizers;

namespace Teleo.Native.Models;

/// <summary>A model in memory with its tokenizer. What cannot be carried out is an <see cref="EngineException"/>.</summary>
internal sealed class LanguageModel : IDisposable
{
    private const int LongestCharacterBytes = 4;

    private readonly ModelRuntime _runtime;
    private readonly long _longestPromptBytes;

    private LanguageModel(ModelRuntime runtime, ITokenizer tokenizer)
    {
        _runtime = runtime;
        Tokenizer = tokenizer;
        int longest = LongestCharacterBytes;
        var vocabulary = runtime.File.Vocabulary;
        for (int token = 0; token < vocabulary.Count; token++) longest = Math.Max(longest, vocabulary.Piece(token).Length);
        _longestPromptBytes = (long)longest * runtime.Facts.ContextLength;
    }

    public ITokenizer Tokenizer { get; }

    public int ContextLength => _runtime.Facts.ContextLength;

    /// <summary>Opens a model from a copy of its bytes.</summary>
    public static LanguageModel OpenCopy(ReadOnlySpan<byte> bytes, RuntimeOptions options, TimeProvider clock)
    {
        var runtime = new ModelRuntime(options, clock);
        return runtime.TryLoadCopy(bytes, out var error) ? Ready(runtime) : throw Refused(runtime, error);
    }

    /// <summary>Opens a model file, with all its pages read in, so that no answer has to wait for the disk.</summary>
    public static LanguageModel Open(string path, RuntimeOptions options, TimeProvider clock)
    {
        var runtime = new ModelRuntime(options, clock);
        if (!runtime.TryLoad(path, out var error)) throw Refused(runtime, error);
        runtime.File.Populate();
        return Ready(runtime);
    }

    public Session NewSession() => _runtime.NewSession();

    /// <summary>Makes the only session of a model, which is freed where there can be none.</summary>
    public Session OnlySession()
    {
        try
        {
            return NewSession();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Diagnostics Diagnose(Session session, Engine.Sampling.SamplingOptions sampling) => _runtime.Diagnose(session, sampling);

    /// <summary>
    /// Returns the tokens of a prompt, with those that open a text. The bytes must be valid UTF-8 and can be refused before tokenization.
    /// </summary>
    public int[] Encode(ReadOnlySpan<byte> prompt)
    {
        if (!Utf8.IsValid(prompt)) throw new EngineException(EngineErrorCode.InvalidUtf8, "the prompt is not valid UTF-8");
        if (prompt.Length > _longestPromptBytes)
            throw TooLong($"the prompt has {prompt.Length} bytes, more than {ContextLength} tokens of this model can hold");
        var tokens = new List<int>();
        Tokenizer.Encode(prompt, addSpecial: true, parseSpecial: false, tokens);
        return tokens.Count <= ContextLength ? [.. tokens]
            : throw TooLong($"the prompt has {tokens.Count} tokens, the model's context {ContextLength}");
    }

    public void Dispose() => _runtime.Dispose();

    private static LanguageModel Ready(ModelRuntime runtime) =>
        TokenizerFactory.TryCreate(runtime.File.Vocabulary, out var tokenizer, out var error)
            ? new(runtime, tokenizer)
            : throw Refused(runtime, error);

    private static EngineException Refused(ModelRuntime runtime, FormatError error)
    {
        runtime.Dispose();
        return new(error.Code, error.ToString());
    }

    private static EngineException TooLong(string message) => new(EngineErrorCode.ContextExceeded, message);
}
