using Teleo.Experiments.Shell;

namespace Teleo.Experiments.Commands;

/// <summary>The group <c>teleo model</c>: look into, run, measure and convert model files.</summary>
internal static class ModelCommands
{
    public static Verb Build() => new("model", "Look into, run, measure and convert model files")
    {
        ModelRunCommands.Generate(),
        ModelChatCommand.Build(),
        ModelRunCommands.Tokenize(),
        ModelRunCommands.Logits(),
        ModelMeasureCommands.Perplexity(),
        ModelMeasureCommands.Bench(),
    };
}
