using System.Numerics;
using System.Runtime.InteropServices;

namespace Teleo.Experiments.Bounds;

/// <summary>
/// The least cost of any demand policy, exactly: a dynamic programme over all resident sets. At each request every
/// set may first drop any of its members; then the set holds the requested skill or loads it.
/// </summary>
/// <remarks>
/// The cost of a set after dropping is the least over its supersets, found one skill at a time over the whole
/// table: 2^n operations for each of n skills and each request, eight at once.
/// </remarks>
internal static class DemandOptimum
{
    /// <summary>The most skills; beyond this the table of sets takes more than 64 MiB.</summary>
    public const int MostSkills = 22;

    public static Bound Of(DemandInstance instance)
    {
        double cost = Cost(instance);
        return new Bound("demand optimum by dynamic programming", BoundKind.Demand, cost, cost);
    }

    public static double Cost(DemandInstance instance)
    {
        if (instance.Skills > MostSkills)
            throw new ArgumentException(
                $"the exact programme takes at most {MostSkills} skills, not {instance.Skills}; use the interval programme");
        instance.Check();
        int sets = 1 << instance.Skills;
        var isFeasible = Feasible(instance);
        double[] holding = instance.HoldingCosts.Length == 0 ? [] : SumsOver(instance.Skills, instance.HoldingCost);
        var costs = new double[sets];
        Array.Fill(costs, double.PositiveInfinity);
        costs[0] = 0;
        foreach (int requested in instance.Requests)
        {
            DropAny(costs, instance.Skills);
            Serve(costs, 1 << requested, instance.LoadCosts[requested], isFeasible);
            for (int set = 0; set < holding.Length; set++) costs[set] += holding[set];
        }

        return costs.Min();
    }

    /// <summary>Makes each set as cheap as its cheapest superset.</summary>
    private static void DropAny(double[] costs, int skills)
    {
        for (int skill = 0; skill < skills; skill++)
        {
            int member = 1 << skill;
            for (int block = 0; block < costs.Length; block += 2 * member)
                TakeLesser(costs.AsSpan(block, member), costs.AsSpan(block + member, member));
        }
    }

    private static void TakeLesser(Span<double> without, ReadOnlySpan<double> with)
    {
        if (without.Length < Vector<double>.Count)
        {
            for (int i = 0; i < without.Length; i++) without[i] = Math.Min(without[i], with[i]);
            return;
        }

        var wide = MemoryMarshal.Cast<double, Vector<double>>(without);
        var other = MemoryMarshal.Cast<double, Vector<double>>(with);
        for (int i = 0; i < wide.Length; i++) wide[i] = Vector.Min(wide[i], other[i]);
    }

    /// <summary>Keeps only sets with the requested skill; the others pay for its load.</summary>
    private static void Serve(double[] costs, int requested, double loadCost, bool[] isFeasible)
    {
        for (int set = 0; set < costs.Length; set++)
        {
            if ((set & requested) != 0) continue;
            int after = set | requested;
            if (isFeasible[after]) costs[after] = Math.Min(costs[after], costs[set] + loadCost);
            costs[set] = double.PositiveInfinity;
        }
    }

    private static bool[] Feasible(DemandInstance instance)
    {
        var isFeasible = new bool[1 << instance.Skills];
        Array.Fill(isFeasible, true);
        for (int k = 0; k < instance.Capacity.Length; k++)
        {
            var used = SumsOver(instance.Skills, skill => instance.Sizes[skill][k]);
            for (int set = 0; set < used.Length; set++) isFeasible[set] &= used[set] <= instance.Capacity[k];
        }

        return isFeasible;
    }

    /// <summary>Returns the sum of an amount over the members of every set.</summary>
    internal static double[] SumsOver(int skills, Func<int, double> amount)
    {
        var sums = new double[1 << skills];
        for (int skill = 0; skill < skills; skill++)
        {
            double own = amount(skill);
            for (int set = 0; set < 1 << skill; set++) sums[set | 1 << skill] = sums[set] + own;
        }

        return sums;
    }
}
