
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
        (bool Holds, string Field, string Problem)[] rules =
        [
            (Name.Length > 0, "name", "is empty"),
            (MemoryBytes is not (<= 0 or > ByteSize.Most), "memory_bytes", "must be above 0 and at most 1 PiB"),
            (IsIn(BaseBytes, 0, ByteSize.Most), "base_bytes", "must be at least 0 and at most 1 PiB"),
            (!(MemoryBytes <= BaseBytes), "base_bytes", "leave no memory for models"),
            (IsIn(Workers, 1, 4096), "workers", $"must be 1 to 4096, is {Workers}: without one nothing is served"),
            (IsIn(Loaders, 1, 4096), "loaders", $"must be 1 to 4096, is {Loaders}: without one nothing is loaded"),
            (IsIn(PageCacheBytes, 0, ByteSize.Most), "page_cache_bytes", "must be at least 0 and at most 1 PiB"),
            (IsIn(Cold.StartSeconds, 0, 1e6), "cold_start_s", "must be 0 to 1e6 seconds"),
            (IsIn(Cold.BytesPerSecond, double.Epsilon, 1e15), "cold_bytes_per_s", "must be above 0 and at most 1e15"),
            (IsIn(Warm.StartSeconds, 0, 1e6), "warm_start_s", "must be 0 to 1e6 seconds"),
            (IsIn(Warm.BytesPerSecond, double.Epsilon, 1e15), "warm_bytes_per_s", "must be above 0 and at most 1e15"),
            (IsIn(Interference, 1, 1000), "interference", "must be 1 to 1000"),
            (IsIn(UnloadSeconds, 0, 1e6), "unload_s", "must be 0 to 1e6 seconds"),
            (IsIn(WeightBytesPerSecond, double.Epsilon, 1e18), "weight_bytes_per_s", "must be above 0 and at most 1e18"),
            (IsIn(PrefillSpeedup, double.Epsilon, 1e6), "prefill_speedup", "must be above 0 and at most 1e6"),
        ];
        return rules.Where(rule => !rule.Holds).Select(rule => (rule.Field, rule.Problem));

        static bool IsIn(double value, double least, double most) => value >= least && value <= most;
    }
}
