using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>Makes the skills of a simulation from sizes alone: those of shipped workloads are drawn, all others are equal.</summary>
/// <remarks>
/// Drawn footprints are log-normal with median 1 GiB and spread 0.7, cut to 64 MiB..8 GiB: quantised models of 0.1 to 13 billion
/// parameters. Each
/// skill draws from its own stream, so that it keeps its size whatever else is in the trace and whichever policy runs. Loads and speeds are
/// the machine's. Scratch is an eighth of the weights.
/// </remarks>
public static class SkillProfiles
{
    private const double Gibi = 1L << 30;

    public static ImmutableArray<SkillProfile> Draw(ImmutableArray<string> names, SeedTree seeds, MachineProfile machine) =>
        [.. names.Select((name, i) =>
        {
            var stream = seeds.Stream("plant.sizes", 0, (uint)i);
            double bytes = Math.Clamp(Gibi * Math.Exp(0.7 * stream.NextNormal()), Gibi / 16, 8 * Gibi);
            double quality = 0.75 + 0.2 * stream.NextDouble();
            return OfSize(name, (long)bytes, quality, machine);
        })];

    /// <summary>Skills of 1 GiB, alike in everything.</summary>
    public static ImmutableArray<SkillProfile> Alike(ImmutableArray<string> names, MachineProfile machine) =>
        [.. names.Select(name => OfSize(name, (long)Gibi, 0.85, machine))];

    /// <summary>The skill that a model of this many weight bytes is on a machine.</summary>
    public static SkillProfile OfSize(string name, long bytes, double quality, MachineProfile machine) => new()
    {
        Name = name,
        Footprint = new ResourceVector { ResidentBytes = bytes, ScratchBytes = bytes / 8 },
        ColdLoadSeconds = machine.ColdSeconds(bytes),
        WarmLoadSeconds = machine.WarmSeconds(bytes),
        PrefillTokensPerSecond = machine.PrefillTokensPerSecond(bytes),
        DecodeTokensPerSecond = machine.DecodeTokensPerSecond(bytes),
        Quality = quality,
    };
}
