namespace Teleo.Engine.Models;

/// <summary>The scaling of positions beyond the trained context.</summary>
public abstract record RopeScaling
{
    private RopeScaling()
    {
    }

    public static readonly RopeScaling None = new Unscaled();

    public sealed record Unscaled : RopeScaling;

    public sealed record Linear(float Factor) : RopeScaling;

    public sealed record Yarn(float Factor, int OriginalContext, float ExtFactor, float AttentionFactor, float BetaFast, float BetaSlow)
        : RopeScaling;

    /// <summary>One divisor per rotated pair, as a tensor in the file (Llama 3).</summary>
    public sealed record PerPair : RopeScaling;
}
