using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tests.Deciding;

public class MinimumValueSetTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void The_set_is_as_cheap_as_the_best_of_all_subsets(ulong seed, bool manyLanes)
    {
        var rng = new SeedTree(seed).Stream("offers");
        var search = new MinimumValueSet(12);
        for (int round = 0; round < 400; round++)
        {
            var offers = Offers(ref rng, 1 + rng.NextInt(12), manyLanes);
            var deficit = Lanes(ref rng, 40, manyLanes);
            double best = CheapestByEnumeration(offers, deficit);

            bool found = Search(search, offers, deficit);

            Assert.Equal(double.IsFinite(best), found);
            if (!found) continue;
            Assert.True(search.IsExact);
            Assert.Equal(best, search.Total, 1e-9);
            Assert.True(deficit.FitsWithin(Freed(search.Victims, offers)));
        }
    }

    [Fact]
    public void No_member_is_needless()
    {
        var rng = new SeedTree(3).Stream("offers");
        var search = new MinimumValueSet(30);
        for (int round = 0; round < 300; round++)
        {
            var offers = Offers(ref rng, 30, manyLanes: true);
            var deficit = Lanes(ref rng, 60, manyLanes: true);
            if (!Search(search, offers, deficit)) continue;
            var freed = Freed(search.Victims, offers);
            foreach (int victim in search.Victims)
                Assert.False(deficit.FitsWithin(freed - offers[victim].Footprint));
        }
    }

    [Fact]
    public void The_order_of_the_offers_never_matters()
    {
        var rng = new SeedTree(4).Stream("offers");
        var search = new MinimumValueSet(16);
        for (int round = 0; round < 200; round++)
        {
            var offers = Offers(ref rng, 16, manyLanes: false);
            var deficit = Lanes(ref rng, 50, manyLanes: false);
            Search(search, offers, deficit);
            var first = search.Victims.ToArray();

            rng.Shuffle<Resident>(offers);
            Search(search, offers, deficit);

            Assert.Equal(first, search.Victims.ToArray());
        }
    }

    [Fact]
    public void Of_equally_cheap_residents_the_oldest_leaves()
    {
        Resident[] offers = [new(0, ResourceVector.Bytes(5), 1, 30), new(1, ResourceVector.Bytes(5), 1, 10), new(2, ResourceVector.Bytes(5), 1, 20)];
        var search = new MinimumValueSet(3);

        Assert.True(Search(search, offers, ResourceVector.Bytes(5)));
        Assert.Equal([1], search.Victims.ToArray());
    }

    [Fact]
    public void Nothing_leaves_when_everything_fits()
    {
        Resident[] offers = [new(0, ResourceVector.Bytes(5), 0, 0)];
        var search = new MinimumValueSet(1);

        Assert.True(Search(search, offers, ResourceVector.Bytes(-1)));
        Assert.Empty(search.Victims.ToArray());
        Assert.Equal(0, search.Total);
    }

    [Fact]
    public void A_value_in_doubt_is_never_given_up()
    {
        Resident[] offers = [new(0, ResourceVector.Bytes(5), double.NaN, 0), new(1, ResourceVector.Bytes(5), 1e9, 0)];
        var search = new MinimumValueSet(2);

        Assert.True(Search(search, offers, ResourceVector.Bytes(5)));
        Assert.Equal([1], search.Victims.ToArray());
        Assert.False(Search(search, offers, ResourceVector.Bytes(10)));
    }

    [Fact]
    public void A_large_pool_is_answered_with_bounded_work_and_says_whether_it_is_exact()
    {
        var rng = new SeedTree(5).Stream("offers");
        var search = new MinimumValueSet(400);
        for (int round = 0; round < 5; round++)
        {
            var offers = Offers(ref rng, 400, manyLanes: true);
            Assert.True(Search(search, offers, Lanes(ref rng, 2000, manyLanes: true)));
            Assert.True(double.IsFinite(search.Total));
        }
    }

    [Fact]
    public void A_search_allocates_nothing()
    {
        var rng = new SeedTree(6).Stream("offers");
        var offers = Offers(ref rng, 18, manyLanes: true);
        var search = new MinimumValueSet(18);
        var deficit = ResourceVector.Bytes(60);
        Search(search, offers, deficit);

        var allocated = new LeastAllocated();
        while (allocated.Again())
            Search(search, offers, deficit);
        Assert.Equal(0, allocated.Bytes);
    }

    private static bool Search(MinimumValueSet search, Resident[] offers, in ResourceVector deficit)
    {
        search.Clear();
        foreach (var offer in offers) search.Offer(offer.Skill, offer.Footprint, offer.Value, offer.LastUseNs);
        return search.TryFind(deficit);
    }

    /// <summary>The definition: every subset is tried.</summary>
    private static double CheapestByEnumeration(Resident[] offers, ResourceVector deficit)
    {
        double best = double.PositiveInfinity;
        for (int subset = 0; subset < 1 << offers.Length; subset++)
        {
            var freed = new ResourceVector();
            double value = 0;
            for (int i = 0; i < offers.Length; i++)
            {
                if ((subset >> i & 1) == 0) continue;
                freed += offers[i].Footprint;
                value += offers[i].Value;
            }

            if (deficit.FitsWithin(freed)) best = Math.Min(best, value);
        }

        return best;
    }

    private static ResourceVector Freed(ReadOnlySpan<int> victims, Resident[] offers)
    {
        var freed = new ResourceVector();
        foreach (int victim in victims) freed += offers.Single(o => o.Skill == victim).Footprint;
        return freed;
    }

    private static Resident[] Offers(ref RandomStream rng, int count, bool manyLanes)
    {
        var offers = new Resident[count];
        for (int i = 0; i < count; i++)
            offers[i] = new(i, Lanes(ref rng, 12, manyLanes), rng.NextInt(4) == 0 ? 0 : rng.NextInt(20) * 0.25, rng.NextInt(5));
        return offers;
    }

    private static ResourceVector Lanes(ref RandomStream rng, int most, bool manyLanes) => new()
    {
        ResidentBytes = 1 + rng.NextInt(most),
        HostBytes = manyLanes ? rng.NextInt(most) : 0,
        CpuShare = manyLanes ? rng.NextInt(most) * 0.125 : 0,
    };

    private readonly record struct Resident(int Skill, ResourceVector Footprint, double Value, long LastUseNs);
}
