namespace Teleo.Experiments.Worlds;

/// <summary>The speed of reading a file: a fixed start time and a rate.</summary>
public readonly record struct ReadSpeed(double StartSeconds, double BytesPerSecond)
{
    public double Seconds(long bytes) => StartSeconds + bytes / BytesPerSecond;
}

/// <summary>A machine that holds a pool: its memory, how fast it reads models, and how fast it computes with them.</summary>
public sealed record MachineProfile
{
    public required string Name { get; init; }

    /// <summary>The sources of the figures.</summary>
    public required string Source { get; init; }

    /// <summary>Memory for models; null where the user states it.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Permanent memory of a base model shared by all models, in bytes.</summary>
    public long BaseBytes { get; init; }

    /// <summary>Requests in service at once, over all models.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>Loads under way at once.</summary>
    public int Loaders { get; init; } = 2;

    /// <summary>Reading a file that is not in the page cache.</summary>
    public required ReadSpeed Cold { get; init; }

    /// <summary>Reading a file that is in the page cache.</summary>
    public required ReadSpeed Warm { get; init; }

    /// <summary>Files read last are warm as long as they fit in this.</summary>
    public long PageCacheBytes { get; init; } = 32L << 30;

    /// <summary>Factor on the service time of a request that starts during a load.</summary>
    public double Interference { get; init; } = 1.15;

    public double UnloadSeconds { get; init; } = 0.05;

    /// <summary>Bytes of weights that decoding reads a second; each token reads all weights of its model, or of the base.</summary>
    public double WeightBytesPerSecond { get; init; } = 2e11;

    /// <summary>The speed of prefill as a multiple of the speed of decoding.</summary>
    public double PrefillSpeedup { get; init; } = 20;

    /// <summary>Seconds to load so many bytes that are not in the page cache.</summary>
    public double ColdSeconds(long bytes) => Cold.Seconds(bytes);

    public double WarmSeconds(long bytes) => Warm.Seconds(bytes);

    /// <summary>Tokens a second of a model with so many bytes of weights.</summary>
    public double DecodeTokensPerSecond(long bytes) => WeightBytesPerSecond / (BaseBytes > 0 ? BaseBytes : bytes);

    public double PrefillTokensPerSecond(long bytes) => PrefillSpeedup * WeightBytesPerSecond / (BaseBytes > 0 ? BaseBytes : bytes);

    /// <summary>Every fault of the profile, each with the field it is in.</summary>
    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (Name.Length == 0) yield return ("name", "is empty");
        if (MemoryBytes <= BaseBytes) yield return ("base_bytes", "leave no memory for models");
        foreach (var field in MachineField.All)
            if (field.ProblemOf(this) is { } problem) yield return (field.Name, problem);
    }
}
