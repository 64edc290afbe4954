using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// Lists the skills that can replace one another: variants of one family, and multi-task models with two specialists that cover them.
/// Computed once.
/// </summary>
internal sealed class Substitutes
{
    /// <summary>More covers than this are not considered; how many were left out is counted.</summary>
    private const int MaximumCovers = 256;

    private readonly ImmutableArray<int>[] _variants;
    private readonly Cover[] _covers;

    public Substitutes(Catalog catalog)
    {
        var families = catalog.Skills.Select((skill, index) => (skill.Family, index)).ToLookup(entry => entry.Family, entry => entry.index);
        _variants = [.. catalog.Skills.Select((skill, index) => families[skill.Family].Where(other => other != index).ToImmutableArray())];
        var covers = new List<Cover>();
        for (int whole = 0; whole < catalog.Count; whole++) FindCovers(catalog, whole, covers);
        _covers = [.. covers];
    }

    public ReadOnlySpan<Cover> Covers => _covers;

    public int CoversLeftOut { get; private set; }

    public ImmutableArray<int> VariantsOf(int skill) => _variants[skill];

    private void FindCovers(Catalog catalog, int whole, List<Cover> covers)
    {
        var tasks = catalog.Skills[whole].Tasks;
        if (tasks.Length < 2) return;
        var parts = Enumerable.Range(0, catalog.Count).Where(i => i != whole && IsPart(catalog.Skills[i].Tasks, tasks)).ToArray();
        for (int i = 0; i < parts.Length; i++)
            for (int j = i + 1; j < parts.Length; j++)
            {
                if (catalog.Skills[parts[i]].Tasks.Intersect(catalog.Skills[parts[j]].Tasks).Any()) continue;
                if (covers.Count < MaximumCovers) covers.Add(new(whole, parts[i], parts[j]));
                else CoversLeftOut++;
            }
    }

    private static bool IsPart(ImmutableArray<int> tasks, ImmutableArray<int> of) =>
        !tasks.IsEmpty && tasks.Length < of.Length && tasks.All(of.Contains);

    /// <summary>A multi-task model and two specialists for all of its tasks.</summary>
    internal readonly record struct Cover(int Whole, int First, int Second);
}
