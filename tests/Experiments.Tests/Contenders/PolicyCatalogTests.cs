using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Tests.Rivals;

namespace Teleo.Experiments.Tests.Contenders;

public class PolicyCatalogTests
{
    public static TheoryData<string> Names => [.. PolicyCatalog.Names];

    [Theory, MemberData(nameof(Names))]
    public void Every_policy_survives_a_long_random_life_and_the_guard_finds_nothing_illegal(string name)
    {
        var catalog = InstantPool.CatalogOf([4, 3, 2, 1, 5, 2, 3, 1, 9, 30]);
        var pool = new InstantPool(catalog, 10, Create(name, InstantPool.CatalogOf([4, 3, 2, 1, 5, 2, 3, 1, 9, 30]), 10));
        var rng = new SeedTree(11).Stream("life");
        for (int step = 0; step < 200; step++)
        {
            pool.Pass(rng.NextInt(4) == 0 ? rng.NextInt(40) : 0);
            pool.NowNs += rng.NextInt(1_000_000_000);
            int skill = rng.NextInt(10);
            if (rng.NextInt(5) == 0) pool[skill].Running = pool[skill].CanServe ? 1 : 0;
            else pool.Request(skill);
            int idle = rng.NextInt(10);
            pool[idle].Running = 0;
            pool.Raise(PolicyEvents.Completion, idle);
        }

        bool mayBeVetoed = name is "action-shuffle" or "rayserve";
        if (!mayBeVetoed) Assert.Equal(0, pool.Vetoes);
    }

    [Theory, MemberData(nameof(Names))]
    public void Equal_seeds_make_equal_lives(string name) => Assert.Equal(Life(name), Life(name));

    [Theory, MemberData(nameof(Names))]
    public void Learning_allocates_nothing(string name)
    {
        var catalog = InstantPool.CatalogOf([4, 3, 2, 1]);
        var policy = Create(name, catalog, 6);
        var pool = new InstantPool(catalog, 6, policy);
        for (int i = 0; i < 50; i++) pool.Request(i % 4);
        var view = pool.Sense();
        policy.Observe(new(PolicyEvents.Arrival, 1, pool.NowNs), view);

        var allocated = new LeastAllocated();
        while (allocated.Again())
            for (int i = 0; i < 20; i++) policy.Observe(new(PolicyEvents.Arrival, i % 4, pool.NowNs), view);
        Assert.Equal(0, allocated.Bytes);
    }

    [Fact]
    public void A_name_may_carry_numbers()
    {
        Assert.True(PolicyCatalog.TryCreate("ttl:seconds=60, tick=5", Context(InstantPool.CatalogOf([1]), 1), out var policy, out _));
        Assert.Equal(5, policy.TickSeconds);
    }

    [Theory]
    [InlineData("lruu", "no policy 'lruu'; did you mean 'lru'?")]
    [InlineData("ttl:hours=3", "no option 'hours'; it has seconds, tick")]
    [InlineData("ttl:seconds=soon", "needs a number")]
    [InlineData("ttl:seconds=-1", "must be at least 0, is -1")]
    [InlineData("ttl:seconds=NaN", "must be at least 0")]
    [InlineData("ttl:", "no option ''")]
    [InlineData("static-train", "cannot work here: it needs counts")]
    public void What_is_wrong_with_a_name_is_said(string spec, string problem)
    {
        var context = Context(InstantPool.CatalogOf([1]), 1) with { TrainingCounts = null };
        Assert.False(PolicyCatalog.TryCreate(spec, context, out _, out string? said));
        Assert.Contains(problem, said);
    }

    private static List<ControlAction> Life(string name)
    {
        var catalog = InstantPool.CatalogOf([4, 3, 2, 1, 5, 2]);
        var pool = new InstantPool(catalog, 8, Create(name, catalog, 8));
        var rng = new SeedTree(12).Stream("life");
        for (int step = 0; step < 120; step++)
        {
            pool.Pass(rng.NextInt(3));
            pool.Request(rng.NextInt(6));
        }

        return pool.Applied;
    }

    private static IPolicy Create(string name, Catalog catalog, long capacity)
    {
        Assert.True(PolicyCatalog.TryCreate(name, Context(catalog, capacity), out var policy, out string? problem), problem);
        return policy;
    }

    private static PolicyContext Context(Catalog catalog, long capacity) => new(catalog, ResourceVector.Bytes(capacity), new SeedTree(1))
    {
        TrainingCounts = [.. catalog.Skills.Select((_, i) => 10L - i)],
        HindsightCounts = [.. catalog.Skills.Select((_, i) => 10L + i)],
        Future = new NoFuture(),
        ActionLog = new([new(1_000_000_000, new ControlAction.Activate(0)), new(2_000_000_000, new ControlAction.Activate(1))], 10),
    };

    private sealed class NoFuture : IFuture
    {
        public long NextArrivalNs(int skill, long afterNs) => long.MaxValue;
    }
}
