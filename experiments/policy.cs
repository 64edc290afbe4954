#:project ../src/Experiments/Teleo.Experiments.csproj
#:property PublishAot=false
// Write a policy of your own and see how it does. This one loads what is missed, where only the long idle have to leave for it.
//   dotnet run experiments/policy.cs -- drift 6 4
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Research;

var pool = Pool.Simulated(args.ElementAtOrDefault(0) ?? "drift", args.ElementAtOrDefault(1) ?? "6");
int seeds = int.Parse(args.ElementAtOrDefault(2) ?? "4");
Contender patient = new("patient", _ => new PatientPolicy(idleSeconds: 3));
Console.WriteLine(pool.Compare([patient, "lru", "teleodynamic", "never-act"], seeds));

/// <summary>Only a skill that nobody used for a while has to leave.</summary>
sealed class PatientPolicy(double idleSeconds) : IPolicy
{
    public string Name => "patient";
    public PolicyEvents DecidesOn => PolicyEvents.Miss | PolicyEvents.Tick;
    public double TickSeconds => 2;

    public void Observe(in PoolEvent happened, in PoolView pool) { }   // nothing to learn

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        int wanted = LongestWaiting(pool);
        if (wanted < 0 || pool.FreeLoaders == 0) return;   // adding nothing means: do nothing
        var leaving = new List<int>();
        var freed = new ResourceVector();
        while (!Room.For(wanted, freed, pool))
        {
            int idle = IdleLongest(pool, leaving);
            if (idle < 0) return;
            leaving.Add(idle);
            freed += Room.FreedBy(pool.Skills[idle]);
        }

        chosen.Add(leaving.Count == 0 ? new ControlAction.Activate(wanted) : new ControlAction.Replace([.. leaving], wanted));
    }

    private static int LongestWaiting(in PoolView pool)
    {
        int longest = -1;
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            bool waits = pool.Skills[i].Queued > 0 && !pool.Skills[i].IsResident && pool.Skills[i].Transition == Transition.None;
            if (waits && (longest < 0 || pool.Skills[i].OldestArrivalNs < pool.Skills[longest].OldestArrivalNs)) longest = i;
        }

        return longest;
    }

    private int IdleLongest(in PoolView pool, List<int> leaving)
    {
        int longest = -1;
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            ref readonly var skill = ref pool.Skills[i];
            bool mayLeave = skill.IsResident && !skill.IsProtected && !leaving.Contains(i) && pool.NowNs - skill.LastUseNs > idleSeconds * 1e9;
            if (mayLeave && (longest < 0 || skill.LastUseNs < pool.Skills[longest].LastUseNs)) longest = i;
        }

        return longest;
    }
}
