using Teleo.Experiments.Simulator;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Sweeps;

public class StormTests
{
    private static readonly Scenario Busy = new("zipf", "12") { Settings = new PlantSettings { Workers = 2 } };
    private static readonly RetryRules Rules = new(10, 3);

    [Fact]
    public void A_request_that_is_never_answered_is_sent_again_as_often_as_the_rule_says_and_no_more()
    {
        Request[] rows = [.. Enumerable.Range(0, 20).Select(i => new Request(1_000_000_000L * i, 0, -1, 1, 1))];
        var clients = new RetryingClients(new MemoryWorkload(["a"], rows), Rules);
        using var reader = clients.Open();
        var sent = new List<Request>();
        var block = new Request[7];
        for (int second = 0; second < 100; second++)
        {
            clients.Offer(1_000_000_000L * second, 1_000_000_000L * (second + 1));
            for (int count; (count = reader.Read(block)) > 0;) sent.AddRange(block[..count]);
        }

        Assert.Equal((20, 60), clients.Sent);
        Assert.Equal(sent.Select(request => request.ArrivalNs).Order(), sent.Select(request => request.ArrivalNs));
        Assert.Equal([0, 10, 20, 30], sent.Where(request => request.ArrivalNs % 10_000_000_000 == 0)
            .Select(request => request.ArrivalNs / 1_000_000_000).Distinct().Take(4));
    }

    [Fact]
    public void A_request_that_is_answered_in_time_is_not_sent_again()
    {
        Request[] rows = [new Request(0, 0, -1, 1, 1), new Request(1_000_000_000, 0, -1, 1, 1)];
        var clients = new RetryingClients(new MemoryWorkload(["a"], rows), Rules);
        clients.Offer(0, 2_000_000_000);
        clients.Completed(new PendingRequest(number: 1, asked: 0, task: -1, inputTokens: 1, outputTokens: 1) { ArrivalNs = 1_000_000_000 }, 3_000_000_000, 0, 0, true);
        for (int second = 2; second < 100; second++) clients.Offer(1_000_000_000L * second, 1_000_000_000L * (second + 1));
        Assert.Equal((2, 3), clients.Sent);
    }

    /// <summary>The fold: at one load the end depends on the beginning; without repeats it does not.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_burst_leaves_a_storm_behind_at_a_load_that_is_quiet_else(ulong seed)
    {
        (double, double, double)[] quiet = [(1800, 2, 2)], burst = [(600, 12, 12), (1800, 2, 2)];
        var never = Rules with { Retries = 0 };
        Assert.False(Play(Rules, quiet, seed).EndsInStorm);
        Assert.True(Play(Rules, burst, seed).EndsInStorm);
        Assert.False(Play(never, burst, seed).EndsInStorm);
        Assert.InRange(Play(never, burst, seed).Present[^30..].Average(), 0, 30);
    }

    [Fact]
    public void A_trial_does_not_depend_on_threads_and_its_ramps_tip()
    {
        var one = Trial(1);
        var two = Trial(2);
        Assert.Equal(4, one.Compared);
        Assert.All(one.Ramps, run => Assert.InRange(run.TipSeconds, 900, 3600));
        Assert.All(one.Steady, run => Assert.True(double.IsNaN(run.TipSeconds)));
        Assert.Equal(one.Ramps.Select(run => run.TipSeconds), two.Ramps.Select(run => run.TipSeconds));
        Assert.Equal(one.Curves.Select(curve => (curve.AgainstSteady.Area, curve.AgainstRamp.Interval)),
            two.Curves.Select(curve => (curve.AgainstSteady.Area, curve.AgainstRamp.Interval)));
        Assert.Equal(one.Leads.AsEnumerable(), two.Leads.AsEnumerable());

        static WarningResult Trial(int threads) => new WarningTrial(Busy, "lru", Rules, 1, 6, 3600, 1, 4)
            .Run(threads, (_, _) => { }, default);
    }

    private static StormRun Play(RetryRules rules, (double, double, double)[] pieces, ulong seed) =>
        StormRun.Play(Busy.Prepare(seed), "lru", rules, pieces, default);
}
