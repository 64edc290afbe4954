using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;
using Teleo.Controller.Tests.Domain;

namespace Teleo.Controller.Tests.Deciding;

/// <summary>Decisions on random inputs, with all that was weighed, are the ones that were looked at last.</summary>
public class KnownDecisionTests
{
    private static readonly Dictionary<string, ControllerOptions> Rules = new()
    {
        ["accounts"] = Any.Options() with { Foresight = new() { Rule = ResourceRule.Bankroll, Clients = "one,two" } },
        ["one-resource"] = Any.Options(coverage: 0.8) with
        {
            Foresight = new() { Rule = ResourceRule.ServiceEarned },
            Ledger = LedgerOptions.Pool with { Minimum = 0.5, Initial = 1 },
        },
        ["brakes"] = Any.Options() with
        {
            Foresight = new() { Rule = ResourceRule.ServiceEarned },
            Stabilisers = new()
            {
                CooldownSeconds = 20,
                MinimumResidenceSeconds = 10,
                ReplaceRatio = 1.5,
                HysteresisCredits = 0.2,
                HysteresisSeconds = 30,
            },
            Eligibility = new() { RefusalBackOffSeconds = 15, StaleAfterSeconds = 0.7 },
        },
        ["owed-loads"] = Any.Options(coverage: 0.5) with
        {
            Score = new() { PricesOwedLoads = true, MemoryPrice = 0.02, Coverage = 0.5, ReservationShare = 0.5, WrongPrice = 3, ResumeShare = 0.4 },
        },
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Four_hundred_random_decisions_are_the_known_ones(string name)
    {
        var options = Rules[name];
        var rng = new SeedTree(23).Stream("known decisions");
        var known = new KnownRun();
        for (int round = 0; round < 400; round++)
        {
            var catalog = Any.Catalog(ref rng, 1 + rng.NextInt(20));
            var record = new DecisionRecord(catalog.Count, options.AccountCount());
            Any.Fill(record.Inputs, catalog, ref rng);
            foreach (ref var estimate in record.Inputs.Estimates.AsSpan())
                if (rng.NextInt(4) == 0)
                    (estimate.ForetoldChance, estimate.ForetoldRequests, estimate.Source, estimate.ForetoldUntilNs) =
                        (rng.NextDouble(), 1 + rng.NextInt(5), rng.NextInt(2), record.Inputs.NowNs + 5_000_000_000);
            new Decider(catalog, options).Decide(record);
            for (int i = 0; i < record.Candidates.Count; i++)
            {
                var candidate = record.Candidates[i];
                known.Note($"{Any.KeyOf(record.Candidates, i)} {candidate.Source} {candidate.Ineligibility} {candidate.HeldBy} {candidate.IsAffordable}");
                known.Note($"{candidate.Cost:R} {record.Total(i):R}");
            }

            known.Note($"{record.Choice.Chosen} {record.Choice.Outcome} {record.Choice.Reason} {record.Choice.GateBound} {record.Choice.Margin:R}");
        }

        known.AssertKnown(name);
    }
}
