using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>
/// The used, free and reserved memory. Used and free are kept apart, each by its own additions, so that their sum checks them against the
/// capacity.
/// </summary>
internal sealed class MemoryAccount(ResourceVector capacity)
{
    public ResourceVector Capacity { get; } = capacity;

    public ResourceVector Used { get; private set; }

    public ResourceVector Free { get; private set; } = capacity;

    public ResourceVector Reserved { get; private set; }

    /// <summary>The amount promised to loads that wait for the unload of their victims.</summary>
    public ResourceVector Promised { get; private set; }

    /// <summary>The memory that policies see as used.</summary>
    public ResourceVector Committed { get; private set; }

    public bool Balances => Used.ResidentBytes + Free.ResidentBytes == Capacity.ResidentBytes
        && Used.ScratchBytes + Free.ScratchBytes == Capacity.ScratchBytes
        && Used.HostBytes + Free.HostBytes == Capacity.HostBytes
        && Free.IsBudget;

    public bool HasRoomFor(in ResourceVector amount, in ResourceVector freed, in ResourceVector ownReserve) =>
        (Committed + Reserved - ownReserve + amount).FitsWithin(Capacity + freed);

    public void Take(in ResourceVector amount)
    {
        Used += amount;
        Free -= amount;
        Committed = Used + Promised;
    }

    public void Give(in ResourceVector amount)
    {
        Used -= amount;
        Free += amount;
        Committed = Used + Promised;
    }

    public void Promise(in ResourceVector amount)
    {
        Promised += amount;
        Committed = Used + Promised;
    }

    public void Redeem(in ResourceVector amount)
    {
        Promised -= amount;
        Committed = Used + Promised;
    }

    public void Reserve(in ResourceVector amount) => Reserved += amount;

    public void Release(in ResourceVector amount) => Reserved -= amount;

    public MemoryAccount Fork() =>
        new(Capacity) { Used = Used, Free = Free, Reserved = Reserved, Promised = Promised, Committed = Committed };
}
