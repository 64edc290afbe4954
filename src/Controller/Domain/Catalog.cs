using System.Collections.Immutable;

namespace Teleo.Controller.Domain;

/// <summary>
/// The skills that a pool can hold and the tasks that they answer, in a fixed order: an index is an identity for one run.
/// </summary>
public sealed record Catalog(ImmutableArray<SkillFacts> Skills, ImmutableArray<string> Tasks)
{
    /// <summary>A candidate holds its skills in 16 bits.</summary>
    public const int MaximumSkills = short.MaxValue;

    public int Count => Skills.Length;

    /// <summary>Every fault of it at once.</summary>
    public IEnumerable<string> Problems()
    {
        if (Count > MaximumSkills) yield return $"{Count} skills are more than the {MaximumSkills} a catalog may hold";
        foreach (var twice in Skills.GroupBy(skill => skill.Id).Where(group => group.Count() > 1))
            yield return $"skill {twice.Key} stands in the catalog {twice.Count()} times";
        for (int i = 0; i < Count; i++)
            foreach (string problem in Problems(Skills[i])) yield return $"skill {i} ({Skills[i].Id}): {problem}";
    }

    private IEnumerable<string> Problems(SkillFacts skill)
    {
        if (string.IsNullOrEmpty(skill.Id.Name)) yield return "has no name";
        if (!(skill.Quality is >= 0 and <= 1)) yield return $"its quality must lie between 0 and 1, is {skill.Quality}";
        if (!skill.Footprint.IsBudget) yield return "its footprint has a negative lane";
        if (!(skill.LoadSeconds >= 0 && double.IsFinite(skill.LoadSeconds)))
            yield return $"its load time must be finite and not negative, is {skill.LoadSeconds}";
        if (!(skill.Governance >= 0 && double.IsFinite(skill.Governance)))
            yield return $"its governance burden must be finite and not negative, is {skill.Governance}";
        foreach (int task in skill.Tasks)
            if ((uint)task >= (uint)Tasks.Length) yield return $"it answers task {task}, and there are {Tasks.Length}";
    }
}
