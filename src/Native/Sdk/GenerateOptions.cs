using Teleo.Engine.Generation;

namespace Teleo.Native.Sdk;

/// <summary>The options of generation in JSON, for a pipeline's configuration and for each run of it.</summary>
internal static class GenerateOptions
{
    /// <summary>Reads the options from JSON; missing ones keep their previous values.</summary>
    public static GenerationOptions Read(SdkConfig config, GenerationOptions before)
    {
        var options = before with
        {
            MaxTokens = config.Integer("max_tokens", before.MaxTokens),
            Stops = config.Texts("stops", before.Stops),
            IgnoresEnd = config.Flag("ignores_end", before.IgnoresEnd),
            Sampling = before.Sampling with
            {
                RepeatPenalty = config.Real("repeat_penalty", before.Sampling.RepeatPenalty),
                RepeatWindow = config.Integer("repeat_window", before.Sampling.RepeatWindow),
                Temperature = config.Real("temperature", before.Sampling.Temperature),
                TopK = config.Integer("top_k", before.Sampling.TopK),
                TopP = config.Real("top_p", before.Sampling.TopP),
                MinP = config.Real("min_p", before.Sampling.MinP),
                Seed = config.Seed("seed", before.Sampling.Seed),
            },
        };
        config.End(options.Problems());
        return options;
    }
}
