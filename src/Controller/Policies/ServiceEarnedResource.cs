using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Policies;

/// <summary>E as one account in credits: right answers fill it, upkeep and time drain it, and every action is paid from it.</summary>
/// <param name="isBooked">False where nothing is ever booked, since the resource is cut off.</param>
internal sealed class ServiceEarnedResource(ResourceLedger ledger, Adaptation adaptation, bool isBooked) : IResource
{
    public double Balance => ledger.Balance;

    public long Revision => ledger.Revision;

    public IReadOnlyList<string> AccountNames { get; } = ["all"];

    public int AccountOf(int source) => 0;

    public void Observe(in PoolEvent happened, in PoolView pool, long nowNs, double elapsedSeconds)
    {
        ledger.Pass(elapsedSeconds, ByteShare.Of(pool.Used, pool.Capacity));
        if (happened.Kind == PolicyEvents.Completion) ledger.Earn(WorthOf(happened));
    }

    public void Accrue(DecisionRecord record)
    {
        record.Rows.Add(ledger.Accrue());
        if (ledger.ApplyFloorRule() is { } row) record.Rows.Add(row);
    }

    public void Show(DecisionInputs inputs, ResourceSignals signals, long nowNs)
    {
        inputs.Resource = signals.Read(0, ledger.Balance);
        inputs.Phase = ledger.Phase;
    }

    public void Pay(in Candidate candidate, DecisionRecord record, long nowNs) => record.Rows.Add(ledger.Spend(candidate.Cost));

    public double[] BookedBalances()
    {
        if (isBooked)
        {
            ledger.Accrue();
            ledger.ApplyFloorRule();
        }

        return [ledger.Balance];
    }

    public void SetBalances(ReadOnlySpan<double> credits) => ledger.SetBalance(credits[0]);

    public void Drain() => ledger.Spend(ledger.Balance - ledger.Options.Minimum);

    /// <summary>
    /// Returns the value of an answer that is right and in time. An answer without a judgement has the estimated quality of its skill as
    /// value.
    /// </summary>
    private double WorthOf(in PoolEvent completion)
    {
        if (!completion.WithinTime) return 0;
        if (!double.IsNaN(completion.Correct)) return completion.Correct;
        return completion.Skill < 0 ? double.NaN : adaptation.Quality(completion.Skill);
    }
}
