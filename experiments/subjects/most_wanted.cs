// A subject in C#: loads what is asked for most, where this saves more than it costs. No project is needed:
//   teleo falsify --subject most_wanted.cs --quick --page most_wanted.html
using System.Runtime.InteropServices;

public sealed class MostWanted(PolicyContext context) : ISubject
{
    private const double MemorySeconds = 400, HorizonSeconds = 200, MissSeconds = 2;

    private readonly double[] _counts = new double[context.Catalog.Count];   // requests, fading; the last number is when
    private double _last;

    public string Name => "most-wanted";
    public PolicyEvents DecidesOn => PolicyEvents.Tick | PolicyEvents.Miss | PolicyEvents.Loaded | PolicyEvents.Unloaded;
    public double TickSeconds => 5;
    public double Margin => 20;

    public byte[] Theta
    {
        get => MemoryMarshal.AsBytes<double>([.. _counts, _last]).ToArray();
        set
        {
            var numbers = MemoryMarshal.Cast<byte, double>(value);
            numbers[..^1].CopyTo(_counts);
            _last = numbers[^1];
        }
    }

    public byte[] Rest { get; set; } = [];                              // no state beside what is learned
    public IReadOnlyList<SourceBalance> Account { get; set; } = [];     // no resource

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) == 0 || happened.Skill < 0) return;
        double now = pool.NowNs * 1e-9, left = Math.Exp((_last - now) / MemorySeconds);
        for (int i = 0; i < _counts.Length; i++) _counts[i] *= left;
        _counts[happened.Skill]++;
        _last = now;
    }

    public void Earn(in PoolEvent happened, in PoolView pool) { }
    public void Settle(in Settlement settlement, int candidate) { }
    public void Dispose() { }

    public void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        decision.Offer(ControlAction.NoOp.Instance, 0);
        for (int skill = 0; skill < _counts.Length; skill++) OfferLoad(skill, pool, decision);
        decision.TakeBest(Margin);
    }

    private void OfferLoad(int skill, in PoolView pool, SubjectDecision decision)
    {
        ref readonly var row = ref pool.Skills[skill];
        if (row.IsResident || row.Transition != Transition.None || pool.FreeLoaders < 1 || pool.NowNs < row.RetryAtNs) return;
        var (leaving, freed, lost) = (new List<int>(), new ResourceVector(), 0.0);
        while (!Room.For(skill, freed, pool))
        {
            int victim = -1;
            for (int i = 0; i < _counts.Length; i++)
            {
                ref readonly var other = ref pool.Skills[i];
                bool mayLeave = other.IsResident && !other.IsProtected && !leaving.Contains(i);
                if (mayLeave && (victim < 0 || Value(i, pool) < Value(victim, pool))) victim = i;
            }

            if (victim < 0) return;
            leaving.Add(victim);
            freed += Room.FreedBy(pool.Skills[victim]);
            lost += Value(victim, pool);
        }

        ControlAction action = leaving.Count == 0 ? new ControlAction.Activate(skill) : new ControlAction.Replace([.. leaving], skill);
        decision.Offer(action, Value(skill, pool) - lost - row.LoadSeconds);
    }

    private double Value(int skill, in PoolView pool) =>
        _counts[skill] / MemorySeconds * HorizonSeconds * MissSeconds + 20.0 * pool.Skills[skill].Queued;
}
