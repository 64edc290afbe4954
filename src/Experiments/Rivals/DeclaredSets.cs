using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>Sets of skills that an operator might declare may be loaded together.</summary>
internal static class DeclaredSets
{
    public static bool[][] Singles(Catalog catalog) =>
        [.. Enumerable.Range(0, catalog.Count).Select(i => SetOf(catalog, [i]))];

    /// <summary>The catalog from first to last, a new set wherever the next skill does not fit.</summary>
    public static bool[][] InOrder(PolicyContext context)
    {
        var sets = new List<bool[]>();
        var members = new List<int>();
        var taken = default(ResourceVector);
        for (int i = 0; i < context.Catalog.Count; i++)
        {
            var footprint = context.Catalog.Skills[i].Footprint;
            if (members.Count > 0 && !(taken + footprint).FitsWithin(context.Capacity))
            {
                sets.Add(SetOf(context.Catalog, members));
                members.Clear();
                taken = default;
            }

            members.Add(i);
            taken += footprint;
        }

        if (members.Count > 0) sets.Add(SetOf(context.Catalog, members));
        return [.. sets];
    }

    private static bool[] SetOf(Catalog catalog, IEnumerable<int> members)
    {
        var set = new bool[catalog.Count];
        foreach (int i in members) set[i] = true;
        return set;
    }
}
