using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Live;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Experiments.Tests.Live;

public sealed class ColdTests : IDisposable
{
    private static readonly ImmutableArray<long> Sizes = [10_000, 20_000, 30_000, 40_000];

    private readonly string _folder = TestFolder.New("teleo-cold");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_load_is_never_faster_than_its_rate_and_holds_the_whole_file()
    {
        ColdFiles.Make(_folder, [4_000_000], new SeedTree(1));
        using var work = new ColdFileWork([ColdFiles.PathOf(_folder, 0)], 2e7, TimeProvider.System);
        long began = TimeProvider.System.GetTimestamp();
        var footprint = await work.LoadAsync(0);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 4.0 / 20 - 0.003, 60);
        Assert.Equal(4_000_000, footprint!.Value.ResidentBytes);
        var answer = await work.ServeAsync(0, new PoolRequest("", "go"), default);
        await work.UnloadAsync(0);
        Assert.False(work.Holds(0));
        Assert.Equal(RequestStatus.Failed, (await work.ServeAsync(0, new PoolRequest("", "go"), default)).Status);
        await work.LoadAsync(0);
        Assert.Equal(answer.Text, (await work.ServeAsync(0, new PoolRequest("", "go"), default)).Text);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_told()
    {
        using var work = new ColdFileWork([Path.Combine(_folder, "none")], 1e6, TimeProvider.System);
        await Assert.ThrowsAsync<PoolWorkException>(() => work.LoadAsync(0));
    }

    [Fact]
    public async Task A_card_has_every_play_and_counts_what_the_simulator_counts()
    {
        using var bench = new ColdBench(_folder, Sizes, 1e7, 1, TimeProvider.System);
        ImmutableArray<ColdPoint> points = [.. ColdPoint.All(20).Take(2)];
        var card = await new ColdFidelity(bench, points, 3).RunAsync((_, _) => { }, default);
        Assert.Equal(2 * 3 * ColdFidelity.Blocks / 2, card.Plays.Length);
        Assert.All(card.Plays, play => Assert.InRange(play.Requests, 5, 60));
        Assert.All(card.Mechanisms.Where(m => m.Name is "load" or "number of loads"), m => Assert.True(m.Compared > 0, m.Name));
        Assert.InRange(card.Mechanisms.Single(m => m.Name == "number of loads").MedianError!.Value, 0, 0.5);
    }

    [Fact]
    public void The_policies_of_a_point_differ_and_are_the_same_each_time()
    {
        using var bench = new ColdBench(_folder, Sizes, 1e5, 1, TimeProvider.System);
        var fidelity = new ColdFidelity(bench, ColdPoint.All(60), 4);
        foreach (var point in ColdPoint.All(60))
        {
            var policies = fidelity.PoliciesOf(point, default);
            Assert.Equal(policies.AsEnumerable(), fidelity.PoliciesOf(point, default).AsEnumerable());
            Assert.Equal(4, policies.Distinct().Count());
        }
    }

    [Theory]
    [InlineData(1, 2, 3, 1.0)]
    [InlineData(3, 2, 1, -1.0)]
    [InlineData(1, 3, 2, 1.0 / 3)]
    public void Tau_is_that_of_the_simulator_with_each_block(double a, double b, double c, double tau)
    {
        ImmutableArray<ColdCosts> costs = [new(1, a, a), new(2, b, b), new(3, c, c)];
        var ranking = ColdRanking.Of("", costs);
        Assert.Equal(tau, ranking.Tau, 9);
        Assert.Equal(1, ranking.Retest, 9);
        Assert.Equal(3, ranking.Span);
    }

    [Fact]
    public void A_live_side_that_disagrees_with_itself_lowers_what_is_asked()
    {
        ImmutableArray<ColdCosts> costs = [new(1, 1, 1), new(2, 2, 3), new(3, 3, 2)];
        var all = ColdRanking.OfAll([costs], 200, new SeedTree(1).Stream("test"));
        Assert.Equal(1.0 / 3, all.Retest, 9);
        Assert.Equal(2.0 / 3, all.Tau, 9);
        Assert.True(all.Lower <= all.Tau && all.Tau <= all.Upper);
        var card = new ColdCard { Plays = [], Mechanisms = [], Points = [], Overall = all };
        Assert.Equal(1.0 / 3, card.AskedTau, 9);
    }
}
