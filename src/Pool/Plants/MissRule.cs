using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>Decides what a miss does, by the declared <see cref="MissMode"/>: one rule for live and simulated pools.</summary>
internal static class MissRule
{
    /// <summary>The skill that a request is queued for where <paramref name="asked"/> cannot serve now; -1 where it is refused.</summary>
    public static int QueueFor(int asked, PlantState state) => state.Settings.Miss switch
    {
        MissMode.Refuse => -1,
        MissMode.Fallback when state.Rows[state.Settings.Generalist].CanServe => state.Settings.Generalist,
        _ => asked,
    };

    /// <summary>
    /// True where the pool itself loads the skill that was missed, once the controller has decided: the mode says so, and no load of it is
    /// under way.
    /// </summary>
    public static bool LoadsThrough(in PoolEvent happened, PlantState state)
    {
        if (happened.Kind != PolicyEvents.Miss || state.Settings.Miss != MissMode.LoadThrough) return false;
        ref readonly var row = ref state.Rows[happened.Skill];
        return !row.IsResident && row.Transition == Transition.None;
    }
}
