using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>
/// Checks the invariants of a plant at every instant. The sums are compared after every event; the rows of all skills after so many changes
/// of structure that reading them costs no more than the changes, and at the end.
/// </summary>
internal static class PlantAudit
{
    public static void CheckSums(PlantState state)
    {
        ref readonly var sums = ref state.Counters;
        if (sums.Arrivals != sums.Ended + sums.Queued + sums.Running)
            throw new InvariantException(
                $"{sums.Arrivals} arrivals are not {sums.Done} done + {sums.Queued} queued + {sums.Running} running + {sums.Refused} "
                    + $"refused + {sums.TimedOut} timed out + {sums.Aborted} aborted");
    }

    public static void CheckRows(PlantState state, Residency residency, ServiceDispatcher dispatcher)
    {
        CheckSums(state);
        ResourceVector held = default;
        for (int skill = 0; skill < state.Rows.Length; skill++) held += residency.HeldBy(skill);
        if (held != state.Memory.Used)
            throw new InvariantException(
                $"the skills hold {held.ResidentBytes} bytes and {state.Memory.Used.ResidentBytes} are booked as used");
        if (!state.Memory.Balances)
            throw new InvariantException(
                $"used {state.Memory.Used.ResidentBytes} and free {state.Memory.Free.ResidentBytes} bytes are not the capacity "
                    + $"{state.Memory.Capacity.ResidentBytes}");
        long queued = 0, running = 0, stranded = 0;
        ResourceVector reserved = default;
        for (int skill = 0; skill < state.Rows.Length; skill++)
        {
            ref readonly var row = ref state.Rows[skill];
            queued += row.Queued;
            running += row.Running;
            stranded += row.Queued > 0 && !row.CanServe ? 1 : 0;
            reserved += new ResourceVector { ResidentBytes = row.ReservedBytes };
            CheckRow(row, state.Profiles[skill].Name);
        }

        if (queued != state.Counters.Queued || running != state.Counters.Running)
            throw new InvariantException("the rows' queues do not add up to the plant's");
        if (stranded != dispatcher.Stranded)
            throw new InvariantException($"{stranded} skills have requests they cannot serve and {dispatcher.Stranded} are counted");
        if (reserved.ResidentBytes != state.Memory.Reserved.ResidentBytes)
            throw new InvariantException("the rows' reservations do not add up to the plant's");
    }

    private static void CheckRow(in SkillState row, string name)
    {
        if (row.Running > 0 && !row.CanServe && row.Transition != Transition.Draining)
            throw new InvariantException($"{name} serves although it is {row.Lifecycle}, {row.Transition}");
        if ((row.Queued == 0) != (row.OldestArrivalNs == long.MaxValue))
            throw new InvariantException($"{name} has {row.Queued} queued and the oldest from {row.OldestArrivalNs}");
        if (row.Queued == 0 && row.QueuedArrivalSumNs != 0)
            throw new InvariantException($"{name} has no queued requests but stored arrival times");
    }

    /// <summary>Little's law, exactly: the integral of the number present is the sum of the times spent.</summary>
    public static void CheckLittle(PlantState state)
    {
        Int128 spent = state.Counters.SojournNs;
        foreach (ref readonly var request in state.Queues.Slots)
            if (request.Stage != RequestStage.Free) spent += state.NowNs - request.ArrivalNs;
        if (spent != state.Counters.PresentNs)
            throw new InvariantException($"Little's law fails: {state.Counters.PresentNs} ns present, {spent} ns spent");
    }
}
