using System.Collections.Immutable;
using Teleo.Engine.Storage;
using Teleo.Engine.Tests.Storage;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public sealed class CellFaultTests : IDisposable
{
    private readonly string _folder = SimulatedFolders.New();
    private readonly Cell _cell = StudyPlan.Of(Any.Study("aa")).Cells[0];
    private readonly CellOutcome _outcome = Any.Runner.Run(StudyPlan.Of(Any.Study("aa")).Cells[0], CancellationToken.None) with
    {
        Files = ImmutableSortedDictionary<string, byte[]>.Empty.Add("ticks.csv.gz", [.. Enumerable.Range(0, 3000).Select(i => (byte)i)]),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]   // in the place of one that was spoiled
    public void A_cell_is_right_or_absent_at_every_call_under_every_fault_and_there_once_it_was_flushed(bool isAgain)
    {
        var rehearsal = NewDisk(0, isAgain);
        int before = rehearsal.Calls.Count, seed = 0;
        Write(rehearsal);
        int calls = rehearsal.Calls.Count - before;
        Assert.InRange(calls, 20, 80);
        for (int call = 1; call <= calls; call++)
            foreach (var fault in DiskFaults.All)
                foreach (var loss in Enum.GetValues<PowerLoss>())
                {
                    var disk = NewDisk(++seed, isAgain);
                    disk.Plan = (disk.Calls.Count + call, fault);
                    var violation = Violation(disk, loss);
                    Assert.True(violation is null, $"call {call} of {calls}, {fault}, {loss}, seed {seed}: {violation}");
                }
    }

    [Fact]
    public void With_flushes_whose_failure_is_swallowed_a_flushed_cell_may_be_gone()
    {
        var violations = new HashSet<string>();
        for (int seed = 1; seed <= 60; seed++)
        {
            var disk = NewDisk(seed, isAgain: false);
            disk.Plan = (seed, DiskFault.InputOutput);
            if (Violation(disk, PowerLoss.EverythingLost, new ForgivingDisk(disk)) is { } violation) violations.Add(violation);
        }

        Assert.Contains("a flushed cell is gone", violations);
    }

    /// <summary>Writes and flushes the cell, cuts the power, looks, and runs the cell again.</summary>
    private string? Violation(SimulatedDisk disk, PowerLoss loss, IDisk? through = null)
    {
        bool isAcknowledged = false;
        try
        {
            Write(through ?? disk);
            isAcknowledged = true;
        }
        catch (Exception end) when (end is IOException or PowerFailure)
        {
        }

        disk.Restart(loss);
        var found = StoreOn(disk).TryRead(_cell);
        if (found is null && isAcknowledged) return "a flushed cell is gone";
        if (found is not null && !IsRight(found)) return "a wrong cell is believed";
        Write(disk);
        disk.Restart(PowerLoss.EverythingLost);
        return StoreOn(disk).TryRead(_cell) is { } again && IsRight(again) ? null : "the cell run again is not there";
    }

    private SimulatedDisk NewDisk(int seed, bool isAgain)
    {
        var disk = new SimulatedDisk(Path.Combine(_folder, "disk"), seed);
        if (!isAgain) return disk;
        Write(disk);
        disk.Spoil(Path.Combine(StoreOn(disk).PathOf(_cell), "metrics.json"), "{}"u8.ToArray());
        Assert.Null(StoreOn(disk).TryRead(_cell));
        return disk;
    }

    private bool IsRight(CellOutcome found) => found.Failure == _outcome.Failure && found.Values.SequenceEqual(_outcome.Values);

    private void Write(IDisk disk)
    {
        var store = StoreOn(disk);
        store.Write(_cell, _outcome, TimeSpan.FromSeconds(1));
        store.Flush();
    }

    private CellStore StoreOn(IDisk disk) => new(Path.Combine(_folder, "disk", "cells"), Any.Runner, disk: disk);
}
