using System.CommandLine;
using System.Text;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Generation;
using Teleo.Engine.Loading;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Storage;
using Teleo.Engine.Tokenizers;
using Teleo.Shell;

namespace Teleo.Models;

/// <summary>The common arguments of commands on model files.</summary>
internal static class ModelArguments
{
    /// <summary>The longest prompt in bytes; a longer one is refused before tokenization.</summary>
    private const int LongestTextBytes = 32 << 20;

    public static readonly Argument<string> File = new("FILE")
    {
        Description = "A model: GGUF, .slm, or llama2.c's .bin with its tokenizer beside it",
    };

    public static readonly Option<string?> Prompt = new("--prompt", "-p") { Description = "The prompt", HelpName = "TEXT" };
    public static readonly Option<string?> PromptFile = new("--prompt-file")
    {
        Description = "Read the text from this file, byte for byte; - for standard input",
        HelpName = "FILE",
    };
    public static readonly Option<int> MaxTokens = new("--max-tokens", "-n")
    {
        Description = "The most tokens to generate",
        HelpName = "N",
        DefaultValueFactory = _ => 256,
    };
    public static readonly Option<float> Temperature = new("--temperature", "-t")
    {
        Description = "Sampling temperature: 0 takes the most likely token, 1 samples from the model's distribution",
        HelpName = "T",
    };
    public static readonly Option<int> TopK = new("--top-k")
    {
        Description = "Sample from the K most likely tokens; 0 for all",
        HelpName = "K",
    };
    public static readonly Option<float> TopP = new("--top-p")
    {
        Description = "Sample from the most likely tokens whose probabilities add up to P",
        HelpName = "P",
        DefaultValueFactory = _ => 1,
    };
    public static readonly Option<float> MinP = new("--min-p")
    {
        Description = "Sample from tokens that are at least M times as likely as the most likely one",
        HelpName = "M",
    };
    public static readonly Option<float> RepeatPenalty = new("--repeat-penalty")
    {
        Description = "Penalty on repeating the last 64 tokens; 1 for none",
        HelpName = "R",
        DefaultValueFactory = _ => 1,
    };
    public static readonly Option<ulong> Seed =
        new("--seed") { Description = "Seed of the sampling; the same seed gives the same text", HelpName = "S" };
    public static readonly Option<string[]> Stop = new("--stop")
    {
        Description = "Stop before this text; may be given several times",
        HelpName = "TEXT",
    };
    public static readonly Option<int> Threads =
        CheckedOption.Of("--threads", "N", "Threads at most; 0 for one per processor", 0, 0, 1024);
    public static readonly Option<bool> Special = new("--special")
    {
        Description = "Read the names of control tokens in the text as control tokens",
    };

    public static readonly Option[] Generation = [MaxTokens, Temperature, TopK, TopP, MinP, RepeatPenalty, Seed, Stop, Threads];

    public static GenerationOptions GenerationOf(CommandContext context)
    {
        var options = new GenerationOptions
        {
            MaxTokens = context.Get(MaxTokens),
            Stops = [.. context.Get(Stop) ?? []],
            Sampling = new SamplingOptions
            {
                Temperature = context.Get(Temperature),
                TopK = context.Get(TopK),
                TopP = context.Get(TopP),
                MinP = context.Get(MinP),
                RepeatPenalty = context.Get(RepeatPenalty),
                Seed = context.Get(Seed),
            },
        };
        return options.Problems().ToList() is { Count: > 0 } problems ? throw CommandFailure.Usage(string.Join("; ", problems)) : options;
    }

    /// <summary>Returns the prompt as bytes: the typed text, or a file that need not be text.</summary>
    public static byte[] PromptOf(CommandContext context)
    {
        if (context.Get(Prompt) is { } text && context.Get(PromptFile) is null) return Encoding.UTF8.GetBytes(text);
        if (context.Get(PromptFile) is { } file && context.Get(Prompt) is null) return ReadText(context, file);
        throw CommandFailure.Usage("give either --prompt or --prompt-file");
    }

    public static byte[] ReadText(CommandContext context, string file)
    {
        using var stream = file == "-" ? context.Terminal.Input : InputFile.Open(CommandContext.ExistingFile(file));
        using var bytes = new MemoryStream();
        byte[] part = new byte[1 << 16];
        for (int count; (count = stream.Read(part)) > 0; bytes.Write(part, 0, count))
            if (bytes.Length + count > LongestTextBytes)
                throw CommandFailure.BadInput("InvalidLength", $"the text is longer than {LongestTextBytes >> 20} MiB", file);
        return bytes.ToArray();
    }

    public static ModelRuntime Load(CommandContext context, int? threads = null)
    {
        string path = context.GetFile(File);
        var runtime = new ModelRuntime(new RuntimeOptions { MaxThreads = threads ?? context.Get(Threads) }, context.Clock);
        if (runtime.TryLoad(path, out var error))
        {
            runtime.File.Populate();   // all pages at once, and large ones whole
            return runtime;
        }
        runtime.Dispose();
        throw Failure(error, path);
    }

    /// <summary>The vocabulary of a model, or of a file that holds nothing else.</summary>
    public static IDisposable OpenVocabulary(string path, out VocabularyFacts facts)
    {
        if (ModelFile.TryOpen(path, out var model, out var error))
        {
            facts = model.Vocabulary;
            return model;
        }

        if (!VocabularyFile.TryOpen(path, out var vocabulary, out _)) throw Failure(error, path);
        facts = vocabulary.Facts;
        return vocabulary;
    }

    public static ITokenizer TokenizerOf(VocabularyFacts vocabulary, string path) =>
        TokenizerFactory.TryCreate(vocabulary, out var tokenizer, out var error) ? tokenizer : throw Failure(error, path);

    public static int[] Encode(ITokenizer tokenizer, ReadOnlySpan<byte> text, bool addSpecial, bool parseSpecial)
    {
        var tokens = new List<int>();
        tokenizer.Encode(text, addSpecial, parseSpecial, tokens);
        return [.. tokens];
    }

    public static CommandFailure Failure(FormatError error, string path)
    {
        string found = error.Found == 0 ? "" : $", found {error.Found}";
        string message = (error.Subject is null ? "" : error.Subject + ": ") + error.Fault.Phrase() + found
            + $"; {ModelRemedy.Of(error.Fault)}";
        var exit = error.Fault == FormatFault.FileChanged ? ExitCode.IntegrityFailure : ExitCode.BadInput;
        bool hasPlace = error.OffsetBytes > 0 || error.Fault == FormatFault.BadMagic;
        return new CommandFailure(exit, error.Code.ToString(), message, path, hasPlace ? error.OffsetBytes : null);
    }
}
