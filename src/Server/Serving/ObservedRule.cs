using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Server.Serving;

/// <summary>
/// The loads that a server did by its own rule, done again at the same requests: a model leaves before each request that found it away
/// there, and comes when it is asked for. What this costs in the simulator beside what it cost there tells how far simulated costs hold.
/// </summary>
/// <param name="wasAway">Per model, for each of its requests in order of arrival: true where it found the model away.</param>
internal sealed class ObservedRule(ImmutableArray<ImmutableArray<bool>> wasAway) : IPolicy
{
    private readonly int[] _came = new int[wasAway.Length];

    public string Name => "as-observed";

    public PolicyEvents DecidesOn => PolicyEvents.Arrival | PolicyEvents.Miss | PolicyEvents.Completion | PolicyEvents.Loaded
        | PolicyEvents.Unloaded | PolicyEvents.Failure;

    public double TickSeconds => 1;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) != 0) _came[happened.Skill]++;
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        int loaders = pool.FreeLoaders;
        for (int model = 0; model < _came.Length; model++)
        {
            ref readonly var row = ref pool.Skills[model];
            if (row.Transition != Transition.None) continue;
            if (!row.IsResident && row.Queued > 0 && loaders-- > 0) chosen.Add(new ControlAction.Activate(model));
            bool isAwayNext = _came[model] < wasAway[model].Length && wasAway[model][_came[model]];
            if (isAwayNext && row is { IsResident: true, IsProtected: false, Queued: 0 }) chosen.Add(new ControlAction.Deactivate(model));
        }
    }
}
