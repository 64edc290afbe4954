using Teleo.Engine.Storage;

namespace Teleo.Engine.Tests.Storage;

public sealed class WholeFileFaultTests : IDisposable
{
    private readonly string _folder = SimulatedFolders.New();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("old")]
    public void Every_call_with_every_fault_leaves_the_old_file_or_the_new_one(string? old)
    {
        var count = NewDisk(old, 0);
        int before = count.Calls.Count;
        AtomicFile.WriteText(Target, "new", count);
        int calls = count.Calls.Count - before, hits = 0;
        Assert.InRange(calls, 6, 40);

        int seed = 0;
        for (int call = 1; call <= calls; call++)
            foreach (var fault in DiskFaults.All)
                foreach (var loss in Enum.GetValues<PowerLoss>())
                {
                    var disk = NewDisk(old, ++seed);
                    disk.Plan = (disk.Calls.Count + call, fault);
                    if (Violation(disk, old, loss) is { } violation) Assert.Fail($"call {call} ({disk.Calls[disk.Calls.Count - 1]}), {fault}, {loss}, seed {seed}: {violation}");
                    hits++;
                }

        Assert.Equal(calls * DiskFaults.All.Length * 3, hits);
    }

    [Fact]
    public void A_flush_that_fails_is_a_refusal()
    {
        var disk = Failing("Flush");
        Assert.Throws<IOException>(() => AtomicFile.WriteText(Target, "new", disk));
        Assert.Equal("old", Text(disk));
        Assert.Equal(["file"], disk.PeekNames(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public void A_folder_that_is_not_flushed_is_said_to_be_unsettled()
    {
        var disk = Failing("FlushFolder");
        var unsettled = Assert.Throws<UnsettledWriteException>(() => AtomicFile.WriteText(Target, "new", disk));
        Assert.Contains("may stand after a power failure", unsettled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_rename_fails_and_nothing_can_be_looked_at_the_file_is_said_to_be_unsettled()
    {
        var disk = Failing("Rename");
        (disk.FailsFrom, disk.Plan) = (disk.Plan.Call, default);
        Assert.Throws<UnsettledWriteException>(() => AtomicFile.WriteText(Target, "new", disk));
    }

    [Fact]
    public void With_flushes_whose_failure_is_swallowed_the_law_fails()
    {
        var violations = new HashSet<string>();
        for (int seed = 1; seed <= 40; seed++)
            foreach (string flush in new[] { "Flush", "FlushFolder" })
            {
                var disk = Failing(flush, seed);
                if (Violation(disk, "old", PowerLoss.EverythingLost, new ForgivingDisk(disk)) is not null) violations.Add(flush);
            }

        Assert.Equal(["Flush", "FlushFolder"], violations.Order(StringComparer.Ordinal));
    }

    private string Target => Path.Combine(_folder, "disk", "a", "b", "file");

    /// <summary>Writes once, cuts the power, and looks at what stands; null where it is what was promised.</summary>
    private string? Violation(SimulatedDisk disk, string? old, PowerLoss loss, IDisk? through = null)
    {
        string?[] allowed;
        try
        {
            AtomicFile.WriteText(Target, "new", through ?? disk);
            allowed = ["new"];
        }
        catch (Exception end) when (end is PowerFailure or UnsettledWriteException)
        {
            allowed = [old, "new"];
        }
        catch (IOException)
        {
            allowed = [old];
            if (Text(disk) != old) return $"refused, and '{Text(disk)}' is read";
        }

        disk.Restart(loss);
        return allowed.Contains(Text(disk)) ? null : $"'{Text(disk)}' stands where '{string.Join("' or '", allowed)}' was promised";
    }

    private string? Text(SimulatedDisk disk) => disk.Peek(Target) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    private SimulatedDisk Failing(string kind, int seed = 1)
    {
        var rehearsal = NewDisk("old", seed);
        int before = rehearsal.Calls.Count;
        AtomicFile.WriteText(Target, "new", rehearsal);
        var disk = NewDisk("old", seed);
        disk.Plan = (rehearsal.Calls.IndexOf(kind, before) + 1, DiskFault.InputOutput);
        return disk;
    }

    private SimulatedDisk NewDisk(string? old, int seed)
    {
        var disk = new SimulatedDisk(Path.Combine(_folder, "disk"), seed);
        if (old is not null) AtomicFile.WriteText(Target, old, disk);
        return disk;
    }
}
