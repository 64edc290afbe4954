namespace Teleo.Controller.Domain;

/// <summary>Computes the share of the tightest byte lane that an amount takes.</summary>
public static class ByteShare
{
    public static double Of(in ResourceVector amount, in ResourceVector capacity) =>
        Math.Max(
            Lane(amount.ResidentBytes, capacity.ResidentBytes),
            Math.Max(Lane(amount.ScratchBytes, capacity.ScratchBytes), Lane(amount.HostBytes, capacity.HostBytes)));

    /// <summary>Using anything of a lane without capacity is using all of it.</summary>
    private static double Lane(long amount, long capacity) => amount == 0 ? 0 : capacity > 0 ? (double)amount / capacity : 1;
}
