using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Simulator;

/// <summary>A policy that requests arbitrary actions at every event, for tests of a plant's accounting.</summary>
internal sealed class ChaosPolicy(RandomStream stream) : IPolicy
{
    private RandomStream _stream = stream;

    public string Name => "chaos";

    public PolicyEvents DecidesOn =>
        PolicyEvents.Tick | PolicyEvents.Miss | PolicyEvents.Completion | PolicyEvents.Loaded
            | PolicyEvents.Unloaded | PolicyEvents.Failure;

    public double TickSeconds => 0.7;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        // Mostly what the trigger asks for, so that something is resident to be troubled.
        if (trigger.Kind == PolicyEvents.Miss && _stream.NextDouble() < 0.7) chosen.Add(new ControlAction.Activate(trigger.Skill));
        for (int i = _stream.NextInt(3); i > 0; i--) chosen.Add(Any(pool));
    }

    private ControlAction Any(in PoolView pool)
    {
        int n = pool.Skills.Length;
        return _stream.NextInt(12) switch
        {
            0 => ControlAction.NoOp.Instance,
            1 or 2 => new ControlAction.Activate(Skill(n)),
            3 => new ControlAction.Deactivate(Skill(n)),
            4 => new ControlAction.Suspend(Skill(n)),
            5 or 6 => new ControlAction.Replace([Skill(n)], Skill(n)),
            7 => new ControlAction.Replace([Skill(n), Skill(n)], Skill(n)),
            8 => _stream.NextDouble() < 0.02 ? new ControlAction.Retire(Skill(n)) : ControlAction.NoOp.Instance,
            9 => new ControlAction.Reserve(ResourceVector.Bytes(_stream.NextInt(1 << 30)), Skill(n),
                pool.NowNs + _stream.NextInt(int.MaxValue) - 100_000_000),
            10 => new ControlAction.Merge(Skill(n), Skill(n), Skill(n)),
            _ => new ControlAction.Split(Skill(n), Skill(n), Skill(n)),
        };
    }

    /// <summary>Now and then one that does not exist.</summary>
    private int Skill(int count) => _stream.NextInt(count + 1);
}
