namespace Teleo.Bench;

/// <summary>How many times as fast as a peer a model of a size should be.</summary>
/// <param name="Decode">Against the best peer.</param>
/// <param name="Prefill">Against the first peer.</param>
internal readonly record struct Wanted(double Decode, double Prefill)
{
    /// <summary>The part of a peer's time from loading to the first token that ours should take at most.</summary>
    public const double FirstToken = 1 / 3.0;

    public static Wanted Of(long parameters) => parameters switch
    {
        < 500_000 => new(2.5, 8),
        < 5_000_000 => new(2.5, 3),
        < 50_000_000 => new(1.2, 1.1),
        _ => new(1, 1),
    };
}
