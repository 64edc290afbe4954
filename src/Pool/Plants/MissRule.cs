using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>Decides what happens on a miss by the configured <see cref="MissMode"/>; one rule for live and simulated pools.</summary>
internal static class MissRule
{
    /// <summary>Returns the skill whose queue gets a request if <paramref name="asked"/> cannot serve now; -1 if it is refused.</summary>
    public static int QueueFor(int asked, PlantState state) => state.Settings.Miss switch
    {
        MissMode.Refuse => -1,
        MissMode.Fallback when state.Rows[state.Settings.Generalist].CanServe => state.Settings.Generalist,
        _ => asked,
    };

    /// <summary>
    /// Returns true if the pool itself loads the missed skill after the controller's decision: the mode requires it and no load of the
    /// skill is in progress.
    /// </summary>
    public static bool LoadsThrough(in PoolEvent happened, PlantState state)
    {
        if (happened.Kind != PolicyEvents.Miss || state.Settings.Miss != MissMode.LoadThrough) return false;
        ref readonly var row = ref state.Rows[happened.Skill];
        return !row.IsResident && row.Transition == Transition.None;
    }
}
