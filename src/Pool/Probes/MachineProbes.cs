using Teleo.Controller.Domain;

namespace Teleo.Pool.Probes;

/// <summary>Reads everything that can be measured of the machine outside the models, at one moment.</summary>
/// <param name="root">Where the machine's files begin; <c>/</c> but in tests.</param>
/// <param name="disk">A path on the disk whose free bytes count.</param>
internal sealed class MachineProbes(string root, string disk, TimeProvider clock)
{
    /// <param name="models">Model files that are in use, by name.</param>
    public IReadOnlyList<Reading> Read(IEnumerable<(string Name, string Path)>? models = null)
    {
        var look = new ProbeSample(new ProbeFiles(root), clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000);
        ProcessProbe.Read(look);
        RuntimeProbe.Read(look, models ?? []);
        ControlGroupProbe.Read(look);
        PressureProbe.Read(look);
        ReadCollector(look);
        ReadDisk(look);
        HeatProbe.Read(look);
        return look.Readings;
    }

    /// <summary>Reads the garbage collector's own accounting, which is reported and not measured.</summary>
    private static void ReadCollector(ProbeSample look)
    {
        look.Report("gc.heap", GC.GetTotalMemory(forceFullCollection: false), "By", ".NET runtime");
        look.Report("gc.pauses", GC.GetTotalPauseDuration().TotalSeconds, "s", ".NET runtime");
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
            look.Report($"gc.collections.{generation}", GC.CollectionCount(generation), "{collection}", ".NET runtime");
    }

    private void ReadDisk(ProbeSample look)
    {
        try
        {
            look.Add("disk.free", new DriveInfo(disk).AvailableFreeSpace, "By", disk, 0, ReadingKind.Measured);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            look.Unknown("disk.free", "By", disk, e.Message);
        }
    }
}
