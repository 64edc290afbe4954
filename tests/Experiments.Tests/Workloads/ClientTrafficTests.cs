using Teleo.Controller.Domain;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Tests.Workloads;

public sealed class ClientTrafficTests
{
    private static readonly ClientTraffic Traffic = new() { Models = WorkloadLibrary.ModelNames("m", 8), Clients = 30, Days = 2 };

    [Fact]
    public void One_seed_gives_one_trace_and_another_seed_another()
    {
        Assert.Equal(Traffic.Trace(new SeedTree(1)).ContentHash, Traffic.Trace(new SeedTree(1)).ContentHash);
        Assert.NotEqual(Traffic.Trace(new SeedTree(1)).ContentHash, Traffic.Trace(new SeedTree(2)).ContentHash);
    }

    [Fact]
    public void There_is_more_to_do_by_day_than_by_night()
    {
        var hours = Traffic.Trace(new SeedTree(1)).Rows.ToArray().Select(row => row.ArrivalNs * 1e-9 / 3600 % 24).ToList();
        Assert.True(hours.Count(hour => hour is > 12 and < 18) > 3 * hours.Count(hour => hour is > 0 and < 6));
    }

    [Fact]
    public void A_client_keeps_to_its_own_model_and_a_session_to_its_client()
    {
        var rows = Traffic.Trace(new SeedTree(1)).Rows.ToArray();
        var sessions = rows.GroupBy(row => row.Session).ToList();
        Assert.InRange(sessions.Average(session => session.Count()), 6, 12);
        var byClient = rows.GroupBy(row => row.Session >> 16).ToList();
        Assert.InRange(byClient.Count, 25, 30);
        Assert.True(byClient.Average(
            client => client.GroupBy(row => row.Skill).Max(model => model.Count()) / (double)client.Count()) > 0.75);
    }

    [Theory]
    [InlineData("foresight-good", 0.7, 0.9)]
    [InlineData("foresight-bad", 0, 0.06)]
    [InlineData("foresight-split", 0.3, 0.55)]
    public void What_is_foretold_comes_as_often_as_its_name_says(string workload, double least, double most)
    {
        var trace = WorkloadLibrary.Find(workload)!.Make(new SeedTree(3));
        var rows = new Request[trace.Count];
        using (var reader = trace.Open()) Assert.Equal(rows.Length, reader.Read(rows));
        double triggers = rows.Count(row => trace.Skills[row.Skill].StartsWith("first", StringComparison.Ordinal));
        double followed = rows.Count(row => trace.Skills[row.Skill].StartsWith("second", StringComparison.Ordinal)) / 5.0;
        Assert.InRange(followed / triggers, least, most);
    }

    [Fact]
    public void Sets_for_tuning_validation_and_judging_share_neither_client_nor_day()
    {
        var sets = ((string[])["tuning", "validation", "judging"])
            .Select(set => WorkloadLibrary.Find($"servegen-{set}")!.Make(new SeedTree(1))).ToList();
        Assert.All(sets, trace => Assert.True(trace.Count > 1000, $"{trace.Count} requests"));
        foreach (var one in sets)
            foreach (var other in sets.Where(other => other != one))
                Assert.Empty(one.Skills.Intersect(other.Skills));
    }

    [Fact]
    public void Every_shipped_world_can_be_played_and_says_why_it_is_as_it_is()
    {
        Assert.All(WorldLibrary.All, named =>
        {
            Assert.Empty(named.World.Problems());
            Assert.True(named.Argument.Length > 40);
            var prepared = new Teleo.Experiments.Simulator.Scenario(named.World.Traffic!.Workload, named.Capacity).In(named.World)
                .Prepare(1).First(300);
            Assert.True(prepared.Play("lru").Done > 0);
        });
        Assert.Equal(WorldLibrary.All.Count, WorldLibrary.Names.Distinct().Count());
    }
}
