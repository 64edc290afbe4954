using Teleo.Engine.Skills;
using Teleo.Engine.Tests.Kernels;
using Teleo.Engine.Tests.Storage;

namespace Teleo.Engine.Tests.Skills;

/// <summary>The registry on a disk that fails: what was acknowledged is there, what was refused is not, what was cut short is whole or absent.</summary>
public sealed class RegistryFaultTests : IDisposable
{
    private static readonly RegistryStep[] Steps =
    [
        new(RegistryStepKind.Install, 5), new(RegistryStepKind.Install, 1), new(RegistryStepKind.Verify, 1), new(RegistryStepKind.Retire, 0), new(RegistryStepKind.Restore, 2),
        new(RegistryStepKind.Quarantine, 0), new(RegistryStepKind.Remove, 3), new(RegistryStepKind.UseInMemory, 0), new(RegistryStepKind.Collect, 0), new(RegistryStepKind.List, 0),
    ];

    private readonly string _folder = SimulatedFolders.New();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_call_with_every_fault_keeps_what_was_acknowledged()
    {
        var prepared = RegistryTrial.Prepared(Path.Combine(_folder, "prepared"));
        int trials = 0, hits = 0;
        foreach (var step in Steps)
        {
            int calls = CallsOf(prepared, step);
            Assert.InRange(calls, 5, 80);
            for (int call = 1; call <= calls; call++)
                foreach (var fault in DiskFaults.All)
                {
                    var loss = (PowerLoss)(++trials % 3);
                    if (Violation(Faulty(prepared, call, fault, trials), step, loss, fault, ref hits) is { } violation)
                        Assert.Fail($"{step}, call {call} of {calls}, {fault}, {loss}, seed {trials}: {violation}");
                }
        }

        Assert.InRange(hits, trials * 5 / 6, trials);   // a flipped bit has an effect where something is read
    }

    [Fact]
    public void The_first_step_of_a_new_registry_is_whole_or_absent()
    {
        int calls = CallsOf(Nothing("count", 0), Steps[0]), hits = 0;
        for (int call = 1; call <= calls; call++)
            foreach (var fault in DiskFaults.All)
                foreach (var loss in Enum.GetValues<PowerLoss>())
                {
                    var trial = Nothing("new", (call * 100) + ((int)fault * 10) + (int)loss);
                    trial.Disk.Plan = (call, fault);
                    if (Violation(trial, Steps[0], loss, fault, ref hits) is { } violation) Assert.Fail($"call {call} of {calls}, {fault}, {loss}: {violation}");
                }
    }

    [Fact]
    public void Histories_by_chance_keep_what_was_acknowledged() => Histories(first: 0, count: 300);

    [NightlyFact]
    public void Ten_thousand_histories_by_chance_keep_what_was_acknowledged() => Histories(first: 1000, count: 10_000);

    /// <summary>The simulator is tested too: it must find a flush whose failure nobody looks at.</summary>
    [Fact]
    public void With_flushes_whose_failure_is_swallowed_the_laws_fail()
    {
        var prepared = RegistryTrial.Prepared(Path.Combine(_folder, "prepared"));
        var install = Steps[0];
        int calls = CallsOf(prepared, install), hits = 0;
        var found = new HashSet<string>();
        for (int seed = 1; seed <= 3; seed++)
            for (int call = 1; call <= calls; call++)
            {
                var trial = Faulty(prepared, call, DiskFault.InputOutput, seed);
                var forgiving = new RegistryTrial(trial.Disk, trial.State, new ForgivingDisk(trial.Disk));
                int before = trial.Disk.Calls.Count;
                if (Violation(forgiving, install, PowerLoss.EverythingLost, DiskFault.InputOutput, ref hits) is not null) found.Add(trial.Disk.Calls[before + call - 1]);
            }

        Assert.Contains("Flush", found);
        Assert.Contains("FlushFolder", found);
    }

    [Fact]
    public void A_file_that_cannot_be_read_now_is_not_quarantined()
    {
        var prepared = RegistryTrial.Prepared(Path.Combine(_folder, "prepared"));
        var verify = new RegistryStep(RegistryStepKind.Verify, 1);
        int calls = CallsOf(prepared, verify);
        for (int call = 1; call <= calls; call++)
        {
            var trial = Faulty(prepared, call, DiskFault.NoHandles, call);
            trial.Step(verify);
            trial.Disk.Restart(PowerLoss.EverythingKept);
            using var registry = trial.Open();
            Assert.NotEqual(SkillStage.Quarantined, registry.Skills[verify.Skill].Stage);
        }
    }

