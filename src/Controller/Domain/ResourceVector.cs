namespace Teleo.Controller.Domain;

/// <summary>
/// The resource dimensions of a skill or a pool. The byte lanes and <see cref="CpuShare"/> are budgets that add up and must fit; the others
/// are observations that the score prices.
/// </summary>
public readonly record struct ResourceVector
{
    public long ResidentBytes { get; init; }

    /// <summary>KV caches and scratch.</summary>
    public long ScratchBytes { get; init; }

    public long HostBytes { get; init; }

    public double CpuShare { get; init; }

    public double LoadSeconds { get; init; }

    public double LatencySeconds { get; init; }

    public double Uncertainty { get; init; }

    public double ErrorRate { get; init; }

    public double Governance { get; init; }

    public static ResourceVector Bytes(long resident) => new() { ResidentBytes = resident };

    public static ResourceVector operator +(in ResourceVector a, in ResourceVector b) => new()
    {
        ResidentBytes = checked(a.ResidentBytes + b.ResidentBytes),
        ScratchBytes = checked(a.ScratchBytes + b.ScratchBytes),
        HostBytes = checked(a.HostBytes + b.HostBytes),
        CpuShare = a.CpuShare + b.CpuShare,
        LoadSeconds = a.LoadSeconds + b.LoadSeconds,
        LatencySeconds = a.LatencySeconds + b.LatencySeconds,
        Uncertainty = a.Uncertainty + b.Uncertainty,
        ErrorRate = a.ErrorRate + b.ErrorRate,
        Governance = a.Governance + b.Governance,
    };

    public static ResourceVector operator -(in ResourceVector a, in ResourceVector b) => new()
    {
        ResidentBytes = checked(a.ResidentBytes - b.ResidentBytes),
        ScratchBytes = checked(a.ScratchBytes - b.ScratchBytes),
        HostBytes = checked(a.HostBytes - b.HostBytes),
        CpuShare = a.CpuShare - b.CpuShare,
        LoadSeconds = a.LoadSeconds - b.LoadSeconds,
        LatencySeconds = a.LatencySeconds - b.LatencySeconds,
        Uncertainty = a.Uncertainty - b.Uncertainty,
        ErrorRate = a.ErrorRate - b.ErrorRate,
        Governance = a.Governance - b.Governance,
    };

    /// <summary>A partial order over the budget lanes: two vectors may each fail to fit in the other, and NaN never fits.</summary>
    public bool FitsWithin(in ResourceVector limit) => BytesFitWithin(limit) && CpuShare <= limit.CpuShare;

    /// <summary>Returns true if the byte lanes fit; their sums are exact.</summary>
    public bool BytesFitWithin(in ResourceVector limit) =>
        ResidentBytes <= limit.ResidentBytes && ScratchBytes <= limit.ScratchBytes && HostBytes <= limit.HostBytes;

    /// <summary>True if the budget lanes are amounts: not negative, and numbers.</summary>
    public bool IsBudget => ResidentBytes >= 0 && ScratchBytes >= 0 && HostBytes >= 0 && CpuShare >= 0;

    /// <summary>Adds two vectors; false if a sum of bytes overflows.</summary>
    public static bool TryAdd(in ResourceVector a, in ResourceVector b, out ResourceVector sum)
    {
        bool fits = CanAdd(a.ResidentBytes, b.ResidentBytes) && CanAdd(a.ScratchBytes, b.ScratchBytes) && CanAdd(a.HostBytes, b.HostBytes);
        sum = fits ? a + b : default;
        return fits;
    }

    /// <summary>Returns false on overflow: both parts have one sign and the sum has the other.</summary>
    private static bool CanAdd(long a, long b) => ((a ^ (a + b)) & (b ^ (a + b))) >= 0;
}
