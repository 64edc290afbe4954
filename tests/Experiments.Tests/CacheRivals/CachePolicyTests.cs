using Teleo.Controller.Domain;
using Teleo.Experiments.CacheRivals;
using Teleo.Experiments.Tests.Rivals;

namespace Teleo.Experiments.Tests.CacheRivals;

public class CachePolicyTests
{
    private const int Skills = 40;

    public static TheoryData<long> Capacities => [1, 7, 20, 64];

    [Theory, MemberData(nameof(Capacities))]
    public void Without_loading_time_the_pool_is_the_cache(long capacity)
    {
        Agree<FifoRule>(capacity);
        Agree<LruRule>(capacity);
        Agree<ClockRule>(capacity);
        Agree<SieveRule>(capacity);
        Agree<S3FifoRule>(capacity);
        Agree<ArcRule>(capacity);
        Agree<TinyLfuRule>(capacity);
        Agree<LfuRule>(capacity);
        Agree<WindowedLfuRule>(capacity);
        Agree<AgedPriorityRule<LfuDaWorth>>(capacity);
        Agree<AgedPriorityRule<LandlordWorth>>(capacity);
        Agree<AgedPriorityRule<GdsfWorth>>(capacity);
        Agree<DecayedGdsfRule>(capacity);
    }

    [Fact]
    public void A_busy_resident_is_never_a_victim()
    {
        var catalog = InstantPool.CatalogOf([1, 1, 1]);
        var pool = new InstantPool(catalog, 2, new CachePolicy<LruRule>("lru", catalog, 600));
        pool.Request(0);
        pool.Request(1);
        pool[0].Running = 1;

        pool.Request(2);

        Assert.Equal([0, 2], pool.Residents);
        Assert.Equal(0, pool.Vetoes);
    }

    [Fact]
    public void What_must_wait_for_a_busy_resident_is_loaded_when_it_is_idle()
    {
        var catalog = InstantPool.CatalogOf([2, 2]);
        var pool = new InstantPool(catalog, 2, new CachePolicy<SieveRule>("sieve", catalog, 600));
        pool.Request(0);
        pool[0].Running = 1;
        pool.Request(1);
        Assert.Equal([0], pool.Residents);

        pool[0].Running = 0;
        pool.Raise(PolicyEvents.Completion, 0);

        Assert.Equal([1], pool.Residents);
        Assert.Equal(0, pool[1].Queued);
    }

    /// <summary>The same requests through the plant and through the plain loop of a cache, hit by hit.</summary>
    private static void Agree<TRule>(long capacity)
        where TRule : struct, ICacheRule<TRule>
    {
        var rng = new SeedTree(7).Stream("requests");
        var sizes = Enumerable.Range(0, Skills).Select(i => 1L + i * 7 % 5).ToArray();
        var shape = new CacheShape([.. sizes.Select(s => (double)s)], [.. sizes.Select(_ => 1.0)])
        {
            HalfLife = 100e9,
            GhostNames = Skills / 2,
        };
        var rule = TRule.Create(shape);
        var resident = new HashSet<int>();
        var catalog = InstantPool.CatalogOf(sizes);
        var pool = new InstantPool(catalog, capacity, new CachePolicy<TRule>("cache", catalog, 100));
        for (int t = 1; t <= 400; t++)
        {
            double u = rng.NextDouble();
            int id = (int)(Skills * u * u);
            pool.NowNs = t * 1_000_000_000L;

            bool isHit = rule.TryUse(id, pool.NowNs);
            if (!isHit && sizes[id] <= capacity)
            {
                while (resident.Sum(i => sizes[i]) + sizes[id] > capacity) resident.Remove(rule.Evict(id, default(AllMayLeave)));
                rule.Admit(id, pool.NowNs);
                resident.Add(id);
            }

            Assert.Equal(isHit, pool.Request(id));
            Assert.Equal(resident.Order(), pool.Residents);
        }
    }
}
