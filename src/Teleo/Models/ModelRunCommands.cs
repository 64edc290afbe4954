using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json.Serialization;
using Teleo.Engine.Generation;
using Teleo.Engine.Input;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Models;

/// <summary>Commands that run a model: <c>generate</c>, <c>tokenize</c>, <c>logits</c>.</summary>
internal static class ModelRunCommands
{
    private const string Story = "skills/stories260K/stories260K.gguf";

    private static readonly Option<bool> Stream = new("--stream") { Description = "Print the text as it is generated" };
    private static readonly Option<string?> Text = new("--text") { Description = "The text to tokenize", HelpName = "TEXT" };
    private static readonly Option<string?> TextFile = new("--text-file")
    {
        Description = "Read the text from this file, byte for byte; - for standard input",
        HelpName = "FILE",
    };
    private static readonly Option<bool> NoBos = new("--no-bos") { Description = "Leave out the tokens for beginning and end of text" };
    private static readonly Option<string> Tokens = new("--tokens")
    {
        Description = "Token ids, separated by commas",
        HelpName = "1,2,3",
        Required = true,
    };
    private static readonly Option<int> Top =
        CheckedOption.Of("--top", "N", "Number of largest logits to show", 20, 1, 1_000_000);

    public static Subcommand Generate() => new("generate", "Generate text from a prompt", GenerateAsync,
    [
        $"teleo model generate {Story} --prompt \"Once upon a time\" --stream",
        $"teleo model generate {Story} -p \"Lily saw a big\" -t 0.8 --top-k 40 --seed 7 --json",
    ])
    {
        ModelArguments.File, ModelArguments.Prompt, ModelArguments.PromptFile, Stream, ModelArguments.Special,
        ModelArguments.Generation,
    };

    public static Subcommand Tokenize() => new(
        "tokenize",
        "Show the tokens of a text",
        RunTokenize,
        [$"teleo model tokenize {Story} --text \"Hello there\""])
    {
        ModelArguments.File, Text, TextFile, NoBos, ModelArguments.Special,
    };

    public static Subcommand Logits() => new(
        "logits",
        "Show the largest logits after each token",
        RunLogits,
        [$"teleo model logits {Story} --tokens 1,403,407 --top 5"])
    {
        ModelArguments.File, Tokens, Top, ModelArguments.Threads,
    };

    private static async Task<ExitCode> GenerateAsync(CommandContext context)
    {
        var options = ModelArguments.GenerationOf(context);
        byte[] prompt = ModelArguments.PromptOf(context);
        using var runtime = ModelArguments.Load(context);
        var tokenizer = ModelArguments.TokenizerOf(runtime.File.Vocabulary, context.Get(ModelArguments.File));
        int[] tokens = ModelArguments.Encode(tokenizer, prompt, addSpecial: true, context.Get(ModelArguments.Special));
        using var session = runtime.NewSession(Room(runtime, tokens.Length, options.MaxTokens));
        var answer = new Answer(session, tokenizer, options, context.Clock);
        bool streams = context.Get(Stream);
        await foreach (string piece in answer.StreamAsync(tokens, context.Cancellation))
        {
            if (!streams) continue;
            if (context.IsJson) context.Line(Json.Of(new { Piece = piece }));
            else context.Terminal.Out.Write(piece);
            context.Terminal.Out.Flush();
        }

        context.Result(Summary(answer, runtime), _ => context.Line(streams ? "" : answer.Text));
        if (!context.IsJson)
            context.Note(
                $"{answer.Choices.Count} tokens, {Json.Of(answer.Stop).Trim('"')}; {answer.TokensPerSecond:F0} tokens/s "
                + $"after {answer.PromptTokens} of prompt in {answer.PrefillTime.TotalMilliseconds:F1} ms");
        return answer.Stop == StopReason.Cancelled ? ExitCode.Cancelled : ExitCode.Ok;
    }

