namespace Teleo.Experiments.Bounds;

/// <summary>
/// The demand optimum as a choice of gaps to keep skills through, for pools too large for the exact programme. The
/// linear relaxation bounds it from below; a greedy choice of gaps is a plan and bounds it from above.
/// </summary>
/// <remarks>
/// With one resource the relaxation is a flow of memory along the steps. With several it is one linear programme for the simplex if it is
/// small; otherwise each resource gives a bound and the largest counts. During a request its skill takes its own memory.
/// </remarks>
internal static class IntervalProgramme
{
    private const int MostGapsForSimplex = 150;

    public static Bound Of(DemandInstance instance)
    {
        instance.Check();
        var gaps = GapInterval.Of(instance);
        double saving = instance.Capacity.Length > 1 && gaps.Count <= MostGapsForSimplex
            ? JointSaving(instance, gaps)
            : Enumerable.Range(0, instance.Capacity.Length).Min(k => RelaxedSaving(instance, gaps, k));
        return new Bound("interval programme", BoundKind.Demand, instance.Most - saving, instance.Most - GreedySaving(instance, gaps));
    }

    /// <summary>The most that fractions of gaps can save with one resource alone.</summary>
    internal static double RelaxedSaving(DemandInstance instance, List<GapInterval> gaps, int resource)
    {
        // Step t has as much room as is left beside the skill being served; what changes enters or leaves the flow.
        var requests = instance.Requests;
        var flow = new LineFlow(requests.Length + 1);
        double before = 0;
        for (int t = 0; t <= requests.Length; t++)
        {
            double room = t < requests.Length ? instance.Capacity[resource] - instance.Sizes[requests[t]][resource] : 0;
            flow.AddSupply(t, room - before);
            before = room;
        }

        double free = 0;
        foreach (var gap in gaps)
        {
            double size = instance.Sizes[gap.Skill][resource];
            if (gap.First > gap.Last || size == 0) free += gap.Saving;
            else flow.AddGap(gap.First, gap.Last + 1, size, gap.Saving / size);
        }

        return free + flow.MostGain();
    }

    /// <summary>The most that fractions of gaps can save with all resources at once.</summary>
    internal static double JointSaving(DemandInstance instance, List<GapInterval> gaps)
    {
        var programme = new LinearProgramme(gaps.Count);
        for (int g = 0; g < gaps.Count; g++)
        {
            programme.Costs[g] = -gaps[g].Saving;
            programme.AtMost([(g, 1)], 1);
        }

        for (int t = 0; t < instance.Requests.Length; t++)
        {
            int[] covering = [.. Enumerable.Range(0, gaps.Count).Where(g => gaps[g].First <= t && t <= gaps[g].Last)];
            for (int k = 0; k < instance.Capacity.Length && covering.Length > 0; k++)
                programme.AtMost([.. covering.Select(g => (g, instance.Sizes[gaps[g].Skill][k]))],
                    instance.Capacity[k] - instance.Sizes[instance.Requests[t]][k]);
        }

        return -programme.Minimum();
    }

    /// <summary>Keeps the gaps that save the most per unit of memory and time, while they fit.</summary>
    private static double GreedySaving(DemandInstance instance, List<GapInterval> gaps)
    {
        var room = instance.Requests.Select(skill => instance.Capacity.Select((c, k) => c - instance.Sizes[skill][k]).ToArray()).ToArray();
        double Density(GapInterval gap)
        {
            double share = instance.Capacity.Select((c, k) => instance.Sizes[gap.Skill][k] / c).Max();
            return gap.Saving / Math.Max(1e-300, share * (gap.Last - gap.First + 1));
        }

        double saving = 0;
        foreach (var gap in gaps.OrderByDescending(gap => gap.First > gap.Last ? double.PositiveInfinity : Density(gap)))
        {
            var size = instance.Sizes[gap.Skill];
            bool fits = true;
            for (int t = gap.First; t <= gap.Last && fits; t++)
                for (int k = 0; k < size.Length; k++) fits &= size[k] <= room[t][k];
            if (!fits) continue;
            saving += gap.Saving;
            for (int t = gap.First; t <= gap.Last; t++)
                for (int k = 0; k < size.Length; k++) room[t][k] -= size[k];
        }

        return saving;
    }
}
