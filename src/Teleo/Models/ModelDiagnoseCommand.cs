using System.Buffers;
using System.Text;
using Teleo.Engine.Generation;
using Teleo.Engine.Runtime;
using Teleo.Shell;

namespace Teleo.Models;

/// <summary>
/// The command <c>teleo model diagnose</c>: the state of a session as JSON of <c>docs/reference/diagnostics.schema.json</c>.
/// </summary>
internal static class ModelDiagnoseCommand
{
    public static Subcommand Build() => new(
        "diagnose", "Print the state of a model's session as JSON; with a prompt, after the answer", RunAsync,
    [
        "teleo model diagnose skills/stories260K/stories260K.gguf --prompt \"Once upon a time\" --max-tokens 20",
    ])
    {
        ModelArguments.File, ModelArguments.Prompt, ModelArguments.PromptFile, ModelArguments.Special,
        ModelArguments.Generation,
    };

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var options = ModelArguments.GenerationOf(context);
        bool asks = context.Has(ModelArguments.Prompt) || context.Has(ModelArguments.PromptFile);
        byte[] prompt = asks ? ModelArguments.PromptOf(context) : [];
        using var runtime = ModelArguments.Load(context);
        var tokenizer = ModelArguments.TokenizerOf(runtime.File.Vocabulary, context.Get(ModelArguments.File));
        int[] tokens = asks ? ModelArguments.Encode(tokenizer, prompt, addSpecial: true, context.Get(ModelArguments.Special)) : [];
        using var session = runtime.NewSession(asks ? ModelRunCommands.Room(runtime, tokens.Length, options.MaxTokens) : 0);
        if (asks) await new Answer(session, tokenizer, options, context.Clock).WholeAsync(tokens, context.Cancellation);
        var json = new ArrayBufferWriter<byte>();
        DiagnosticsJson.Write(json, runtime.Diagnose(session, options.Sampling));
        context.Line(Encoding.UTF8.GetString(json.WrittenSpan));
        return ExitCode.Ok;
    }
}
