using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>Sets of skills that an operator might declare may be loaded together.</summary>
internal static class DeclaredSets
{
    public static bool[][] Singles(Catalog catalog) =>
        [.. Enumerable.Range(0, catalog.Count).Select(i => Enumerable.Range(0, catalog.Count).Select(other => other == i).ToArray())];

    /// <summary>The catalog from first to last, a new set wherever the next skill does not fit.</summary>
    public static bool[][] InOrder(PolicyContext context)
    {
        var sets = new List<bool[]>();
        var taken = default(ResourceVector);
        for (int i = 0; i < context.Catalog.Count; i++)
        {
            var footprint = context.Catalog.Skills[i].Footprint;
            if (sets.Count == 0 || !(taken + footprint).FitsWithin(context.Capacity))
            {
                sets.Add(new bool[context.Catalog.Count]);
                taken = default;
            }

            sets[^1][i] = true;
            taken += footprint;
        }

        return [.. sets];
    }
}
