using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Teleo.Experiments.Bounds;

/// <summary>
/// Computes the least remaining load time on demand, from every set of residents: the demand optimum backwards. <see cref="StepBack"/>
/// moves it one request into the past. Costs are integers, so that plans of equal cost are equal.
/// </summary>
/// <remarks>
/// Holding costs nothing, so more residents are never worse and unloading can wait until memory is needed. A set with the requested skill
/// pays nothing; one without it pays its load and continues from the best of its subsets with which the skill fits: a minimum over subsets,
/// found one skill at a time over the half table of sets without it.
/// </remarks>
internal sealed class CostToGo
{
    /// <summary>The most skills; beyond this a table exceeds the cache and a step takes milliseconds.</summary>
    public const int MostSkills = 16;

    /// <summary>More than any plan costs; two of them still add up.</summary>
    public const int Never = 1 << 29;

    private readonly int[] _load;
    private readonly int[] _penalty;
    private readonly int[] _others;

    /// <param name="requests">How many steps back there may be: units are chosen so that no sum overflows.</param>
    public CostToGo(double[] sizes, double capacity, double[] loadSeconds, long requests)
    {
        if (sizes.Length > MostSkills) throw new ArgumentException($"at most {MostSkills} skills, not {sizes.Length}");
        UnitSeconds = Math.Max(1e-6, loadSeconds.Max() * (requests + sizes.Length) / (Never - 1));
        _load = [.. loadSeconds.Select(seconds => (int)Math.Round(seconds / UnitSeconds))];
        int skills = Math.Max(4, sizes.Length);   // at least one whole vector in the half table
        double[] used = DemandOptimum.SumsOver(skills, skill => skill < sizes.Length ? sizes[skill] : 0);
        _penalty = [.. used.Select(total => total <= capacity ? 0 : Never)];
        _others = new int[_penalty.Length / 2];
    }

    public double UnitSeconds { get; }

    /// <summary>Returns the costs after the last request.</summary>
    public int[] End() => new int[_penalty.Length];

    public int Load(int skill) => _load[skill];

    public void StepBack(int[] costs, int requested)
    {
        int member = 1 << requested, load = _load[requested];
        for (int block = 0; block < costs.Length; block += 2 * member)
            Add(costs.AsSpan(block + member, member), _penalty.AsSpan(block + member, member), _others.AsSpan(block / 2, member));
        TakeBestSubset(_others);
        for (int block = 0; block < costs.Length; block += 2 * member)
            Raise(_others.AsSpan(block / 2, member), load, costs.AsSpan(block, member));
    }

    /// <summary>The same where one skill has to stay: sets without it are none.</summary>
    public static int[] Keeping(int[] costs, int skill)
    {
        int[] kept = [.. costs];
        for (int set = 0; set < kept.Length; set++)
            if ((set >> skill & 1) == 0) kept[set] = Never;
        return kept;
    }

    /// <summary>Makes each set as cheap as its cheapest subset; the three lowest members within a vector, the others across.</summary>
    private static void TakeBestSubset(Span<int> costs)
    {
        var lanes = MemoryMarshal.Cast<int, Vector256<int>>(costs);
        foreach (ref var lane in lanes)
        {
            lane = Vector256.Min(lane, Vector256.Shuffle(lane, Vector256.Create(0, 0, 2, 2, 4, 4, 6, 6)));
            lane = Vector256.Min(lane, Vector256.Shuffle(lane, Vector256.Create(0, 1, 0, 1, 4, 5, 4, 5)));
            lane = Vector256.Min(lane, Vector256.Shuffle(lane, Vector256.Create(0, 1, 2, 3, 0, 1, 2, 3)));
        }

        for (int member = 1; member < lanes.Length; member *= 2)
            for (int block = 0; block < lanes.Length; block += 2 * member)
                for (int i = block; i < block + member; i++) lanes[i + member] = Vector256.Min(lanes[i + member], lanes[i]);
    }

    private static void Add(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> sum)
    {
        int i = 0;
        for (; i <= a.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            (Vector256.Create(a[i..]) + Vector256.Create(b[i..])).CopyTo(sum[i..]);
        for (; i < a.Length; i++) sum[i] = a[i] + b[i];
    }

    private static void Raise(ReadOnlySpan<int> from, int load, Span<int> to)
    {
        var (more, most) = (Vector256.Create(load), Vector256.Create(Never));
        int i = 0;
        for (; i <= from.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            Vector256.Min(Vector256.Create(from[i..]) + more, most).CopyTo(to[i..]);
        for (; i < from.Length; i++) to[i] = Math.Min(from[i] + load, Never);
    }
}
