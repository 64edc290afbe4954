using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// The fixed policy of a rollout: loads for the longest waiting request and evicts the least recently used. All its state is in the rows of
/// the pool, so that it can start at any time of any run.
/// </summary>
internal sealed class LruContinuation : IPolicy
{
    private readonly List<int> _leaving = [];

    public string Name => "last-used-first";

    public PolicyEvents DecidesOn =>
        PolicyEvents.Miss | PolicyEvents.Completion | PolicyEvents.Loaded | PolicyEvents.Unloaded | PolicyEvents.Failure;

    public double TickSeconds => 1;

    public bool WantsToDecide(in PoolEvent happened, in PoolView pool) =>
        (DecidesOn & happened.Kind) != 0 && !pool.NobodyWaits && pool.FreeLoaders > 0;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        int target = LongestWaiting(pool);
        if (target < 0) return;
        _leaving.Clear();
        ResourceVector freed = default;
        while (!Room.For(target, freed, pool))
        {
            int victim = LeastRecent(pool);
            if (victim < 0) return;
            _leaving.Add(victim);
            freed += pool.Skills[victim].Footprint;
        }

        chosen.Add(_leaving.Count == 0 ? new ControlAction.Activate(target) : new ControlAction.Replace([.. _leaving], target));
    }

    private static int LongestWaiting(in PoolView pool)
    {
        int longest = -1;
        for (int skill = 0; skill < pool.Skills.Length; skill++)
        {
            ref readonly var row = ref pool.Skills[skill];
            bool mayLoad = row is { Queued: > 0, Transition: Transition.None, Lifecycle: Lifecycle.Verified or Lifecycle.Suspended }
                && pool.NowNs >= row.RetryAtNs;
            if (mayLoad && (longest < 0 || row.OldestArrivalNs < pool.Skills[longest].OldestArrivalNs)) longest = skill;
        }

        return longest;
    }

    private int LeastRecent(in PoolView pool)
    {
        int least = -1;
        for (int skill = 0; skill < pool.Skills.Length; skill++)
        {
            ref readonly var row = ref pool.Skills[skill];
            if (!row.IsResident || row.IsProtected || _leaving.Contains(skill)) continue;
            if (least < 0 || row.LastUseNs < pool.Skills[least].LastUseNs) least = skill;
        }

        return least;
    }
}