    private static object Summary(Answer answer, ModelRuntime runtime) => new
    {
        answer.Text,
        Tokens = answer.Choices.Select(choice => choice.Token),
        answer.PromptTokens,
        GeneratedTokens = answer.Choices.Count,
        answer.Stop,
        LoadMs = runtime.LoadTime.TotalMilliseconds,
        PrefillMs = answer.PrefillTime.TotalMilliseconds,
        DecodeMs = answer.DecodeTime.TotalMilliseconds,
        answer.TokensPerSecond,
        LogProbabilities = answer.Choices.Select(choice => choice.LogProbability),
        Entropies = answer.Choices.Select(choice => choice.Entropy),
    };

    /// <summary>Context for the prompt and the answer, no more than the model was trained on; a prompt beyond that is refused.</summary>
    public static int Room(ModelRuntime runtime, int promptTokens, int maxTokens)
    {
        int trained = runtime.Facts.ContextLength;
        if (promptTokens == 0)
            throw CommandFailure.BadInput("InvalidLength", "the prompt is empty, and this model has no token to begin with");
        if (promptTokens > trained)
            throw CommandFailure.BadInput(
                "ContextExceeded",
                $"the prompt has {promptTokens} tokens, the model's context {trained}; nothing is shifted out to make room");
        return (int)Math.Min(trained, (long)promptTokens + maxTokens);
    }

    private static ExitCode RunTokenize(CommandContext context)
    {
        byte[] text = (context.Get(Text), context.Get(TextFile)) switch
        {
            ({ } typed, null) => Encoding.UTF8.GetBytes(typed),
            (null, { } file) => ModelArguments.ReadText(context, file),
            _ => throw CommandFailure.Usage("give either --text or --text-file"),
        };
        string path = context.GetFile(ModelArguments.File);
        using var opened = ModelArguments.OpenVocabulary(path, out var facts);
        var tokenizer = ModelArguments.TokenizerOf(facts, path);
        int[] tokens = ModelArguments.Encode(tokenizer, text, !context.Get(NoBos), context.Get(ModelArguments.Special));
        return context.Result(new { Tokens = tokens, Pieces = tokens.Select(tokenizer.Piece) }, _ => context.Write(Table.Of(tokens,
            (Column.Number("token"), token => token),
            (Column.Text("piece"), token => TableText.OnOneLine(tokenizer.Piece(token))))));
    }

    private static ExitCode RunLogits(CommandContext context)
    {
        int[] tokens = [.. context.Get(Tokens).Split(',').Select(Token)];
        using var runtime = ModelArguments.Load(context);
        var tokenizer = ModelArguments.TokenizerOf(runtime.File.Vocabulary, context.Get(ModelArguments.File));
        if (tokens.Length > runtime.Facts.ContextLength)
            throw CommandFailure.BadInput(
                "ContextExceeded", $"{tokens.Length} tokens were given, the model's context is {runtime.Facts.ContextLength}");
        using var session = runtime.NewSession(tokens.Length);
        var positions = new List<Position>();
        session.Append(tokens, (position, logits) => positions.Add(new(position, TopOf(logits, context.Get(Top)))), context.Cancellation);
        return context.Result(new { Positions = positions }, _ => context.Write(Table.Of(
            positions.SelectMany(position => position.Top, (position, entry) => (position.Index, Entry: entry)),
            (Column.Number("position"), row => row.Index),
            (Column.Number("id"), row => row.Entry.Id),
            (Column.Text("piece"), row => TableText.OnOneLine(tokenizer.Piece(row.Entry.Id))),
            (Column.Number("logit"), row => row.Entry.Logit.ToString("F5")))));
    }

    private static int Token(string id) =>
        int.TryParse(id, out int token) ? token : throw CommandFailure.Usage($"--tokens holds '{id}', which is no token id");

    private static ImmutableArray<Entry> TopOf(ReadOnlySpan<float> logits, int count)
    {
        var entries = new Entry[logits.Length];
        for (int id = 0; id < entries.Length; id++) entries[id] = new(id, logits[id]);
        return [.. entries.OrderByDescending(entry => entry.Logit).ThenBy(entry => entry.Id).Take(count)];
    }

    private sealed record Position([property: JsonPropertyName("position")] int Index, ImmutableArray<Entry> Top);

    private sealed record Entry(int Id, float Logit);
}
