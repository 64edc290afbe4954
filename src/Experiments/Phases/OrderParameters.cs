namespace Teleo.Experiments.Phases;

/// <summary>Order parameters of a pool, fixed beforehand: each is in [0, 1] and near 0 without order.</summary>
internal static class OrderParameters
{
    /// <summary>Skills resident both now and one epoch ago over skills resident at either time; 1 where both sets are empty.</summary>
    public static double Overlap(IReadOnlySet<int> before, IReadOnlySet<int> now)
    {
        int shared = before.Count(now.Contains), either = before.Count + now.Count - shared;
        return either == 0 ? 1 : shared / (double)either;
    }

    /// <summary>Returns the inequality of residency time over the skills: 0 for equal shares, 1 when one has it all.</summary>
    public static double Imbalance(ReadOnlySpan<double> residentSeconds)
    {
        int n = residentSeconds.Length;
        double total = 0, squares = 0;
        foreach (double seconds in residentSeconds)
        {
            total += seconds;
            squares += seconds * seconds;
        }

        if (total == 0 || n < 2) return 0;
        double concentration = squares / (total * total);   // between 1/n and 1
        return (concentration - 1.0 / n) / (1 - 1.0 / n);
    }

    public static double ReservedShare(double reservedBytes, double capacityBytes) =>
        capacityBytes > 0 ? Math.Clamp(reservedBytes / capacityBytes, 0, 1) : 0;
}
