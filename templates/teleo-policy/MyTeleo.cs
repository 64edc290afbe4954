#:package Teleo.Experiments@0.1.0
#:property PublishAot=false
// dotnet run MyTeleo.cs
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Research;

var pool = Pool.Simulated("drift-fast", "6");
Console.WriteLine(pool.Compare(["lru", new Contender("mine", _ => new Mine()), "teleodynamic"], seeds: 4));

/// <summary>Loads what is missed while there is room, and never lets go: the place to begin.</summary>
sealed class Mine : IPolicy
{
    public string Name => "mine";
    public PolicyEvents DecidesOn => PolicyEvents.Miss;
    public double TickSeconds => 1;

    public void Observe(in PoolEvent happened, in PoolView pool) { }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        bool isOut = !pool.Skills[trigger.Skill].IsResident && pool.Skills[trigger.Skill].Transition == Transition.None;
        if (isOut && pool.FreeLoaders > 0 && Room.For(trigger.Skill, default, pool)) chosen.Add(new ControlAction.Activate(trigger.Skill));
    }
}
