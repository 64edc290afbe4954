using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Policies;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Learning;

public class AdaptationTests
{
    [Fact]
    public void Theta_moves_while_structure_is_frozen_and_structure_only_when_it_changes()
    {
        var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(10));
        var rig = new Rig(pool, new() { Selection = new() { Structure = StructureMode.Clamped } });
        pool.MakeActive(0);
        pool.Tick();
        var before = rig.Record.Revisions;
        for (int i = 0; i < 20; i++)
        {
            pool.Request(0);
            pool.Advance(1);
        }

        Assert.Equal(before.Structure, rig.Record.Revisions.Structure);
        Assert.True(rig.Record.Revisions.Adaptation >= before.Adaptation + 40);   // arrivals and completions
        Assert.Equal(3, rig.Record.InnerUpdates);   // an arrival, a completion and the tick since the tick before

        pool[0].Lifecycle = Lifecycle.Suspended;
        pool.Tick();
        Assert.Equal(before.Structure + 1, rig.Record.Revisions.Structure);
    }

    [Fact]
    public void A_structure_has_one_id_whoever_made_it_and_knows_its_parent_and_cause()
    {
        var pool = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(20));
        var rig = new Rig(pool);
        pool.Tick();
        ulong empty = rig.Record.StructureId;
        pool.Request(0);
        pool.Advance(2);
        Assert.NotEqual(empty, rig.Record.StructureId);
        Assert.Equal(empty, rig.Record.ParentStructureId);
        Assert.Equal(1, rig.Record.StructureCause);   // the decision that the miss brought about

        var other = new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(20));
        other.MakeActive(0);
        Assert.Equal(rig.Record.StructureId, Structure.IdOf(other.Sense()));
    }

    [Fact]
    public void Demand_belongs_to_the_skill_and_survives_its_unloading()
    {
        var pool = new PoolDouble(Rig.Alike(1), ResourceVector.Bytes(10));
        var adaptation = new Adaptation(pool.Catalog, new());
        for (int i = 0; i < 200; i++) Tell(adaptation, pool, 0, i);
        double before = adaptation.Estimate(0, 200_000_000_000, 30).DemandPerSecond;
        pool[0].Lifecycle = Lifecycle.Verified;
        adaptation.Observe(new(PolicyEvents.Unloaded, 0, 0), pool.Sense(), 200_000_000_000);
        Assert.Equal(before, adaptation.Estimate(0, 200_000_000_000, 30).DemandPerSecond);
        Assert.InRange(before, 0.9, 1.1);
    }

    [Fact]
    public void Silence_is_evidence()
    {
        var pool = new PoolDouble(Rig.Alike(1), ResourceVector.Bytes(10));
        var adaptation = new Adaptation(pool.Catalog, new() { SilenceArrivals = 5 });
        for (int i = 0; i < 100; i++) Tell(adaptation, pool, 0, i);
        Assert.InRange(adaptation.Estimate(0, 149_000_000_000, 30).DemandPerSecond, 0, 0.1);   // 50 s of silence at one a second
    }

    [Fact]
    public void An_event_allocates_nothing()
    {
        var pool = new PoolDouble(Rig.Alike(8), ResourceVector.Bytes(80));
        var policy = new TeleodynamicPolicy(pool.Catalog, new(), 1);
        var view = pool.Sense();
        PoolEvent[] events = [new(PolicyEvents.Arrival, 1, 5), new(PolicyEvents.Completion, 2, 6, 0.1, 0.2, 1), new(PolicyEvents.Tick, -1, 7), new(PolicyEvents.Miss, 3, 8)];
        foreach (var happened in events) policy.Observe(happened, view);
        var allocated = new LeastAllocated();
        while (allocated.Again())
            for (int i = 0; i < 1000; i++)
                foreach (ref readonly var happened in events.AsSpan()) policy.Observe(happened, view);
        Assert.Equal(0, allocated.Bytes);
    }

    [Fact]
    public void A_decision_allocates_at_most_its_action()
    {
        var rng = new SeedTree(2).Stream("inputs");
        var catalog = Teleo.Controller.Tests.Deciding.Any.Catalog(ref rng, 64);
        var decider = new Decider(catalog, Teleo.Controller.Tests.Deciding.Any.Options());
        var record = new DecisionRecord(64);
        Teleo.Controller.Tests.Deciding.Any.Fill(record.Inputs, catalog, ref rng);
        decider.Decide(record);
        var allocated = new LeastAllocated();
        while (allocated.Again())
            for (int i = 0; i < 100; i++) decider.Decide(record);
        Assert.Equal(0, allocated.Bytes);
    }

    [Fact]
    public void Quality_starts_from_the_manifest_and_follows_what_was_judged()
    {
        var pool = new PoolDouble(Rig.Alike(1), ResourceVector.Bytes(10));
        var adaptation = new Adaptation(pool.Catalog, new() { QualityPriorWeight = 10 });
        Assert.Equal(0.9, adaptation.Quality(0), 1e-12);
        for (int i = 0; i < 90; i++) adaptation.Observe(new(PolicyEvents.Completion, 0, 0, 0, 1, 0), pool.Sense(), 0);
        Assert.Equal(0.09, adaptation.Quality(0), 1e-12);
        adaptation.Observe(new(PolicyEvents.Completion, 0, 0, 0, 1), pool.Sense(), 0);   // nobody judged this one
        Assert.Equal(0.09, adaptation.Quality(0), 1e-12);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void Quantiles_come_close_to_the_exact_ones_and_are_exact_for_few(double quantile)
    {
        var rng = new SeedTree(3).Stream("latencies");
        var estimate = default(QuantileEstimate);
        Assert.True(double.IsNaN(estimate.Value(quantile)));
        var values = new List<double>();
        for (int i = 0; i < 20_000; i++)
        {
            double value = rng.NextExponential();
            values.Add(value);
            estimate.Add(value, quantile);
            if (i < 4) Assert.Equal(values.Order().ElementAt((int)Math.Ceiling(quantile * values.Count) - 1), estimate.Value(quantile));
        }

        estimate.Add(double.NaN, quantile);
        double exact = values.Order().ElementAt((int)(quantile * values.Count));
        Assert.Equal(exact, estimate.Value(quantile), 0.05 * exact);
    }

    [Fact]
    public void The_chance_of_an_arrival_comes_from_gaps_at_least_as_long_as_the_present_one()
    {
        var gaps = default(GapHistogram);
        Assert.True(double.IsNaN(gaps.ArrivalChance(1, 10)));
        gaps.Add(0.5, 90);
        gaps.Add(100, 10);
        Assert.Equal(0.9, gaps.ArrivalChance(0, 10), 0.01);
        Assert.Equal(0, gaps.ArrivalChance(2, 10), 1e-12);     // past the short ones, none ends soon
        Assert.Equal(1, gaps.ArrivalChance(2, 1000), 1e-12);
    }

    [Fact]
    public void A_counter_that_went_back_teaches_nothing()
    {
        var pool = new PoolDouble(Rig.Alike(1), ResourceVector.Bytes(10));
        var adaptation = new Adaptation(pool.Catalog, new());
        for (int i = 0; i < 10; i++) Tell(adaptation, pool, 0, i);
        double before = adaptation.Estimate(0, 10_000_000_000, 30).DemandPerSecond;
        pool[0].Arrivals = 0;
        adaptation.Observe(new(PolicyEvents.Tick, -1, 0), pool.Sense(), 10_000_000_000);
        Assert.Equal(before, adaptation.Estimate(0, 10_000_000_000, 30).DemandPerSecond);
    }

    /// <summary>Where what is right changes, a long good past must not hide a bad present.</summary>
    [Theory]
    [InlineData(0, 5000, false)]     // all is kept: after so many right answers a hundred wrong ones say little
    [InlineData(50, 5000, true)]
    [InlineData(50, 0, true)]
    public void With_a_memory_a_skill_is_believed_bad_after_about_as_many_answers_whatever_came_before(double memory, int right, bool isBad)
    {
        var belief = BetaPosterior.Prior(0.99, 20);
        for (int i = 0; i < right; i++) belief.Add(1, memory);
        for (int i = 0; i < 120; i++) belief.Add(0, memory);
        double surely = belief.Mean + 2 * belief.StandardError;
        Assert.Equal(isBad, surely < 0.2);
        Assert.Equal(memory > 0 ? memory : 20 + right + 120, belief.Successes + belief.Failures, 1e-9);
    }

    private static void Tell(Adaptation adaptation, PoolDouble pool, int skill, long second)
    {
        pool[skill].Arrivals++;
        adaptation.Observe(new(PolicyEvents.Arrival, skill, second * 1_000_000_000), pool.Sense(), second * 1_000_000_000);
    }
}
