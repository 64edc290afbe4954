using System.Collections.Immutable;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Skills;

/// <summary>The promised state of a registry: the stage of each skill, by the table and without files.</summary>
internal sealed record RegistryModel(ImmutableSortedDictionary<string, SkillStage> Stages)
{
    public static readonly RegistryModel Empty = new(ImmutableSortedDictionary<string, SkillStage>.Empty.WithComparers(StringComparer.Ordinal));

    public static RegistryModel Of(IReadOnlyDictionary<string, InstalledSkill> skills) =>
        new(Empty.Stages.AddRange(skills.Select(skill => KeyValuePair.Create(skill.Key, SkillStages.IsInMemory(skill.Value.Stage) ? SkillStage.Verified : skill.Value.Stage))));

    /// <summary>The state after a step; null where the step is refused by a rule.</summary>
    public RegistryModel? After(RegistryStep step)
    {
        SkillStage? stage = Stages.TryGetValue(step.Skill, out var found) ? found : null;
        return step.Kind switch
        {
            RegistryStepKind.Install => stage is null or SkillStage.Installed ? With(step, SkillStage.Installed) : null,
            RegistryStepKind.Verify => stage is SkillStage.Installed or SkillStage.Verified ? With(step, SkillStage.Verified) : null,
            RegistryStepKind.Retire => stage is SkillStage.Installed or SkillStage.Verified ? With(step, SkillStage.Retired) : null,
            RegistryStepKind.Restore => stage is SkillStage.Retired or SkillStage.Quarantined ? With(step, SkillStage.Installed) : null,
            RegistryStepKind.Quarantine => stage is not null and not SkillStage.Quarantined ? With(step, SkillStage.Quarantined) : null,
            RegistryStepKind.Remove => stage is not null ? new(Stages.Remove(step.Skill)) : null,
            RegistryStepKind.UseInMemory => stage == SkillStage.Verified ? this : null,
            _ => this,
        };
    }

    /// <summary>Equal but for skills that are in quarantine here.</summary>
    public bool IsMoreCarefulThan(RegistryModel other) =>
        other.Stages.Keys.All(Stages.ContainsKey) && Stages.All(entry => entry.Value == SkillStage.Quarantined || (other.Stages.TryGetValue(entry.Key, out var stage) && entry.Value == stage));

    public bool Equals(RegistryModel? other) => other is not null && Stages.SequenceEqual(other.Stages);

    public override int GetHashCode() => Stages.Count;

    public override string ToString() => string.Join(", ", Stages.Select(entry => $"{entry.Key} {entry.Value}"));

    private RegistryModel With(RegistryStep step, SkillStage stage) => new(Stages.SetItem(step.Skill, stage));
}

internal enum RegistryStepKind
{
    Install,
    Verify,
    Retire,
    Restore,
    Quarantine,
    Remove,
    UseInMemory,
    Collect,
    List,
}

/// <summary>One step on one of the shared packages.</summary>
internal readonly record struct RegistryStep(RegistryStepKind Kind, int Package)
{
    public string Skill => TinyPackages.NameOf(Package).ToString();

    public void Do(SkillRegistry registry)
    {
        var name = TinyPackages.NameOf(Package);
        switch (Kind)
        {
            case RegistryStepKind.Install: registry.Install(TinyPackages.Shared[Package]); break;
            case RegistryStepKind.Verify: registry.Verify(name); break;
            case RegistryStepKind.Retire: registry.Move(name, SkillStage.Retired, "operator", "old"); break;
            case RegistryStepKind.Restore: registry.Move(name, SkillStage.Installed, "operator", "again"); break;
            case RegistryStepKind.Quarantine: registry.Move(name, SkillStage.Quarantined, "operator", "bad"); break;
            case RegistryStepKind.Remove: registry.Remove(name, "operator"); break;
            case RegistryStepKind.UseInMemory:
                registry.Move(name, SkillStage.Resident, "controller", "demand");
                registry.Move(name, SkillStage.Active, "controller", "demand");
                break;
            case RegistryStepKind.Collect: registry.Collect(); break;
            default: Assert.NotNull(registry.Events().ToList()); break;
        }
    }
}
