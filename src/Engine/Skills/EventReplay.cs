using System.Collections.Immutable;
using Teleo.Engine.Input;

namespace Teleo.Engine.Skills;

/// <summary>Replays events into the state of every skill.</summary>
internal sealed class EventReplay
{
    private readonly SortedDictionary<string, ReplayedSkill> _skills = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ReplayedSkill> Skills => _skills;

    /// <summary>The newest installed version of each id.</summary>
    public ImmutableSortedDictionary<string, SeenSkill> Seen { get; private set; } = RegistryIndex.Empty.Seen;

    public void Take(RegistryEvent entry)
    {
        if (entry.Change == RegistryEvent.Refused) return;
        if (entry.Change == RegistryEvent.Removed) _skills.Remove(entry.Skill);
        else if (Enum.TryParse<SkillStage>(entry.Change, ignoreCase: true, out var stage))
        {
            _skills.TryGetValue(entry.Skill, out var before);
            if (entry.Files is { } files && SkillName.TryParse(entry.Skill, out var name))
                Seen = Seen.SetItem(name.Id,
                    SeenSkill.After(Seen.GetValueOrDefault(name.Id), files.Publisher, name.Version, files.Signature?.KeyId));
            _skills[entry.Skill] =
                new(SkillStages.IsInMemory(stage) ? SkillStage.Verified : stage, stage, entry.Reason, entry.Files ?? before?.Files);
        }
    }

    /// <summary>The first difference from the skills of an index; null where the two agree.</summary>
    public string? Difference(IReadOnlyDictionary<string, InstalledSkill> skills)
    {
        foreach (string name in _skills.Keys.Concat(skills.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            string told = _skills.TryGetValue(name, out var replayed) ? SkillStages.Word(replayed.Stage) : "nothing",
                there = skills.TryGetValue(name, out var skill) ? SkillStages.Word(skill.Stage) : "nothing";
            if (told != there) return $"{SafeText.Name(name)} is {there} in index.json and {told} in events.jsonl";
        }

        return null;
    }
}

/// <summary>One skill at the end of its events.</summary>
/// <param name="Stage">The stage that outlives a process.</param>
/// <param name="Last">The stage of the last event, which may be one in memory.</param>
/// <param name="Files">The files it was last installed with; null where no event says so.</param>
internal sealed record ReplayedSkill(SkillStage Stage, SkillStage Last, string Reason, InstalledFiles? Files);
