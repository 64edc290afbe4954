using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Controller.Tests.Learning;

public class DemandCountersTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(0.02)]
    [InlineData(1)]
    [InlineData(50)]
    public void A_steady_stream_reads_as_its_rate(double perSecond)
    {
        var book = Watching(1);
        long now = Arrive(book, 0, 0, perSecond, (int)(20_000 * perSecond));
        Assert.Equal(perSecond, book.PerSecond(0, now), 0.01 * perSecond + 3 * book.StandardError(perSecond));
        Assert.True(book.StandardError(perSecond) < 0.1 * Math.Sqrt(perSecond));
    }

    [Fact]
    public void Where_demand_stays_long_half_lives_are_believed_and_where_it_moves_short_ones()
    {
        var still = Watching(8, FourHalfLives);
        var moving = Watching(8, FourHalfLives);
        var rng = new SeedTree(7).Stream("arrivals");
        for (long second = 0; second < 8 * 3600; second++)
        {
            int rank = rng.NextInt(4) == 0 ? rng.NextInt(8) : 0;
            still.Add(rank, 1, second * Second);
            moving.Add((int)((rank + second / 300) % 8), 1, second * Second);
        }

        Assert.True(still.Belief(2) + still.Belief(3) > 0.9);
        Assert.True(moving.Belief(0) + moving.Belief(1) > 0.9);
        Assert.Equal(1, Enumerable.Range(0, 4).Sum(moving.Belief), 1e-12);
    }

    [Fact]
    public void Reading_changes_nothing_that_is_read_later()
    {
        var read = Watching(3);
        var left = Watching(3);
        for (int i = 0; i < 5000; i++)
        {
            long now = i * 7 * Second;
            read.Add(i * i % 3, 1, now);
            left.Add(i * i % 3, 1, now);
            for (int skill = 0; skill < 3; skill++) read.PerSecond(skill, now + i % 11 * Second);
        }

        for (int skill = 0; skill < 3; skill++) Assert.Equal(left.PerSecond(skill, 40_000 * Second), read.PerSecond(skill, 40_000 * Second));
    }

    [Fact]
    public void A_long_life_and_a_flood_leave_it_finite()
    {
        var book = Watching(2);
        long year = 365L * 86400 * Second;
        for (long now = 0; now < year; now += year / 1000) book.Add(0, 1, now);
        book.Add(1, long.MaxValue / 4, year);
        Assert.True(double.IsFinite(book.PerSecond(1, year)));
        Assert.InRange(book.PerSecond(0, year), 0, 1);
        Assert.Equal(1, Enumerable.Range(0, 3).Sum(book.Belief), 1e-12);
    }

    [Fact]
    public void Silence_lowers_a_rate_with_every_second_and_the_fastest_count_falls_first()
    {
        var book = Watching(1);
        long now = Arrive(book, 0, 0, 0.2, 2000);
        double before = book.PerSecond(0, now);
        for (int second = 1; second <= 3600; second++)
        {
            double after = book.PerSecond(0, now + second * Second);
            Assert.True(after <= before);
            before = after;
        }

        var slow = new DemandCounters(1, new() { DemandHalfLives = 1, DemandHalfLifeSeconds = 2400 });
        slow.Start(0);
        long same = Arrive(slow, 0, 0, 0.2, 2000);
        Assert.True(book.PerSecond(0, now + 1200 * Second) < 0.3 * slow.PerSecond(0, same + 1200 * Second));
    }

    /// <summary>A clump lifts what was believed by the next arrival manifold; the geometric mean moves by its share of the clump.</summary>
    [Fact]
    public void A_clump_of_arrivals_does_not_make_the_rate_swing()
    {
        double steady = AfterClump(new(), out double lifted);
        double believed = AfterClump(FourHalfLives, out double swung);
        Assert.True(lifted / steady < 4, $"{lifted / steady}");
        Assert.True(swung / believed > 2 * lifted / steady, $"{swung / believed} against {lifted / steady}");
    }

    [Fact]
    public void Arrivals_of_one_moment_count_the_same_in_any_order()
    {
        foreach (var options in (AdaptationOptions[])[new(), new() { DemandHalfLives = 1 }])
        {
            DemandCounters forth = Watching(3, options), back = Watching(3, options);
            for (long now = 0; now < 3600 * Second; now += 20 * Second)
            {
                for (int skill = 0; skill < 3; skill++) forth.Add(skill, skill + 1, now);
                for (int skill = 2; skill >= 0; skill--) back.Add(skill, skill + 1, now);
            }

            for (int skill = 0; skill < 3; skill++) Assert.Equal(forth.PerSecond(skill, 4000 * Second), back.PerSecond(skill, 4000 * Second));
        }
    }

    /// <summary>The rates of a fixed stream of arrivals; any change of the last bit is a change of every recorded run.</summary>
    [Fact]
    public void The_same_arrivals_give_the_same_bits_on_every_machine()
    {
        var book = Watching(2);
        for (int i = 1; i <= 4000; i++) book.Add(i * i % 7 % 2, 1, i * 3 * Second + i * 17_000_000L % Second);
        Assert.Equal(KnownBits, (string[])[BitsOf(0), BitsOf(1)]);

        string BitsOf(int skill) => BitConverter.DoubleToUInt64Bits(book.PerSecond(skill, 12_345 * Second, 0.4)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Memory_does_not_grow_with_arrivals()
    {
        var book = Watching(64);
        for (int i = 0; i < 10_000; i++) book.Add(i % 64, 1, i * Second);
        var allocated = new LeastAllocated();
        while (allocated.Again())
            for (int i = 0; i < 100_000; i++)
            {
                book.Add(i % 64, 1, (10_000 + i) * Second);
                book.PerSecond(i % 64, (10_000 + i) * Second);
            }

        Assert.Equal(0, allocated.Bytes);
    }

    private static readonly string[] KnownBits = ["3fc1ae7e503bb40f", "3fac489c27102206"];

    private static readonly AdaptationOptions FourHalfLives = new()
    {
        DemandHalfLifeSeconds = 75,
        DemandHalfLives = 4,
        DemandHalfLifeRatio = 4,
        DemandMean = DemandMean.Believed,
    };

    /// <summary>One skill asked for every 100 s on average for six hours, then ten times within ten seconds: the rate before and the rate after.</summary>
    private static double AfterClump(AdaptationOptions options, out double after)
    {
        var book = Watching(1, options);
        long now = Arrive(book, 0, 0, 0.01, 216);
        double before = book.PerSecond(0, now);
        for (int i = 0; i < 10; i++) book.Add(0, 1, now += Second);
        after = book.PerSecond(0, now);
        return before;
    }

    private static DemandCounters Watching(int skills, AdaptationOptions? options = null)
    {
        var book = new DemandCounters(skills, options ?? new());
        book.Start(0);
        return book;
    }

    private static long Arrive(DemandCounters book, int skill, long now, double perSecond, int count)
    {
        var rng = new SeedTree(5).Stream("gaps");
        for (int i = 0; i < count; i++)
        {
            now += (long)(rng.NextExponential() / perSecond * Second);
            book.Add(skill, 1, now);
        }

        return now;
    }
}
