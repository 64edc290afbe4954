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

    /// <summary>Takes one event. A refusal is no stage and changes nothing.</summary>
    public void Take(RegistryEvent entry)
    {
        if (entry.Change == RegistryEvent.Removed) _skills.Remove(entry.Skill);
        else if (Enum.TryParse<SkillStage>(entry.Change, ignoreCase: true, out var stage))
        {
            if (entry.Files is { } files && SkillName.TryParse(entry.Skill, out var name))
                Seen = Seen.SetItem(name.Id,
                    SeenSkill.After(Seen.GetValueOrDefault(name.Id), files.Publisher, name.Version, files.Signature?.KeyId));
            _skills[entry.Skill] =
                new(SkillStages.IsInMemory(stage) ? SkillStage.Verified : stage, stage, entry.Reason,
                    entry.Files ?? Skills.GetValueOrDefault(entry.Skill)?.Files);
        }
    }

    /// <summary>The first difference from the skills of an index; null where the two agree.</summary>
    public string? Difference(IReadOnlyDictionary<string, InstalledSkill> skills) =>
        (from name in Skills.Keys.Union(skills.Keys).Order(StringComparer.Ordinal)
         let replayed = WordOf(Skills.GetValueOrDefault(name)?.Stage)
         let indexed = WordOf(skills.GetValueOrDefault(name)?.Stage)
         where replayed != indexed
         select $"{SafeText.Name(name)} is {indexed} in index.json and {replayed} in events.jsonl").FirstOrDefault();

    private static string WordOf(SkillStage? stage) => stage is { } known ? SkillStages.Word(known) : "nothing";
}

/// <summary>One skill at the end of its events.</summary>
/// <param name="Stage">The stage that outlives a process.</param>
/// <param name="Last">The stage of the last event, which may be one in memory.</param>
/// <param name="Files">The files it was last installed with; null where no event says so.</param>
internal sealed record ReplayedSkill(SkillStage Stage, SkillStage Last, string Reason, InstalledFiles? Files);
