namespace Teleo.Experiments.Bounds;

/// <summary>The best demand bound that an instance of a given size can be given in seconds.</summary>
internal static class DemandBound
{
    private const double MostSetSteps = 2e10;
    private const int MostFlowSteps = 2500;

    public static Bound Best(DemandInstance instance)
    {
        double setSteps = instance.Skills * Math.Pow(2, instance.Skills) * instance.Requests.Length;
        if (instance.Skills <= DemandOptimum.MostSkills && setSteps <= MostSetSteps) return DemandOptimum.Of(instance);
        if (IsUniform(instance)) return Belady(instance);
        return instance.Requests.Length <= MostFlowSteps ? IntervalProgramme.Of(instance) : VolumeRelaxation.Of(instance);
    }

    private static bool IsUniform(DemandInstance instance) =>
        instance.HoldingCosts.Length == 0 && instance.Capacity.Length == 1
        && instance.Sizes.All(size => size[0] == instance.Sizes[0][0]) && instance.LoadCosts.All(cost => cost == instance.LoadCosts[0]);

    private static Bound Belady(DemandInstance instance)
    {
        int capacity = (int)Math.Min(instance.Skills, Math.Floor(instance.Capacity[0] / instance.Sizes[0][0]));
        double cost = instance.LoadCosts[0] * BeladyMin.Misses(instance.Requests, instance.Skills, capacity);
        return new Bound("Belady's minimum", BoundKind.Demand, cost, cost);
    }
}