    [Fact]
    public void After_an_unsettled_change_nothing_is_changed_until_the_registry_is_opened_again()
    {
        var trial = RegistryTrial.Prepared(Path.Combine(_folder, "prepared"));
        using (var registry = trial.Open())
        {
            int last = LastFolderFlushOf(trial, new(RegistryStepKind.Retire, 0));
            trial.Disk.Plan = (trial.Disk.Calls.Count + last, DiskFault.InputOutput);
            var unsettled = Assert.Throws<SkillException>(() => new RegistryStep(RegistryStepKind.Retire, 0).Do(registry));
            Assert.Contains("unsettled", unsettled.Message, StringComparison.Ordinal);
            var refused = Assert.Throws<SkillException>(() => new RegistryStep(RegistryStepKind.Quarantine, 1).Do(registry));
            Assert.Contains("open the registry again", refused.Message, StringComparison.Ordinal);
        }

        using var again = trial.Open();
        Assert.Equal(SkillStage.Retired, again.Skills[TinyPackages.NameOf(0).ToString()].Stage);
        new RegistryStep(RegistryStepKind.Quarantine, 1).Do(again);
    }

    private void Histories(int first, int count)
    {
        int faults = 0, cuts = 0;
        for (int seed = first; seed < first + count; seed++)
        {
            var rng = new TestRandom(seed);
            var trial = Nothing("history", seed);
            for (int i = 0; i < 20; i++)
            {
                trial.Disk.FaultsPerThousand = rng.Below(3) == 0 ? 0 : 20;
                var step = new RegistryStep((RegistryStepKind)rng.Below(9), rng.Below(4));
                int hits = trial.Disk.Hits;
                string? violation = trial.Step(step);
                trial.Disk.FaultsPerThousand = 0;
                faults += trial.Disk.Hits - hits;
                if (violation is null && rng.Below(4) == 0)
                {
                    cuts++;
                    violation = trial.Restart((PowerLoss)rng.Below(3));
                }

                if (violation is not null) Assert.Fail($"seed {seed}, step {i} {step}: {violation}");
            }
        }

        Assert.True(faults > count / 2 && cuts > count, $"{faults} faults and {cuts} power failures in {count} histories");
    }

    /// <summary>One step under one fault, then a power failure, then the step again without a fault.</summary>
    private static string? Violation(RegistryTrial trial, RegistryStep step, PowerLoss loss, DiskFault fault, ref int hits)
    {
        var before = trial.State;
        string? violation = trial.Step(step, loss);
        hits += trial.Disk.Hits;
        violation ??= trial.Restart(loss);
        // A bit that flips while an artifact is hashed quarantines it: the state is more careful than asked.
        if (violation is not null && fault == DiskFault.FlippedBit) violation = IsCareful(trial, before.After(step) ?? before) ? null : violation;
        if (violation is not null || fault == DiskFault.FlippedBit) return violation;

        violation = trial.Step(step);
        return violation ?? trial.Look(before.After(step)!, before.After(step)!.After(step) ?? before.After(step)!);
    }

    private static bool IsCareful(RegistryTrial trial, RegistryModel wanted)
    {
        using var registry = trial.Open();
        return RegistryModel.Of(registry.Skills).IsMoreCarefulThan(wanted);
    }

    private RegistryTrial Nothing(string name, int seed) => new(new SimulatedDisk(Path.Combine(_folder, name), seed), RegistryModel.Empty);

    private RegistryTrial Faulty(RegistryTrial prepared, int call, DiskFault fault, int seed)
    {
        var trial = prepared.CopyTo(Path.Combine(_folder, "trial"), seed);
        trial.Disk.Plan = (call, fault);
        return trial;
    }

    private int CallsOf(RegistryTrial prepared, RegistryStep step)
    {
        var rehearsal = prepared.CopyTo(Path.Combine(_folder, "rehearsal"), 1);
        Assert.Null(rehearsal.Step(step));
        return rehearsal.Disk.Calls.Count;
    }

    /// <summary>The call, counted from the opening of the registry, by which the index is flushed.</summary>
    private int LastFolderFlushOf(RegistryTrial prepared, RegistryStep step)
    {
        var rehearsal = prepared.CopyTo(Path.Combine(_folder, "rehearsal"), 1);
        using var registry = rehearsal.Open();
        int before = rehearsal.Disk.Calls.Count;
        step.Do(registry);
        return rehearsal.Disk.Calls.IndexOf("FlushFolder", rehearsal.Disk.Calls.IndexOf("Rename", before)) + 1 - before;
    }
}
