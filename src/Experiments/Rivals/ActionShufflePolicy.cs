using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Replays the actions of another run at their times with the targets permuted inside each type: tests whether it
/// matters what was acted on.
/// </summary>
public sealed class ActionShufflePolicy : IPolicy
{
    private readonly ImmutableArray<TimedAction> _actions;
    private int _next;

    public ActionShufflePolicy(ActionLog log, RandomStream draws)
    {
        var shuffled = log.Actions.ToArray();
        foreach (var places in Enumerable.Range(0, shuffled.Length).GroupBy(i => shuffled[i].Action.GetType())
            .OrderBy(group => group.First()))
        {
            int[] order = [.. places];
            draws.Shuffle<int>(order);
            foreach (var (to, from) in places.Zip(order)) shuffled[to] = new(log.Actions[to].TimeNs, log.Actions[from].Action);
        }

        _actions = [.. shuffled];
    }

    public string Name => "action-shuffle";

    public PolicyEvents DecidesOn => PolicyEvents.Tick | PolicyEvents.Miss | PolicyEvents.Arrival | PolicyEvents.Completion;

    public double TickSeconds => 1;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        for (; _next < _actions.Length && _actions[_next].TimeNs <= pool.NowNs; _next++) chosen.Add(_actions[_next].Action);
    }
}
