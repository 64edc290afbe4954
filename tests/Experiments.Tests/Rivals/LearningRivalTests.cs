using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.Tests.Rivals;

public class LearningRivalTests
{
    [Fact]
    public void The_queue_of_drift_plus_penalty_fills_with_loads_and_drains_with_its_budget()
    {
        var catalog = InstantPool.CatalogOf([1, 1]);
        var policy = new DriftPlusPenaltyPolicy("dpp", catalog, new() { LoadBudget = 0.5 });
        var pool = new InstantPool(catalog, 2, policy);
        policy.Observe(new(PolicyEvents.Loaded, 0, 0, Seconds: 8), pool.Sense());
        Assert.Equal(8, policy.LoadQueue, 9);

        pool.Pass(6);

        Assert.Equal(5, policy.LoadQueue, 9);
        pool.Pass(60);
        Assert.Equal(0, policy.LoadQueue);
    }

    [Fact]
    public void A_full_queue_makes_a_load_wait_and_waiting_makes_it_due()
    {
        var catalog = InstantPool.CatalogOf([1, 1]);
        var policy = new DriftPlusPenaltyPolicy("dpp", catalog, new() { V = 1, LoadBudget = 0, HalfLifeSeconds = 10 });
        var pool = new InstantPool(catalog, 1, policy);
        pool.Request(0);
        pool.Pass(1000);
        policy.Observe(new(PolicyEvents.Loaded, 0, pool.NowNs, Seconds: 90), pool.Sense());

        // One who waits weighs the horizon of 60 s at once, and a second more each second.
        pool.Request(1);
        pool.Pass(25);
        Assert.Equal([0], pool.Residents);
        pool.Pass(10);
        Assert.Equal([1], pool.Residents);
    }

    [Fact]
    public void A_memory_budget_below_what_is_kept_ends_the_stay_of_the_idle()
    {
        var catalog = InstantPool.CatalogOf([1, 1]);
        var pool = new InstantPool(catalog, 2, new DriftPlusPenaltyPolicy("dpp", catalog, new() { MemoryBudget = 0.1, HalfLifeSeconds = 10 }));
        pool.Request(0);
        pool.Pass(300);
        Assert.Empty(pool.Residents);
    }

    [Fact]
    public void Who_waits_is_served_in_the_end_under_wait_credit()
    {
        var catalog = InstantPool.CatalogOf([1, 1]);
        var pool = new InstantPool(catalog, 1, new WaitCreditPolicy("credit", catalog, 600, 60, switchingPrice: 5));
        for (int i = 0; i < 50; i++) pool.Request(0);
        pool.Request(1);
        Assert.Equal([0], pool.Residents);
        pool.Pass(120);
        Assert.Equal([1], pool.Residents);
    }

    [Fact]
    public void Mpc_with_perfect_foresight_loads_just_ahead_of_the_request()
    {
        var catalog = InstantPool.CatalogOf([1, 1]);
        var pool = Pool("mpc-perfect:horizon=10", catalog, 1, new Future([(0, 1), (0, 30), (1, 60)]));
        pool.Request(0);
        pool.Pass(30);
        Assert.Equal([0], pool.Residents);
        pool.Pass(29);
        Assert.Equal([1], pool.Residents);
        Assert.Equal(1, pool.Misses);
    }

    [Fact]
    public void Ftpl_comes_to_keep_the_set_that_would_have_saved_most()
    {
        var catalog = InstantPool.CatalogOf([1, 1, 1]);
        var pool = Pool("ftpl", catalog, 1, null);
        for (int i = 0; i < 200; i++)
        {
            pool.Pass(10);
            pool.Request(i % 10 == 0 ? 1 : 2);
        }

        pool.Pass(60);
        Assert.Equal([2], pool.Residents);
    }

    [Fact]
    public void Threshold_pair_loads_the_busy_ahead_and_drops_the_forgotten()
    {
        var catalog = InstantPool.CatalogOf([1]);
        var pool = Pool("threshold-pair:half_life=60,up=0.5,down=0.001", catalog, 1, null);
        for (int i = 0; i < 100; i++) pool.Request(0);
        Assert.Equal([0], pool.Residents);
        pool.Pass(1200);
        Assert.Empty(pool.Residents);
    }

    [Fact]
    public void Ski_rental_waits_as_long_as_a_load_is_dear()
    {
        var catalog = InstantPool.CatalogOf([1, 1]);
        var pool = Pool("ski:break_even=10", catalog, 2, null);
        pool[1].LoadSeconds = 5;
        pool.Request(0);
        pool.Request(1);
        pool.Pass(9);
        Assert.Equal([0, 1], pool.Residents);
        pool.Pass(2);
        Assert.Equal([1], pool.Residents);
        pool.Pass(40);
        Assert.Empty(pool.Residents);
    }

    [Fact]
    public void The_histogram_learns_a_period_and_loads_before_it_ends()
    {
        var catalog = InstantPool.CatalogOf([1, 1]);
        var pool = Pool("hybrid-histogram:fixed=60", catalog, 2, null);
        for (int i = 0; i < 30; i++)
        {
            pool.Request(0);
            pool.Pass(1830);
        }

        int misses = pool.Misses;
        pool.Request(0);
        pool.Pass(600);
        Assert.Empty(pool.Residents);
        pool.Pass(1230);
        Assert.Equal([0], pool.Residents);
        pool.Request(0);
        Assert.Equal(misses, pool.Misses);
    }

    [Fact]
    public void The_best_static_set_is_the_best_of_all_sets()
    {
        var rng = new SeedTree(9).Stream("static");
        for (int round = 0; round < 60; round++)
        {
            var sizes = Enumerable.Range(0, 7).Select(_ => 1L + rng.NextInt(9)).ToArray();
            var counts = sizes.Select(_ => (long)rng.NextInt(20)).ToArray();
            long capacity = 9 + rng.NextInt(15);
            var context = new PolicyContext(InstantPool.CatalogOf(sizes), ResourceVector.Bytes(capacity), new SeedTree(1));

            var set = StaticSet.Best(context, counts);

            double best = Enumerable.Range(0, 1 << 7)
                .Select(subset => Enumerable.Range(0, 7).Select(i => (subset >> i & 1) == 1).ToArray())
                .Where(IsFeasible).Max(Saved);
            Assert.True(IsFeasible(set));
            Assert.Equal(best, Saved(set));

            bool IsFeasible(bool[] s)
            {
                long headroom = Enumerable.Range(0, 7).Where(i => !s[i] && counts[i] > 0).Select(i => sizes[i]).DefaultIfEmpty(0).Max();
                return Enumerable.Range(0, 7).Where(i => s[i]).Sum(i => sizes[i]) + headroom <= capacity;
            }

            double Saved(bool[] s) => Enumerable.Range(0, 7).Where(i => s[i]).Sum(i => counts[i]);
        }
    }

    private static InstantPool Pool(string name, Catalog catalog, long capacity, IFuture? future)
    {
        var context = new PolicyContext(catalog, ResourceVector.Bytes(capacity), new SeedTree(1)) { Future = future };
        Assert.True(PolicyCatalog.TryCreate(name, context, out var policy, out string? problem), problem);
        return new(catalog, capacity, policy);
    }

    private sealed class Future(ImmutableArray<(int Skill, int Second)> arrivals) : IFuture
    {
        public long NextArrivalNs(int skill, long afterNs) =>
            arrivals.Where(a => a.Skill == skill && a.Second * 1e9 > afterNs).Select(a => a.Second * 1_000_000_000L).DefaultIfEmpty(long.MaxValue).Min();
    }
}
