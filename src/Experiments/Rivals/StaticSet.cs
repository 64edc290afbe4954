using Teleo.Controller.Deciding;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Computes the best fixed set for given request counts: the most saved load seconds that fit together with memory for the largest of the
/// others, which are loaded one at a time.
/// </summary>
internal static class StaticSet
{
    public static bool[] Best(PolicyContext context, IReadOnlyList<long> counts)
    {
        var skills = context.Catalog.Skills;
        var search = new MinimumValueSet(skills.Length);
        double Saved(int i) => counts[i] * skills[i].LoadSeconds;
        bool[] best = new bool[skills.Length];
        double bestSaved = double.NegativeInfinity;

        // The room for passing through is that of some skill left out, or none when all stay.
        foreach (var headroom in skills.Select(s => s.Footprint).Distinct().Append(default))
        {
            search.Clear();
            var deficit = headroom - context.Capacity;
            for (int i = 0; i < skills.Length; i++)
            {
                deficit += skills[i].Footprint;
                bool canPass = skills[i].Footprint.FitsWithin(headroom) || counts[i] == 0;
                if (canPass || !skills[i].Footprint.FitsWithin(context.Capacity)) search.Offer(i, skills[i].Footprint, Saved(i), i);
            }

            if (!search.TryFind(deficit)) continue;
            double saved = Enumerable.Range(0, skills.Length).Sum(Saved) - search.Total;
            if (saved <= bestSaved) continue;
            bestSaved = saved;
            Array.Fill(best, true);
            foreach (int i in search.Victims) best[i] = false;
        }

        return best;
    }
}
