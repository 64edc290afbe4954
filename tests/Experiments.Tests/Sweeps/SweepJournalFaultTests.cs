using Teleo.Engine.Tests.Storage;
using Teleo.Experiments.Sweeps;

namespace Teleo.Experiments.Tests.Sweeps;

public sealed class SweepJournalFaultTests : IDisposable
{
    private const int Rows = 6;
    private readonly string _folder = SimulatedFolders.New();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_cell_that_is_believed_is_right_at_every_call_under_every_fault()
    {
        var rehearsal = NewDisk(0);
        Write(rehearsal, 0);
        int seed = 0, believed = 0;
        for (int call = 1; call <= rehearsal.Calls.Count; call++)
            foreach (var fault in DiskFaults.All)
                foreach (var loss in Enum.GetValues<PowerLoss>())
                {
                    var disk = NewDisk(++seed);
                    disk.Plan = (call, fault);
                    try
                    {
                        Write(disk, 0);
                    }
                    catch (Exception end) when (end is IOException or PowerFailure)
                    {
                    }

                    disk.Restart(loss);
                    believed += Read(disk, seed);
                    Write(disk, 3);   // goes on, over whatever was left
                    Read(disk, seed);
                }

        // A loss of power leaves what the last flush held, often nothing: the law must not hold because nothing is ever believed.
        Assert.True(believed > seed / 2, $"{believed} cells in {seed} trials");
    }

    [Fact]
    public void A_flipped_bit_costs_cells_and_changes_none()
    {
        var disk = NewDisk(1);
        Write(disk, 0);
        byte[] whole = disk.Peek(PathOn(disk))!;
        for (int bit = 0; bit < whole.Length * 8; bit += 3)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            disk.Spoil(PathOn(disk), flipped);
            Assert.InRange(Read(disk, bit), 0, Rows - 1);
        }
    }

    private SimulatedDisk NewDisk(int seed) => new(Path.Combine(_folder, "disk"), seed);

    private static string PathOn(SimulatedDisk disk) => Path.Combine(disk.Root, "out", "sweep.journal");

    private static double[] ValuesOf(int row) => [row / 3.0, Math.Sqrt(row)];

    private static void Write(SimulatedDisk disk, int first)
    {
        using var journal = new SweepJournal(PathOn(disk), "a question", 2, disk);
        for (int row = first; row < Rows; row++) journal.Add(1, row, ValuesOf(row));
    }

    /// <summary>Checks the believed cells and counts them.</summary>
    private static int Read(SimulatedDisk disk, int seed)
    {
        using var journal = new SweepJournal(PathOn(disk), "a question", 2, disk);
        int known = 0;
        for (int row = 0; row < Rows; row++)
        {
            if (!journal.TryGet(1, row, out double[]? values)) continue;
            Assert.True(values.SequenceEqual(ValuesOf(row)), $"seed {seed}, row {row}");
            known++;
        }

        return known;
    }
}
