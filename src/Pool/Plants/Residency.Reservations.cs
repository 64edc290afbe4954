using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>Reservations: memory kept free for a later load, and its release.</summary>
internal sealed partial class Residency
{
    public bool IsReserveOver(int skill) => _loads[skill].ReserveEndNs <= _state.NowNs;

    public void EndReserve(int skill)
    {
        ref var row = ref _state.Rows[skill];
        if (row.ReservedUntilNs == 0) return;
        _state.Memory.Release(_loads[skill].Reserved);
        _loads[skill].Reserved = default;
        row.ReservedBytes = 0;
        row.ReservedUntilNs = 0;
        _state.StructureChanged();
    }

    private string? Reserve(ControlAction.Reserve reserve)
    {
        int skill = reserve.ForSkill;
        if ((uint)skill >= (uint)_state.Rows.Length) return "no such skill";
        if (!reserve.Amount.IsBudget || reserve.UntilNs <= _state.ReadNowNs) return "not an amount, or already over";
        if (!_state.Memory.HasRoomFor(reserve.Amount, default, _loads[skill].Reserved)) return "it does not fit";
        EndReserve(skill);
        _loads[skill].Reserved = reserve.Amount;
        _loads[skill].ReserveEndNs = _state.NowNs + (reserve.UntilNs - _state.ReadNowNs);
        _state.Memory.Reserve(reserve.Amount);
        _state.Rows[skill].ReservedBytes = reserve.Amount.ResidentBytes;
        _state.Rows[skill].ReservedUntilNs = reserve.UntilNs;
        _state.Events.Add(_loads[skill].ReserveEndNs, SimEventKind.ReserveEnd, skill);
        _state.StructureChanged();
        return null;
    }

    /// <summary>Returns the reserved amount that loads may use: their own, and all of it for an owed load.</summary>
    private ResourceVector OpenTo(ReadOnlySpan<int> incoming)
    {
        if (incoming.Length == 1 && Room.IsOwed(_state.Rows[incoming[0]])) return _state.Memory.Reserved;
        ResourceVector open = default;
        foreach (int skill in incoming) open += _loads[skill].Reserved;
        return open;
    }

    /// <summary>Ends the reservations of the loaded skills, and of others as far as needed.</summary>
    private void MakeWay(ReadOnlySpan<int> incoming, in ResourceVector need, in ResourceVector freed)
    {
        foreach (int skill in incoming) EndReserve(skill);
        for (int other = 0; !_state.Memory.HasRoomFor(need, freed, default); other++) EndReserve(other);
    }
}
