using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>One number for a vector of sizes, for rules that divide by it.</summary>
internal static class Size
{
    /// <summary>
    /// Bytes resident, and each other lane at the bytes that the same share of the pool would be: a lane is priced by
    /// one over its capacity. Never below one.
    /// </summary>
    public static double Of(in ResourceVector footprint, in ResourceVector capacity)
    {
        double otherShares = Share(footprint.ScratchBytes, capacity.ScratchBytes)
            + Share(footprint.HostBytes, capacity.HostBytes) + Share(footprint.CpuShare, capacity.CpuShare);
        return Math.Max(1, footprint.ResidentBytes + otherShares * capacity.ResidentBytes);
    }

    private static double Share(double amount, double capacity) => amount > 0 && capacity > 0 ? amount / capacity : 0;
}
