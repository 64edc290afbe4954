using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Simulator;

/// <summary>Repeats another policy's choices decision by decision; the result must be equal to the nanosecond.</summary>
internal sealed class ScriptedPolicy(IPolicy original, IReadOnlyList<IReadOnlyList<ControlAction>> script) : IPolicy
{
    private int _decision;

    public string Name => original.Name;

    public PolicyEvents DecidesOn => original.DecidesOn;

    public double TickSeconds => original.TickSeconds;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen) => chosen.AddRange(script[_decision++]);
}
