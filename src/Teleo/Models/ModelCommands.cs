using Teleo.Shell;

namespace Teleo.Models;

/// <summary>The group <c>teleo model</c>: inspects, runs, measures and converts model files.</summary>
internal static class ModelCommands
{
    public static Subcommand Build() => new(
        "model",
        "Inspect, run, measure and convert model files",
        ["teleo model generate skills/stories260K/stories260K.gguf --prompt \"Once upon a time\" --stream"])
    {
        ModelFileCommands.Info(),
        ModelFileCommands.Validate(),
        ModelFileCommands.Manifest(),
        ModelFileCommands.Gate(),
        ModelRunCommands.Generate(),
        ModelChatCommand.Build(),
        ModelRunCommands.Tokenize(),
        ModelRunCommands.Logits(),
        ModelDiagnoseCommand.Build(),
        ModelMeasureCommands.Perplexity(),
        ModelMeasureCommands.Bench(),
        ModelPackCommands.Convert(),
        ModelPackCommands.Quantize(),
        ModelPackCommands.Fixture(),
    };
}
