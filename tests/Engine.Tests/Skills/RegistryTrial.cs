using Teleo.Engine.Skills;
using Teleo.Engine.Storage;
using Teleo.Engine.Tests.Storage;

namespace Teleo.Engine.Tests.Skills;

/// <summary>Runs steps on a registry that lies on a simulated disk, and checks what stands afterwards against what was promised.</summary>
internal sealed class RegistryTrial(SimulatedDisk disk, RegistryModel state, IDisk? through = null)
{
    private static readonly RegistryOptions Options = new() { LockWait = TimeSpan.Zero };

    private readonly IDisk _through = through ?? disk;

    public static string RootOn(SimulatedDisk disk) => Path.Combine(disk.Root, "registry");

    /// <summary>The state that was acknowledged.</summary>
    public RegistryModel State { get; private set; } = state;

    public string Root => RootOn(disk);

    /// <summary>A registry with a skill in every stage that lasts, and the files of one that was removed.</summary>
    public static RegistryTrial Prepared(string folder)
    {
        var trial = new RegistryTrial(new SimulatedDisk(folder, 1), RegistryModel.Empty);
        RegistryStep[] steps =
        [
            new(RegistryStepKind.Install, 0), new(RegistryStepKind.Verify, 0), new(RegistryStepKind.UseInMemory, 0), new(RegistryStepKind.Install, 1), new(RegistryStepKind.Install, 2),
            new(RegistryStepKind.Quarantine, 2), new(RegistryStepKind.Install, 3), new(RegistryStepKind.Retire, 3), new(RegistryStepKind.Install, 4), new(RegistryStepKind.Remove, 4),
        ];
        foreach (var step in steps) Assert.Null(trial.Step(step));
        return trial;
    }

    public RegistryTrial CopyTo(string folder, int seed) => new(disk.CopyTo(folder, seed), State);

    public SimulatedDisk Disk => disk;

    /// <summary>Takes one step in a process of its own; after an end that leaves the state open, the power is cut. Returns what is against the promise.</summary>
    public string? Step(RegistryStep step, PowerLoss loss = PowerLoss.Chance)
    {
        var after = State.After(step);
        int hits = disk.Hits;
        switch (Perform(step, out string told))
        {
            case TrialEnd.Done:
                if (after is null) return $"{step} was done against the rules";
                State = after;
                return null;
            case TrialEnd.Refused:
                return after is not null && disk.Hits == hits ? $"{step} was refused without a fault: {told}" : null;
            default:
                disk.Restart(loss);
                return Look(after is null ? [State] : [State, after]);
        }
    }

    /// <summary>Cuts the power and compares what stands with the acknowledged state.</summary>
    public string? Restart(PowerLoss loss)
    {
        disk.Restart(loss);
        return Look([State]);
    }

    /// <summary>Rebuilds the registry in a process of its own.</summary>
    public TrialEnd Repair(out string told) => End(() => SkillRegistry.Repair(Root, Options, TimeProvider.System, _through), out told);

    public SkillRegistry Open() => SkillRegistry.Open(Root, Options, TimeProvider.System, disk);

    /// <summary>Opens the registry, without faults, and checks everything in it; what stands becomes the acknowledged state.</summary>
    public string? Look(params RegistryModel[] allowed)
    {
        try
        {
            using var registry = Open();
            var found = RegistryModel.Of(registry.Skills);
            if (!allowed.Contains(found)) return $"found {found}; promised {string.Join(" or ", allowed.Select(state => $"[{state}]"))}";
            State = found;
            return Files(registry);
        }
        catch (SkillException refused)
        {
            return refused.Message;
        }
    }

    private TrialEnd Perform(RegistryStep step, out string told) => End(() =>
    {
        using var registry = SkillRegistry.Open(Root, Options, TimeProvider.System, _through);
        step.Do(registry);
    }, out told);

    private static TrialEnd End(Action body, out string told)
    {
        told = "";
        try
        {
            body();
            return TrialEnd.Done;
        }
        catch (PowerFailure)
        {
            return TrialEnd.Cut;
        }
        catch (SkillException refused)
        {
            told = refused.Message;
            return refused.InnerException is UnsettledWriteException ? TrialEnd.Unsettled : TrialEnd.Refused;
        }
    }

    private string? Files(SkillRegistry registry)
    {
        var named = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (key, skill) in registry.Skills)
        {
            Assert.True(SkillName.TryParse(key, out var name));
            if (disk.IdentityOf(registry.ArtifactPath(name)) is null) return $"the artifact of {key} is gone";
            if (disk.HashOf(registry.ArtifactPath(name)) != skill.ArtifactSha256) return $"the artifact of {key} has another hash";
            if (registry.ManifestOf(name).Id != name.Id) return $"the manifest of {key} is another";
            named.UnionWith([skill.ArtifactSha256, skill.ManifestSha256]);
        }

        long[] sequences = [.. registry.Events().Select(entry => entry.Sequence)];
        if (!sequences.SequenceEqual(Enumerable.Range(1, sequences.Length).Select(number => (long)number))) return $"events {string.Join(' ', sequences)}";
        registry.Collect();
        var stored = disk.PeekNames(RegistryStore.ObjectsOf(Root));
        if (!stored.SequenceEqual(named)) return $"{stored.Count} objects are stored, {named.Count} are named";
        return disk.PeekNames(Root).Any(name => name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)) ? "a temporary file is left" : null;
    }
}

internal enum TrialEnd
{
    Done,
    Refused,

    /// <summary>Refused with the word that the change may have happened.</summary>
    Unsettled,

    /// <summary>The power failed.</summary>
    Cut,
}
