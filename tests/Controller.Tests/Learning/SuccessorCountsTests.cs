using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Controller.Tests.Learning;

public class SuccessorCountsTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_skill_that_follows_three_times_of_four_is_foretold_with_that_chance()
    {
        var book = new SuccessorCounts(4, 30);
        var chance = new SeedTree(1).Stream("followers");
        long now = 0;
        for (int i = 0; i < 400; i++)
        {
            now += 100 * Second;
            book.Arrive(0, 1, now);
            if (chance.NextInt(4) == 0) continue;
            for (int k = 0; k < 5; k++) book.Arrive(1, 1, now + 10 * Second + k);
        }

        Assert.True(book.Arrive(0, 1, now + 100 * Second));
        var told = Assert.Single(Told(book, 0, _ => 0.001));
        Assert.Equal(1, told.Skill);
        Assert.InRange(told.Chance, 0.65, 0.8);
        Assert.InRange(told.Requests, 4.5, 5.5);
    }

    /// <summary>Healthy: what comes often follows everything and is foretold by nothing. Broken: it is foretold after every request.</summary>
    [Fact]
    public void A_skill_that_follows_by_accident_is_not_foretold()
    {
        var book = new SuccessorCounts(4, 30);
        long now = 0;
        for (int i = 0; i < 400; i++)
        {
            now += 100 * Second;
            book.Arrive(0, 1, now);
            for (int k = 0; k < 10; k++) book.Arrive(1, 1, now + 5 * Second + k * 9 * Second);
        }

        Assert.Empty(Told(book, 0, skill => skill == 1 ? 0.1 : 0));
        Assert.NotEmpty(Told(book, 0, _ => 0));
    }

    [Fact]
    public void Requests_within_the_window_are_one_occasion()
    {
        var book = new SuccessorCounts(2, 30);
        Assert.True(book.Arrive(0, 1, 0));
        Assert.False(book.Arrive(0, 1, 20 * Second));
        Assert.True(book.Arrive(0, 1, 60 * Second));
    }

    [Fact]
    public void A_frequent_follower_stays_among_many_rare_ones()
    {
        var book = new SuccessorCounts(100, 30);
        long now = 0;
        for (int i = 0; i < 500; i++)
        {
            now += 100 * Second;
            book.Arrive(0, 1, now);
            book.Arrive(2 + i % 98, 1, now + Second);
            if (i % 2 == 0) book.Arrive(1, 1, now + 2 * Second);
        }

        Assert.Contains(Told(book, 0, _ => 0), told => told.Skill == 1);
    }

    private static List<Foretelling> Told(SuccessorCounts book, int skill, Func<int, double> rate)
    {
        var all = new List<Foretelling>();
        for (int place = 0; place < SuccessorCounts.Places; place++)
            if (book.TryForetell(skill, place, rate, out var told)) all.Add(told);
        return all;
    }
}
