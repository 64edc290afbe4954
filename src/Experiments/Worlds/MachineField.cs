using System.Collections.Immutable;
using System.Globalization;

namespace Teleo.Experiments.Worlds;

/// <summary>One number of a machine: its name in JSON, its bounds, and how it is read and changed.</summary>
internal sealed record MachineField(string Name, FieldKind Kind, double Least, double Most, string Bounds)
{
    /// <summary>The value; null where the machine states none.</summary>
    public required Func<MachineProfile, double?> Get { get; init; }

    public required Func<MachineProfile, double, MachineProfile> Set { get; init; }

    public static ImmutableArray<MachineField> All { get; } =
    [
        new("memory_bytes", FieldKind.Size, 1, ByteSize.Most, "must be above 0 and at most 1 PiB")
        {
            Get = m => m.MemoryBytes,
            Set = (m, v) => m with { MemoryBytes = (long)v },
        },
        new("base_bytes", FieldKind.Size, 0, ByteSize.Most, "must be at least 0 and at most 1 PiB")
        {
            Get = m => m.BaseBytes,
            Set = (m, v) => m with { BaseBytes = (long)v },
        },
        new("workers", FieldKind.Number, 1, 4096, "must be 1 to 4096, or nothing is served")
        {
            Get = m => m.Workers,
            Set = (m, v) => m with { Workers = (int)v },
        },
        new("loaders", FieldKind.Number, 1, 4096, "must be 1 to 4096, or nothing is loaded")
        {
            Get = m => m.Loaders,
            Set = (m, v) => m with { Loaders = (int)v },
        },
        new("cold_start_s", FieldKind.Number, 0, 1e6, "must be 0 to 1e6 seconds")
        {
            Get = m => m.Cold.StartSeconds,
            Set = (m, v) => m with { Cold = m.Cold with { StartSeconds = v } },
        },
        new("cold_bytes_per_s", FieldKind.Number, double.Epsilon, 1e15, "must be above 0 and at most 1e15")
        {
            Get = m => m.Cold.BytesPerSecond,
            Set = (m, v) => m with { Cold = m.Cold with { BytesPerSecond = v } },
        },
        new("warm_start_s", FieldKind.Number, 0, 1e6, "must be 0 to 1e6 seconds")
        {
            Get = m => m.Warm.StartSeconds,
            Set = (m, v) => m with { Warm = m.Warm with { StartSeconds = v } },
        },
        new("warm_bytes_per_s", FieldKind.Number, double.Epsilon, 1e15, "must be above 0 and at most 1e15")
        {
            Get = m => m.Warm.BytesPerSecond,
            Set = (m, v) => m with { Warm = m.Warm with { BytesPerSecond = v } },
        },
        new("page_cache_bytes", FieldKind.Size, 0, ByteSize.Most, "must be at least 0 and at most 1 PiB")
        {
            Get = m => m.PageCacheBytes,
            Set = (m, v) => m with { PageCacheBytes = (long)v },
        },
        new("interference", FieldKind.Number, 1, 1000, "must be 1 to 1000")
        {
            Get = m => m.Interference,
            Set = (m, v) => m with { Interference = v },
        },
        new("unload_s", FieldKind.Number, 0, 1e6, "must be 0 to 1e6 seconds")
        {
            Get = m => m.UnloadSeconds,
            Set = (m, v) => m with { UnloadSeconds = v },
        },
        new("weight_bytes_per_s", FieldKind.Number, double.Epsilon, 1e18, "must be above 0 and at most 1e18")
        {
            Get = m => m.WeightBytesPerSecond,
            Set = (m, v) => m with { WeightBytesPerSecond = v },
        },
        new("prefill_speedup", FieldKind.Number, double.Epsilon, 1e6, "must be above 0 and at most 1e6")
        {
            Get = m => m.PrefillSpeedup,
            Set = (m, v) => m with { PrefillSpeedup = v },
        },
    ];

    public string? ProblemOf(MachineProfile machine) => Get(machine) is { } value && !(value >= Least && value <= Most)
        ? string.Create(CultureInfo.InvariantCulture, $"{Bounds}; it is {value}")
        : null;
}
