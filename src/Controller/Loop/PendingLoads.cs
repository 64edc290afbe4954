using Teleo.Controller.Domain;

namespace Teleo.Controller.Loop;

/// <summary>Commanded loads that have not ended yet, by skill: they join a measured outcome to its decision.</summary>
internal sealed class PendingLoads
{
    private readonly Dictionary<int, (long DecisionId, double Predicted)> _bySkill = [];

    public void Expect(ControlAction action, long decisionId, in PoolView pool)
    {
        switch (action)
        {
            case ControlAction.Activate a:
                Expect(a.Skill, decisionId, pool);
                break;
            case ControlAction.Replace r:
                Expect(r.Incoming, decisionId, pool);
                break;
            case ControlAction.Merge m:
                Expect(m.Into, decisionId, pool);
                break;
            case ControlAction.Split s:
                Expect(s.First, decisionId, pool);
                Expect(s.Second, decisionId, pool);
                break;
        }
    }

    public bool TryEnd(in PoolEvent happened, out Realisation realisation)
    {
        realisation = default;
        if (happened.Kind is not (PolicyEvents.Loaded or PolicyEvents.Failure)) return false;
        if (!_bySkill.Remove(happened.Skill, out var load)) return false;
        bool succeeded = happened.Kind == PolicyEvents.Loaded;
        realisation = new(load.DecisionId, happened.Skill, happened.TimeNs, succeeded, load.Predicted,
            succeeded ? happened.Seconds : double.NaN);
        return true;
    }

    private void Expect(int skill, long decisionId, in PoolView pool)
    {
        if ((uint)skill < (uint)pool.Skills.Length) _bySkill[skill] = (decisionId, pool.Skills[skill].LoadSeconds);
    }
}
