using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>
/// A small controller with a known construction, for tests of the judge. Theta is one decayed count of requests for each skill; scores are
/// seconds saved over a horizon. Known positives and impostors override parts.
/// </summary>
internal abstract class BuiltSubject(PolicyContext context, string name) : ISubject
{
    private readonly DecayedCounts _counts = new(context.Catalog.Count);
    private readonly List<int> _leaving = [];

    public string Name => name;

    public virtual PolicyEvents DecidesOn =>
        PolicyEvents.Tick | PolicyEvents.Miss | PolicyEvents.Completion | PolicyEvents.Loaded | PolicyEvents.Unloaded;

    public double TickSeconds => 5;

    public virtual double Margin => 0;

    protected int Skills => _counts.Values.Length;

    /// <summary>Seconds after which a request counts by 1/e.</summary>
    protected virtual double Memory => 400;

    /// <summary>Seconds ahead that a score counts.</summary>
    protected virtual double Horizon => 200;

    /// <summary>Seconds that one missed request costs in the score.</summary>
    protected virtual double MissSeconds => 2;

    public byte[] Theta
    {
        get => [.. MemoryMarshal.AsBytes(_counts.Values.AsSpan()), .. BitConverter.GetBytes(_counts.Seconds)];
        set
        {
            MemoryMarshal.Cast<byte, double>(value.AsSpan(0, 8 * Skills)).CopyTo(_counts.Values);
            _counts.Seconds = BinaryPrimitives.ReadDoubleLittleEndian(value.AsSpan(8 * Skills));
        }
    }

    public virtual byte[] Rest { get; set; } = [];

    public virtual IReadOnlyList<SourceBalance> Account
    {
        get => [];
        set { }
    }

    public virtual bool WantsToDecide(in PoolEvent happened, in PoolView pool) =>
        (DecidesOn & happened.Kind) != 0 && (happened.Kind != PolicyEvents.Completion || !pool.NobodyWaits);

    public virtual void Observe(in PoolEvent happened, in PoolView pool) => _counts.Note(happened, pool, Memory);

    public virtual void Earn(in PoolEvent happened, in PoolView pool)
    {
    }

    public virtual void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        decision.Offer(ControlAction.NoOp.Instance, 0);
        for (int skill = 0; skill < Skills; skill++) OfferLoad(skill, pool, decision);
        decision.TakeBest(Margin);
    }

    public virtual void Settle(in Settlement settlement, int candidate)
    {
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Returns the expected requests per second of a skill.</summary>
    protected virtual double RateOf(int skill) => _counts.Values[skill] / Memory;

    /// <summary>Offers a load of a skill with its victims, at the seconds it saves.</summary>
    protected void OfferLoad(int skill, in PoolView pool, SubjectDecision decision)
    {
        if (LoadOf(skill, pool) is not { } action) return;
        double score = ScoreOf(skill, action, pool);
        decision.Offer(action, score, CostOf(skill, pool), IsForbidden(skill, pool), SourceOf(skill, pool));
    }

    protected virtual double CostOf(int skill, in PoolView pool) => 0;

    protected virtual bool IsForbidden(int skill, in PoolView pool) => false;

    protected virtual string SourceOf(int skill, in PoolView pool) => "";

    /// <summary>Returns the seconds that a load saves: waiting requests, and the misses over the horizon, minus the load itself.</summary>
    protected virtual double ScoreOf(int skill, ControlAction action, in PoolView pool)
    {
        double saved = Value(skill, pool) + WaitingValue(skill, pool) - pool.Skills[skill].LoadSeconds;
        if (action is ControlAction.Replace replace)
            foreach (int victim in replace.Outgoing) saved -= Value(victim, pool) + WaitingValue(victim, pool);
        return saved;
    }

    /// <summary>Returns the load of a skill with victims of the lowest value until it fits; null if it is not possible now.</summary>
    protected ControlAction? LoadOf(int skill, in PoolView pool)
    {
        ref readonly var row = ref pool.Skills[skill];
        if (row.IsResident || row.Transition != Transition.None || pool.FreeLoaders < 1 || pool.NowNs < row.RetryAtNs
            || row.Lifecycle != Lifecycle.Verified) return null;
        _leaving.Clear();
        ResourceVector freed = default;
        while (!Room.For(skill, freed, pool))
        {
            int victim = Least(pool);
            if (victim < 0) return null;
            _leaving.Add(victim);
            freed += pool.Skills[victim].Footprint;
        }

        return _leaving.Count == 0 ? new ControlAction.Activate(skill) : new ControlAction.Replace([.. _leaving], skill);
    }

    /// <summary>Seconds that a skill saves over the horizon by being there.</summary>
    protected virtual double Value(int skill, in PoolView pool) => RateOf(skill) * Horizon * MissSeconds;

    /// <summary>Returns the expected further waiting in seconds over the horizon.</summary>
    protected static double WaitingValue(int skill, in PoolView pool) => 120.0 * pool.Skills[skill].Queued;

    private int Least(in PoolView pool)
    {
        int least = -1;
        double value = double.PositiveInfinity;
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            ref readonly var row = ref pool.Skills[i];
            if (!row.IsResident || row.IsProtected || _leaving.Contains(i)) continue;
            double per = (Value(i, pool) + WaitingValue(i, pool)) / Math.Max(1, row.Footprint.ResidentBytes);
            if (per < value) (least, value) = (i, per);
        }

        return least;
    }
}
