using System.Collections.Immutable;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Worlds;

/// <summary>The use of a world of the catalog; a world for tuning is never used for judging.</summary>
public enum WorldSet : byte
{
    Tuning,
    Validation,
    Judging,
}

/// <summary>A world that ships with the program.</summary>
/// <param name="Argument">Why its numbers are as they are, or where they come from.</param>
/// <param name="Capacity">What its pool holds unless another capacity is asked for.</param>
public sealed record NamedWorld(string Name, WorldSet Set, string Argument, string Capacity, World World);

/// <summary>The shipped worlds by name: machines and traffic with different scarce resources.</summary>
public static class WorldLibrary
{
    public static IReadOnlyList<NamedWorld> All { get; } =
    [
        new("adapters", WorldSet.Judging,
            "64 low-rank adapters of 50 to 400 MB over one base on a card of 24 GB, loads of 0.1 to 0.4 s; 60 clients in sessions, by day.",
            "24GB", Of("adapters", "clients-adapters", Sizes("adapter", 64, 5e7, 4e8, adapter: true))),
        new("sd-card", WorldSet.Judging,
            "A single-board computer of 8 GB with twelve models of 0.4 to 4.9 GB on an SD card, loads of 5 to 55 s; a household of four, "
                + "by day.",
            "8GB", Of("sd-card", "clients-household", Sizes("model", 12, 4e8, 4.3e9))),
        new("gpu-node", WorldSet.Judging,
            "Eight cards of 80 GB that read models of 40 to 140 GB over 40 Gbit/s; ServerlessLLM (arXiv 2401.14351) states 26 s for 130 "
                + "GB at 5 GB/s. "
            + "24 models, 200 clients, two days.",
            "640GB", new World
            {
                Models = Sizes("large", 24, 4e10, 1.3e11),
                Machine = Machines.Find("network")! with
                {
                    Name = "gpu-node", MemoryBytes = 640_000_000_000, Workers = 64, Loaders = 2, Cold = new(2, 5e9), Warm = new(2, 2e10),
                    PageCacheBytes = 500_000_000_000, WeightBytesPerSecond = 1.2e13, PrefillSpeedup = 40,
                    Source = "Assumed: 2 s to start, 5 GB/s over the network, 20 GB/s from host memory, eight cards that read 1.5 TB/s "
                        + "of weights each.",
                },
                Traffic = new("clients-node"),
            }),
        new("saturated", WorldSet.Judging,
            "Service is scarce, not memory alone: answers of 900 tokens in the median for eight workers, a third of the memory. In "
                + "measured traffic of this kind "
            + "a tenth of the requests was lost.",
            "33%", Of("disk", "clients-saturated", Sizes("model", 16, 8e8, 7e9))),
        new("laptop", WorldSet.Tuning,
            "16 GB for six models of 31 GB together on an NVMe drive; two people and a few programs.",
            "16GB", Of("nvme", "clients-laptop", Laptop)),
        new("two-cards", WorldSet.Validation,
            "Two cards of 24 GB for fourteen models of 2 to 20 GB from an NVMe drive; a team of forty.",
            "48GB", Of("gpu-pcie", "clients-team", Sizes("model", 14, 2e9, 1.8e10))),
        .. new[] { ("tuning", WorldSet.Tuning), ("validation", WorldSet.Validation), ("judging", WorldSet.Judging) }.Select(
            set => new NamedWorld(
            $"servegen-{set.Item1}", set.Item2,
            "Measured rates of a third of the clients on days of their own (see traces/workloads/PROVENANCE.md); the three sets share "
                + "neither a client nor a day.",
            "30%", new World { Traffic = new($"servegen-{set.Item1}") })),
        .. new[] { "good", "bad", "split", "switch" }.Select(truth => new NamedWorld(
            $"foresight-{truth}", WorldSet.Validation,
            "Four clients foretell clumps ten seconds ahead, as 0.8: four in five come, one in fifty, half of each, or by turns.",
            "30%", new World { Traffic = new($"foresight-{truth}") })),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(world => world.Name)];

    public static NamedWorld? Find(string name) => All.FirstOrDefault(world => world.Name == name);

    /// <summary>Six models of a typical list of a person who tries models.</summary>
    private static ImmutableArray<ModelProfile> Laptop =>
    [
        new() { Name = "qwen2.5-coder:14b", Bytes = 9_000_000_000, Family = "qwen2 14B" },
        new() { Name = "qwen2.5-coder:7b", Bytes = 4_700_000_000, Family = "qwen2 7B" },
        new() { Name = "llama3.1:8b", Bytes = 4_900_000_000, Family = "llama 8B" },
        new() { Name = "gemma2:9b", Bytes = 5_400_000_000, Family = "gemma2 9B" },
        new() { Name = "mistral:7b", Bytes = 4_100_000_000, Family = "llama 7B" },
        new() { Name = "phi3:mini", Bytes = 2_200_000_000, Family = "phi3 4B" },
    ];

    private static World Of(string machine, string workload, ImmutableArray<ModelProfile> models) =>
        new() { Models = models, Machine = Machines.Find(machine)!, Traffic = new(workload) };

    /// <summary>Models whose sizes rise in equal ratios, in an order unrelated to the ranks of their names.</summary>
    private static ImmutableArray<ModelProfile> Sizes(string name, int count, double least, double most, bool adapter = false) =>
        [.. WorkloadLibrary.ModelNames(name, count).Select((model, i) => new ModelProfile
        {
            Name = model,
            Bytes = (long)(least * Math.Pow(most / least, i * 7 % count / (count - 1.0))),
            ScratchBytes = adapter ? 0 : null,
        })];
}
