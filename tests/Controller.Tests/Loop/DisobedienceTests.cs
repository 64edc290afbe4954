using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Tests.Deciding;
using Teleo.Controller.Tests.Domain;

namespace Teleo.Controller.Tests.Loop;

/// <summary>The loop against a plant that obeys late, partly, not at all, throws and lies.</summary>
public class DisobedienceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_invariant_breaks_in_fifty_thousand_decisions(ulong seed) => Fuzz(seed, 17_000);

    [NightlyTheory]
    [InlineData(101)]
    [InlineData(102)]
    public void No_invariant_breaks_in_a_long_life(ulong seed) => Fuzz(seed, 500_000);

    private static void Fuzz(ulong seed, long decisions)
    {
        var rng = new SeedTree(seed).Stream("life");
        var options = Any.Options(coverage: 0.5) with { Ledger = new() { Initial = 1 } };
        var catalog = Any.Catalog(ref rng, 9);
        var pool = new DisobedientPool(catalog, new() { ResidentBytes = 70, ScratchBytes = 25 }, new SeedTree(seed).Stream("disobedience"));
        var rig = new Rig(pool, options);
        var invariants = new Invariants(options);
        var outcomes = new HashSet<OutcomeCode>();
        rig.OnDecision = record =>
        {
            invariants.Check(record);
            outcomes.Add(record.Outcome);
        };
        while (invariants.Checked < decisions)
        {
            pool.Request(rng.NextInt(catalog.Count));
            pool.Advance(rng.NextDouble());
            if (rng.NextInt(4) == 0) pool.CatchUp();
            Assert.True(pool.Used.FitsWithin(pool.Capacity), "the pool overfilled");
        }

        Assert.True(pool.Disobeyed > decisions / 20);
        Assert.True(pool.Waits.Count > decisions / 20, "nobody was served");
        OutcomeCode[] met = [OutcomeCode.Acted, OutcomeCode.SelectedNoOp, OutcomeCode.InfeasibleAction, OutcomeCode.ProcessFailure];
        Assert.Superset(met.ToHashSet(), outcomes);
    }
}
