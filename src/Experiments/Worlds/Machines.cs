namespace Teleo.Experiments.Worlds;

/// <summary>
/// The machines that ship with the program, by name. Each figure comes from a data sheet or a published measurement, or is marked as
/// assumed.
/// </summary>
public static class Machines
{
    /// <summary>The machine of every simulation that names none.</summary>
    public static MachineProfile Disk { get; } = new()
    {
        Name = "disk",
        Source = "Assumed: a mounted solid-state disk at 1 GB/s, 4 GB/s from the page cache, 0.15 s to create a runtime; an "
            + "accelerator of the middle class that reads 200 GB/s of weights.",
        Cold = new(0.15, 1e9),
        Warm = new(0.15, 4e9),
    };

    public static IReadOnlyList<MachineProfile> All { get; } =
    [
        Disk,
        Disk with
        {
            Name = "nvme",
            Source = "Assumed: 0.15 s + 0.2 s/GB cold, 0.1 s/GB from the page cache. Drives on PCIe 4.0 x4 state 7 GB/s in sequence; "
                + "loaders that copy reach about 5.",
            Cold = new(0.15, 5e9),
            Warm = new(0.15, 10e9),
        },
        Disk with
        {
            Name = "network",
            Source = "Assumed: 0.5 s + 5 s/GB, each load read anew: a share over 2.5 Gbit/s Ethernet (at most 312 MB/s) that reaches "
                + "two thirds of it.",
            Cold = new(0.5, 2e8),
            Warm = new(0.5, 2e8),
            PageCacheBytes = 0,
        },
        Disk with
        {
            Name = "in-process",
            Source = "Assumed: 2 ms + 4 ms/GB to map a file that lies in the page cache and to build a runtime on it, without a copy.",
            Cold = new(0.002, 2.5e11),
            Warm = new(0.002, 2.5e11),
            UnloadSeconds = 0.002,
        },
        Disk with
        {
            Name = "sd-card",
            Source = "A single-board computer. The bus SDR104 of the SD Physical Layer Specification ends at 104 MB/s; assumed are 90 "
                + "MB/s of it, 1 s to start a server, 8 GB of memory, and 12 GB/s of weights of the 17 GB/s that 32 bits of "
                + "LPDDR4X-4267 state.",
            MemoryBytes = 8_000_000_000,
            Cold = new(1, 9e7),
            Warm = new(1, 2e9),
            PageCacheBytes = 2_000_000_000,
            Workers = 1,
            Loaders = 1,
            WeightBytesPerSecond = 1.2e10,
            PrefillSpeedup = 5,
        },
        Disk with
        {
            Name = "gpu-pcie",
            Source = "A graphics card of 24 GB. PCIe 4.0 x16 states 31.5 GB/s; assumed are 25 of it from host memory, 5 GB/s from an "
                + "NVMe drive, 0.3 s to start, and 800 GB/s of weights of the 1,008 that the GeForce RTX 4090 states.",
            MemoryBytes = 24_000_000_000,
            Cold = new(0.3, 5e9),
            Warm = new(0.3, 2.5e10),
            WeightBytesPerSecond = 8e11,
            PrefillSpeedup = 40,
        },
        Disk with
        {
            Name = "adapters",
            Source = "Low-rank adapters over one base of 16 GB that stays on a card of 24 GB. Assumed: 0.08 s + 0.6 s/GB cold, so that "
                + "adapters of 50 to 500 MB take 0.1 to 0.4 s; published cold starts of adapters lie between 0.08 and 0.37 s. Every "
                + "request computes with the base.",
            MemoryBytes = 24_000_000_000,
            BaseBytes = 16_000_000_000,
            Cold = new(0.08, 1.6e9),
            Warm = new(0.02, 2.5e10),
            UnloadSeconds = 0.005,
            Workers = 32,
            WeightBytesPerSecond = 8e11,
            PrefillSpeedup = 40,
        },
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(machine => machine.Name)];

    public static MachineProfile? Find(string name) => All.FirstOrDefault(machine => machine.Name == name);
}
