using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Controller.Tests.Learning;

public class DemandBookTests
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
        var still = Watching(8);
        var moving = Watching(8);
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
        for (int kind = 0; kind < 4; kind++) Assert.Equal(left.Belief(kind), read.Belief(kind));
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
        Assert.Equal(1, Enumerable.Range(0, 4).Sum(book.Belief), 1e-12);
    }

    private static DemandBook Watching(int skills)
    {
        var book = new DemandBook(skills, new());
        book.Start(0);
        return book;
    }

    private static long Arrive(DemandBook book, int skill, long now, double perSecond, int count)
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
