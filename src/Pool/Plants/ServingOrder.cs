using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>Applies a <see cref="QueueDiscipline"/>: selects the next of several waiting skills.</summary>
internal static class ServingOrder
{
    /// <summary>Returns the position in <paramref name="waiting"/> of the next skill; ties go to the lower index.</summary>
    public static int First(List<int> waiting, PlantState state)
    {
        int best = 0;
        for (int at = 1; at < waiting.Count; at++)
            if (GoesBefore(waiting[at], waiting[best], state)) best = at;
        return best;
    }

    private static bool GoesBefore(int a, int b, PlantState state)
    {
        ref readonly var first = ref state.Rows[a];
        ref readonly var second = ref state.Rows[b];
        int order = state.Settings.Discipline switch
        {
            QueueDiscipline.MostQueued => MostQueued(first, second, state),
            QueueDiscipline.Priority => state.Profiles[b].Priority.CompareTo(state.Profiles[a].Priority),
            QueueDiscipline.WaitCredit => Credit(second, state).CompareTo(Credit(first, state)),
            _ => 0,
        };
        if (order == 0) order = first.OldestArrivalNs.CompareTo(second.OldestArrivalNs);
        return order < 0 || (order == 0 && a < b);
    }

    private static int MostQueued(in SkillState first, in SkillState second, PlantState state)
    {
        long stale = state.ReadNowNs - PlantState.Nanoseconds(state.Settings.StalenessSeconds);
        bool firstIsStale = first.OldestArrivalNs < stale, secondIsStale = second.OldestArrivalNs < stale;
        if (firstIsStale || secondIsStale) return secondIsStale.CompareTo(firstIsStale);
        return second.Queued.CompareTo(first.Queued);
    }

    /// <summary>Returns the seconds waited so far by all its requests, per second of its load.</summary>
    private static double Credit(in SkillState row, PlantState state) =>
        (double)((Int128)row.Queued * state.ReadNowNs - row.QueuedArrivalSumNs) / Math.Max(row.LoadSeconds, 1e-3);
}
