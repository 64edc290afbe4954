using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// Profiles for the names of a trace that has none. Each skill draws from its own stream, so that a skill keeps
/// its size whatever else is in the trace and whichever policy runs.
/// </summary>
/// <remarks>
/// The machine assumed is one accelerator of the middle class. Footprints are log-normal with median 1 GiB and spread 0.7,
/// cut to 64 MiB..8 GiB: quantised models of 0.1 to 13 billion parameters. Files are read at 1 GB/s from the disk
/// and 4 GB/s from the page cache, after 0.15 s to create a runtime. Decoding reads all weights once per
/// token at 200 GB/s; prefill is 20 times faster per token. Scratch is an eighth of the weights.
/// </remarks>
public static class SkillProfiles
{
    private const double Gibi = 1L << 30;
    private const double StartSeconds = 0.15;
    private const double DiskBytesPerSecond = 1e9;
    private const double PageCacheBytesPerSecond = 4e9;
    private const double MemoryBytesPerSecond = 2e11;
    private const double PrefillSpeedup = 20;

    public static ImmutableArray<SkillProfile> Draw(ImmutableArray<string> names, SeedTree seeds)
    {
        var profiles = ImmutableArray.CreateBuilder<SkillProfile>(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            var stream = seeds.Stream("plant.sizes", 0, (uint)i);
            double bytes = Math.Clamp(Gibi * Math.Exp(0.7 * stream.NextNormal()), Gibi / 16, 8 * Gibi);
            double quality = 0.75 + 0.2 * stream.NextDouble();
            profiles.Add(OfSize(names[i], (long)bytes, quality));
        }

        return profiles.MoveToImmutable();
    }

    /// <summary>Skills alike in everything, for capacities counted in skills.</summary>
    public static ImmutableArray<SkillProfile> Alike(ImmutableArray<string> names) =>
        [.. names.Select(name => OfSize(name, (long)Gibi, 0.85))];

    /// <summary>Returns the profile of a skill of so many weight bytes on the assumed machine.</summary>
    public static SkillProfile OfSize(string name, long bytes, double quality) => new()
    {
        Name = name,
        Footprint = new ResourceVector { ResidentBytes = bytes, ScratchBytes = bytes / 8 },
        ColdLoadSeconds = StartSeconds + bytes / DiskBytesPerSecond,
        WarmLoadSeconds = StartSeconds + bytes / PageCacheBytesPerSecond,
        PrefillTokensPerSecond = PrefillSpeedup * MemoryBytesPerSecond / bytes,
        DecodeTokensPerSecond = MemoryBytesPerSecond / bytes,
        Quality = quality,
    };
}
