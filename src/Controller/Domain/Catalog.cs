using System.Collections.Immutable;
using static Teleo.Controller.Domain.OptionRules;

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

    private IEnumerable<string> Problems(SkillFacts skill) => Broken(
    [
        Unless(!string.IsNullOrEmpty(skill.Id.Name), "has no name"),
        Share(skill.Quality, "its quality"),
        Unless(skill.Footprint.IsBudget, "its footprint has a negative lane"),
        FiniteNotNegative(skill.LoadSeconds, "its load time"),
        FiniteNotNegative(skill.Governance, "its governance burden"),
        .. skill.Tasks.Select(task =>
            Unless((uint)task < (uint)Tasks.Length, $"it answers task {task}, and there are {Tasks.Length}")),
    ]);
}
