using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>A copy of the view of policies, refreshed at intervals: a plant with a slow probe.</summary>
internal sealed class Readings(PlantState state)
{
    private readonly SkillState[] _rows = [.. state.Rows];
    private ResourceVector _used = state.Memory.Committed;
    private ResourceVector _reserved = state.Memory.Reserved;
    private long _revision;

    /// <summary>The clock is read when asked; everything else is as old as the last refresh.</summary>
    public PoolView View(int freeLoaders) => new()
    {
        Catalog = state.Catalog,
        Revision = _revision,
        NowNs = state.ReadNowNs,
        Capacity = state.Memory.Capacity,
        Used = _used,
        Reserved = _reserved,
        Skills = _rows,
        FreeLoaders = freeLoaders,
    };

    public void Refresh()
    {
        state.Rows.CopyTo(_rows, 0);
        _used = state.Memory.Committed;
        _reserved = state.Memory.Reserved;
        _revision = state.Revision;
    }

    public Readings Fork(PlantState fork)
    {
        var copy = new Readings(fork) { _used = _used, _reserved = _reserved, _revision = _revision };
        _rows.CopyTo(copy._rows, 0);
        return copy;
    }
}
