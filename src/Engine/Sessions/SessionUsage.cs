namespace Teleo.Engine.Sessions;

/// <summary>The tokens that a session has read and the time it took. A single token counts as generated, several as a prompt.</summary>
public readonly record struct SessionUsage(long PromptTokens, long GeneratedTokens, TimeSpan PromptTime, TimeSpan GenerationTime)
{
    public double PromptTokensPerSecond => Rate(PromptTokens, PromptTime);

    public double GeneratedTokensPerSecond => Rate(GeneratedTokens, GenerationTime);

    internal SessionUsage With(int tokens, TimeSpan time) => tokens == 1
        ? this with { GeneratedTokens = GeneratedTokens + 1, GenerationTime = GenerationTime + time }
        : this with { PromptTokens = PromptTokens + tokens, PromptTime = PromptTime + time };

    private static double Rate(long tokens, TimeSpan time) => time > TimeSpan.Zero ? tokens / time.TotalSeconds : 0;
}
