using Teleo.Controller.Domain;
using Teleo.Controller.Routing;

namespace Teleo.Pool.Plants;

/// <summary>
/// Routes a request that names a task, by one rule for live and simulated plants: the best skill that can serve; if none can, or another is
/// worth waiting for, the best of all. A skill for the task that becomes ready takes over waiting requests.
/// </summary>
/// <param name="qualityOf">The share of right answers that is believed of a skill in a task.</param>
internal sealed class TaskDispatcher(PoolPlant plant, RoutingOptions options, Func<int, int, double> qualityOf)
{
    private readonly Router _router = new(plant.State.Catalog, options, qualityOf);

    /// <summary>Hears how right each simulated answer was.</summary>
    public Action<int, int, double>? Judged { get; init; }

    public Route RouteOf(int task) => _router.ForTask(task, plant.Sense());

    /// <summary>Gives a skill that became ready the requests for its tasks that wait for others.</summary>
    private void HandOver(int ready)
    {
        var (skills, rows) = (plant.State.Catalog.Skills, plant.State.Rows);
        var tasks = skills[ready].Tasks;
        for (int other = 0; other < rows.Length; other++)
            if (other != ready && rows[other].Queued > 0 && !rows[other].CanServe && skills[other].Tasks.Any(tasks.Contains))
                plant.Dispatcher.Hand(other, ready, tasks);
    }

    /// <summary>Applies the rule after each event.</summary>
    public void Follow(in PoolEvent happened)
    {
        if (happened.Kind == PolicyEvents.Loaded) HandOver(happened.Skill);
        if (happened.Kind == PolicyEvents.Completion) Judged?.Invoke(happened.Skill, happened.Task, happened.Correct);
    }
}
