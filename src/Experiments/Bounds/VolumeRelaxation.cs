namespace Teleo.Experiments.Bounds;

/// <summary>
/// Computes a lower bound for traces of any length: the gaps that save the most per unit of memory and time fill the volume of the whole
/// trace, at any position. Cheap and weak, so never evidence that a result is near optimal.
/// </summary>
/// <remarks>After PFOO-L (Berger, Beckmann and Harchol-Balter, 2018), with memory reserved for the skill being served.</remarks>
internal static class VolumeRelaxation
{
    public static Bound Of(DemandInstance instance)
    {
        instance.Check();
        var gaps = GapInterval.Of(instance);
        double saving = Enumerable.Range(0, instance.Capacity.Length).Min(k => MostSaving(instance, gaps, k));
        double compulsory = instance.HoldingCosts.Length == 0 ? instance.Compulsory : 0;
        return new Bound("volume of gaps", BoundKind.Demand, Math.Max(compulsory, instance.Most - saving), null);
    }

    private static double MostSaving(DemandInstance instance, List<GapInterval> gaps, int resource)
    {
        double volume = instance.Requests.Sum(skill => instance.Capacity[resource] - instance.Sizes[skill][resource]);
        double Takes(GapInterval gap) => instance.Sizes[gap.Skill][resource] * (gap.Last - gap.First + 1);
        double saving = 0;
        foreach (var gap in gaps.OrderByDescending(gap => Takes(gap) > 0 ? gap.Saving / Takes(gap) : double.PositiveInfinity))
        {
            double part = Takes(gap) > 0 ? Math.Clamp(volume / Takes(gap), 0, 1) : 1;
            saving += part * gap.Saving;
            volume -= part * Takes(gap);
        }

        return saving;
    }
}
