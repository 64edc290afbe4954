using Teleo.Engine.Sessions;

namespace Teleo.Engine.Runtime;

/// <summary>The options of running a model.</summary>
public sealed record RuntimeOptions
{
    /// <summary>The most threads; small work uses one. Zero for one per processor.</summary>
    public int MaxThreads { get; init; }

    /// <summary>The number of prompt tokens that are read at once.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Default context of a session in tokens; zero for the model's trained context.</summary>
    public int ContextLength { get; init; }

    public KvPrecision KvPrecision { get; init; } = KvPrecision.F32;

    /// <summary>Accepts a .slm file with any checksum, for files of programs with another algorithm.</summary>
    public bool AcceptsAnyChecksum { get; init; }

    /// <summary>
    /// Set where the content of the files was verified before, as a registry does: neither checksum nor weights are read again. Otherwise
    /// the first session of a model reads all weights once and is refused where one is not finite.
    /// </summary>
    public bool IsContentVerified { get; init; }

    /// <summary>Every fault at once; empty when there is none.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxThreads < 0) yield return $"{nameof(MaxThreads)} is {MaxThreads}; it must not be negative";
        if (BatchSize < 1) yield return $"{nameof(BatchSize)} is {BatchSize}; it must be at least 1";
        if (ContextLength < 0) yield return $"{nameof(ContextLength)} is {ContextLength}; it must not be negative";
    }
}
