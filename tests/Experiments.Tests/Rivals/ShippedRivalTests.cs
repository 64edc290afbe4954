using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Contenders;

namespace Teleo.Experiments.Tests.Rivals;

/// <summary>Each shipped rule in the one situation that tells it from the others.</summary>
public class ShippedRivalTests
{
    [Theory]
    [InlineData("ollama", new[] { 1, 2 })]
    [InlineData("ollama-repaired", new[] { 0, 2 })]
    public void Ollama_evicts_by_name_and_its_repair_by_recency(string name, int[] residents)
    {
        var pool = Pool(name, 100, [10, 10, 81]);
        At(pool, 1, 1);
        At(pool, 2, 0);
        At(pool, 3, 2);
        Assert.Equal(name == "ollama" ? [2] : residents, pool.Residents);
    }

    [Fact]
    public void Ollama_leaves_a_fifth_of_the_free_room_unused_unless_the_pool_is_empty()
    {
        var pool = Pool("ollama", 100, [10, 75, 100]);
        At(pool, 1, 0);
        At(pool, 2, 1);
        Assert.Equal([1], pool.Residents);
        At(pool, 3, 2);
        Assert.Equal([2], pool.Residents);
    }

    [Fact]
    public void Ollama_ends_a_stay_after_five_idle_minutes()
    {
        var pool = Pool("ollama", 100, [10]);
        At(pool, 1, 0);
        pool.Pass(299);
        Assert.Equal([0], pool.Residents);
        pool.Pass(3);
        Assert.Empty(pool.Residents);
    }

    [Theory]
    [InlineData("llamacpp", 4)]
    [InlineData("llamacpp-repaired", 6)]
    [InlineData("rayserve", 3)]
    [InlineData("rayserve:n=5", 5)]
    [InlineData("llama-swap", 1)]
    [InlineData("llama-swap-groups", 6)]
    [InlineData("lmstudio", 1)]
    public void Rules_that_count_keep_their_number_of_the_most_recent(string name, int kept)
    {
        var pool = Pool(name, 100, [1, 1, 1, 1, 1, 1]);
        for (int i = 0; i < 6; i++) At(pool, i + 1, i);
        Assert.Equal(Enumerable.Range(6 - kept, kept), pool.Residents);
    }

    [Fact]
    public void A_number_that_does_not_fit_is_lowered_when_shipped_and_refused_when_chosen()
    {
        var context = Context(10, [4, 4, 4, 4]);
        Assert.True(PolicyCatalog.TryCreate("llamacpp", context, out _, out _));
        Assert.False(PolicyCatalog.TryCreate("llamacpp:n=3", context, out _, out string? problem));
        Assert.Contains("set n=2", problem);
    }

    [Fact]
    public void Ray_serve_asks_for_the_busy_and_is_vetoed()
    {
        var pool = Pool("rayserve:n=1", 100, [1, 1]);
        At(pool, 1, 0);
        pool[0].Running = 1;
        At(pool, 2, 1);
        Assert.Equal(1, pool.Vetoes);
        Assert.Equal([0], pool.Residents);
    }

    [Fact]
    public void Localai_sheds_one_a_pass_above_its_threshold_and_lets_a_large_load_wait()
    {
        var pool = Pool("localai", 100, [41, 41, 30]);
        At(pool, 1, 0);
        At(pool, 2, 1);
        At(pool, 3, 2);
        Assert.Equal([0, 1], pool.Residents);
        pool.Pass(1);
        Assert.Equal([1, 2], pool.Residents);
    }

    [Theory]
    [InlineData("localai", false)]
    [InlineData("localai-repaired", true)]
    public void Localai_below_its_threshold_starves_a_load_that_does_not_fit(string name, bool isServed)
    {
        var pool = Pool(name, 100, [70, 40]);
        At(pool, 1, 0);
        At(pool, 2, 1);
        pool.Pass(30);
        Assert.Equal(isServed ? [1] : [0], pool.Residents);
    }

