using Teleo.Controller.Domain;
using Teleo.Experiments.Tuning;

namespace Teleo.Experiments.Tests.Tuning;

/// <summary>The search on made costs whose cheapest setting is known.</summary>
public class NumberSearchTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory, MemberData(nameof(Seeds))]
    public void It_comes_near_the_cheapest_setting_of_a_bowl(int seed)
    {
        var random = new SeedTree((ulong)seed).Stream("bowl");
        double seconds = Between(ref random, 6, 3000), tick = Between(ref random, 0.2, 50);
        var search = Search(40, seed);
        string best = Played(search, (s, t) => Distance(s, seconds) + Distance(t, tick)).MinBy(cost => cost.Value).Key;
        var (foundSeconds, foundTick) = NumbersOf(best);
        Assert.InRange(foundSeconds / seconds, 0.75, 1.34);
        Assert.InRange(foundTick / tick, 0.75, 1.34);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void The_same_costs_give_the_same_question_in_whatever_order_they_were_told(int seed)
    {
        var search = Search(24, seed);
        var costs = Played(search, (s, t) => Distance(s, 100) + Distance(t, 3), stopAfter: seed % 20);
        var random = new SeedTree((ulong)seed).Stream("order");
        var shuffled = costs.ToArray();
        random.Shuffle<KeyValuePair<string, double>>(shuffled);
        Assert.Equal(search.Next(costs), Search(24, seed).Next(shuffled.ToDictionary(pair => pair.Key, pair => pair.Value)));
    }

    [Fact]
    public void Another_seed_draws_other_settings()
    {
        Assert.NotEqual(Played(Search(5, 1), (_, _) => 1).Keys, Played(Search(5, 2), (_, _) => 1).Keys);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Every_setting_is_in_its_ranges_and_tried_once_within_the_trials(int seed)
    {
        var search = Search(30, seed);
        var asked = new HashSet<string>();
        Played(search, (s, t) =>
        {
            Assert.True(asked.Add($"{s} {t}"));
            Assert.True(s is >= 5 and <= 3600 && t is >= 0.1 and <= 60, $"{s} {t}");
            return Distance(s, 5) + Distance(t, 60);
        });
        Assert.InRange(asked.Count, 10, 30);
    }

    [Fact]
    public void Many_can_ask_before_a_cost_is_told()
    {
        var search = Search(12, 1);
        var open = new Dictionary<string, double>();
        while (search.Next(open) is { } setting) open.Add(setting, double.NaN);
        Assert.Equal("ttl", open.Keys.First());
        Assert.Equal(12, open.Count);
    }

    [Theory]
    [InlineData("ttl:seconds=40.0,tick=1", "ttl:seconds=40")]
    [InlineData("ttl", "ttl")]
    public void A_setting_is_kept_in_one_form(string text, string kept)
    {
        Assert.True(Search(3, 1).TryRead(text, out string spec, out _));
        Assert.Equal(kept, spec);
    }

    [Theory]
    [InlineData("lru", "ttl, not lru")]
    [InlineData("ttl:seconds=4000", "from 5 to 3600")]
    [InlineData("ttl:room=3", "room is not tuned")]
    [InlineData("ttl:seconds=long", "needs a number")]
    public void A_setting_that_is_not_of_the_search_is_refused(string text, string why)
    {
        Assert.False(Search(3, 1).TryRead(text, out _, out string problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    private static NumberSearch Search(int trials, int seed) =>
        new("ttl", [new("seconds", 300, 5, 3600), new("tick", 1, 0.1, 60)]) { Trials = trials, Draws = trials / 3, Seed = (ulong)seed, Rounds = 4 };

    private static Dictionary<string, double> Played(NumberSearch search, Func<double, double, double> cost, int stopAfter = int.MaxValue)
    {
        var costs = new Dictionary<string, double>();
        while (costs.Count < stopAfter && search.Next(costs) is { } setting)
        {
            var (seconds, tick) = NumbersOf(setting);
            costs.Add(setting, cost(seconds, tick));
        }

        return costs;
    }

    private static (double Seconds, double Tick) NumbersOf(string setting)
    {
        double Number(string name, double shipped) => setting.Split(':', ',').Where(part => part.StartsWith(name + "=", StringComparison.Ordinal))
            .Select(part => double.Parse(part.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault(shipped);
        return (Number("seconds", 300), Number("tick", 1));
    }

    private static double Distance(double value, double wanted) => Math.Pow(Math.Log(value / wanted), 2);

    private static double Between(ref RandomStream random, double least, double most) => least * Math.Pow(most / least, random.NextDouble());
}
