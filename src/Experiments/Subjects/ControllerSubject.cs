using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Subjects;

/// <summary>
/// The controller of this project as a subject. Candidates that cannot be done, or that a stabiliser holds back, are not offered.
/// </summary>
internal sealed class ControllerSubject(TeleodynamicPolicy policy) : ISubject
{
    /// <summary>The index in the record of each candidate that was offered.</summary>
    private readonly List<int> _offered = [];

    public string Name => policy.Name;

    public PolicyEvents DecidesOn => policy.DecidesOn;

    public double TickSeconds => policy.TickSeconds;

    public double Margin => policy.Options.Selection.Margin;

    public byte[] Theta
    {
        get => policy.SaveTheta();
        set => policy.RestoreTheta(value);
    }

    public byte[] Rest
    {
        get => policy.SaveRest();
        set => policy.RestoreRest(value);
    }

    public IReadOnlyList<SourceBalance> Account
    {
        get => [.. policy.AccountNames.Zip(policy.BookedBalances(), (name, balance) => new SourceBalance(name, balance))];
        set => policy.SetBalances([.. value.Select(source => source.Balance)]);
    }

    public bool WantsToDecide(in PoolEvent happened, in PoolView pool) => policy.WantsToDecide(happened, pool);

    public void Observe(in PoolEvent happened, in PoolView pool) => policy.Learn(happened, pool);

    public void Earn(in PoolEvent happened, in PoolView pool) => policy.Credit(happened, pool);

    public void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        policy.Decide(pool, trigger, []);
        var record = policy.Record;
        var names = policy.AccountNames;
        _offered.Clear();
        for (int i = 0; i < record.Candidates.Count; i++)
        {
            ref readonly var candidate = ref record.Candidates[i];
            if (i > 0 && (!candidate.IsEligible || candidate.HeldBy != Stabilisers.None)) continue;
            var footprint = candidate.First < 0 ? default : record.Inputs.Skills[candidate.First].Footprint;
            long until = record.Inputs.NowNs + (long)(policy.Options.Score.ReservationSeconds * 1e9);
            _offered.Add(i);
            decision.Offer(record.Candidates.ActionOf(candidate, footprint, until), record.Total(i), candidate.Cost,
                !candidate.IsAffordable, names[policy.AccountOf(candidate)]);
        }

        decision.Reason = record.Choice.Reason.ToString();
        int chosen = _offered.IndexOf(record.Choice.Chosen);
        if (chosen > 0) decision.Take(chosen);
    }

    public void Settle(in Settlement settlement, int candidate)
    {
        policy.Record.Choice = policy.Record.Choice with { Chosen = _offered[candidate] };
        policy.Settle(settlement);
    }

    public void Dispose()
    {
    }
}