    [Fact]
    public void Lemonade_weighs_idle_time_by_load_time()
    {
        var pool = Pool("lemonade", 2, [1, 1, 1]);
        pool[0].LoadSeconds = 100;
        At(pool, 1, 0);
        At(pool, 50, 1);
        At(pool, 60, 2);
        Assert.Equal([0, 2], pool.Residents);
    }

    [Theory]
    [InlineData("modelmesh", false)]
    [InlineData("modelmesh-repaired", true)]
    public void Modelmesh_refuses_to_churn_and_its_repair_loses_patience(string name, bool isServed)
    {
        var pool = Pool(name, 1, [1, 1]);
        At(pool, 1, 0);
        At(pool, 2, 1);
        Assert.Equal([0], pool.Residents);
        for (int second = 3; second < 30; second++) At(pool, second, 0);
        Assert.Equal(isServed ? 1 : 0, pool[1].Completions);
    }

    [Fact]
    public void Quartermaster_spares_the_fresh_for_a_minute()
    {
        var pool = Pool("quartermaster", 1, [1, 1]);
        At(pool, 1, 0);
        At(pool, 2, 1);
        Assert.Equal([0], pool.Residents);
        for (int second = 3; second < 62; second++) At(pool, second, 0);
        Assert.Equal([0], pool.Residents);
        At(pool, 63, 0);
        pool.Raise(PolicyEvents.Completion, 0);
        Assert.Equal([1], pool.Residents);
    }

    [Theory]
    [InlineData("continuum", new[] { 0, 1 })]
    [InlineData("continuum-repaired", new[] { 2 })]
    public void Continuum_replaces_only_for_a_tenth_of_headroom(string name, int[] residents)
    {
        var pool = Pool(name, 100, [50, 50, 95]);
        At(pool, 1, 0);
        At(pool, 2, 1);
        At(pool, 3, 2);
        Assert.Equal(residents, pool.Residents);
    }

    [Fact]
    public void Omlx_prefers_one_that_makes_the_room_alone()
    {
        var pool = Pool("omlx", 10, [2, 5, 3, 4]);
        At(pool, 1, 0);
        At(pool, 2, 1);
        At(pool, 3, 2);
        At(pool, 4, 3);
        Assert.Equal([0, 2, 3], pool.Residents);
    }

    [Theory]
    [InlineData("logos", true)]
    [InlineData("logos-repaired", false)]
    public void Logos_compares_with_the_dearest_victim_and_its_repair_with_all(string name, bool isDisplaced)
    {
        var pool = Pool(name, 10, [5, 5, 10]);
        Demand(pool, 0, 10);
        Demand(pool, 1, 10);
        pool.Pass(10);
        Assert.Equal([0, 1], pool.Residents);

        // Demands of 6.3 each against one that is more than twice either and less than twice both.
        Demand(pool, 0, 2);
        Demand(pool, 1, 2);
        Demand(pool, 2, 11);
        pool.Pass(10);
        Assert.Equal(isDisplaced ? [2] : [0, 1], pool.Residents);
    }

    private static void Demand(InstantPool pool, int skill, int requests)
    {
        for (int i = 0; i < requests; i++) pool.Request(skill);
    }

    private static void At(InstantPool pool, int second, int skill)
    {
        pool.NowNs = second * 1_000_000_000L;
        pool.Request(skill);
    }

    private static InstantPool Pool(string name, long capacity, long[] sizes)
    {
        var context = Context(capacity, sizes);
        Assert.True(PolicyCatalog.TryCreate(name, context, out var policy, out string? problem), problem);
        return new(context.Catalog, capacity, policy);
    }

    private static PolicyContext Context(long capacity, long[] sizes) =>
        new(InstantPool.CatalogOf(sizes), ResourceVector.Bytes(capacity), new SeedTree(1));
}
