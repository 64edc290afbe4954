using Teleo.Engine.Input;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Tests.Simulator;

public sealed class WorldScenarioTests
{
    private static readonly ModelProfile[] Six =
    [
        new() { Name = "a", Bytes = 4_000_000_000 }, new() { Name = "b", Bytes = 8_000_000_000 },
            new() { Name = "c", Bytes = 2_000_000_000 },
        new() { Name = "d", Bytes = 4_700_000_000 }, new() { Name = "e", Bytes = 9_000_000_000 }, new() { Name = "f", Bytes = 300_000_000 },
    ];

    /// <summary>Figures of the program before machines could be named; seeds 1 and 2.</summary>
    [Theory]
    [InlineData("zipf", "30%", "lru", 962.119859355902, 8465.5)]
    [InlineData("zipf", "30%", "ollama", 1062.0118826883086, 8662.5)]
    [InlineData("zipf", "30%", "clairvoyant", 556.1128306613508, 7286.5)]
    [InlineData("servegen-windows", "50%", "value-set", 84.52535708357652, 572.5)]
    [InlineData("azure-2023", "2", "lru", 24426.129909315736, 2)]
    [InlineData("drift", "6GiB", "ttl", 525.5193398264457, 6361.5)]
    public void The_default_machine_moves_no_figure(string workload, string capacity, string policy, double cost, double loads)
    {
        var runs = ((ulong[])[1, 2]).Select(seed => new Scenario(workload, capacity).Prepare(seed).Play(policy)).ToList();
        Assert.Equal(cost, runs.Average(run => run.Cost), 9);
        Assert.Equal(loads, runs.Average(run => run.Loads));
        var named = new Scenario(workload, capacity).In(new World { Machine = Machines.Find("disk")! }).Prepare(1).Play(policy);
        Assert.Equal(runs[0].Cost, named.Cost);
    }

    [Fact]
    public void Six_models_of_28_GB_in_16_do_not_all_fit()
    {
        string log = Log(400);
        var own = new Scenario(log, "16GB").In(new World { Models = [.. Six] }).Prepare(1);
        Assert.Equal(4_500_000_000, own.Run.Profiles[0].Footprint.ResidentBytes);
        Assert.True(own.Play("lru").Loads > 100);
        Assert.Equal(6, new Scenario(log, "100GB").In(new World { Models = [.. Six] }).Prepare(1).Play("lru").Loads);
    }

    [Fact]
    public void A_slower_machine_costs_more_and_a_faster_one_less()
    {
        string log = Log(200);
        double Cost(string machine) =>
            new Scenario(log, "16GB").In(new World { Models = [.. Six], Machine = Machines.Find(machine)! }).Prepare(1).Play("lru").Cost;
        double[] costs = [.. ((string[])["in-process", "nvme", "disk", "network"]).Select(Cost)];
        Assert.Equal(costs.Order(), costs);
    }

    [Fact]
    public void A_log_without_models_takes_them_all_alike_and_says_so()
    {
        var prepared = new Scenario(Log(50), "3GiB").Prepare(7);
        Assert.Single(prepared.Run.Profiles.Select(profile => profile.Footprint.ResidentBytes).Distinct());
        Assert.Contains("1 GiB each", Assert.Single(prepared.Assumptions).ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "drawn at random", Assert.Single(new Scenario("zipf", "30%").Prepare(1).Assumptions).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_larger_than_the_memory_is_refused_by_name()
    {
        var error = Assert.Throws<InputException>(() => new Scenario(Log(50), "8GB").In(new World { Models = [.. Six] }).Prepare(1));
        Assert.Equal("ModelTooLarge", error.Code);
        Assert.Contains("'e' takes 10.1 GB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_for_unknown_models_are_refused_or_left_out()
    {
        string log = Log(60);
        var world = new World { Models = [.. Six.Where(model => model.Name != "e")] };
        Assert.Equal("UnknownModel", Assert.Throws<InputException>(() => new Scenario(log, "16GB").In(world).Prepare(1)).Code);
        var prepared = (new Scenario(log, "16GB") { SkipUnknown = true }).In(world).Prepare(1);
        Assert.Equal((50, 5), ((int)prepared.Run.Trace.Count, prepared.Run.Trace.Skills.Length));
        Assert.Equal(prepared.Run.Trace.Skills, prepared.Run.Profiles.Select(profile => profile.Name));
    }

    /// <summary>Requests for the six in turn, every ten seconds.</summary>
    private static string Log(int requests)
    {
        string path = Path.Combine(TestFolder.New("teleo-world"), "log.csv");
        var start = DateTime.UnixEpoch.AddDays(20_000);
        var rows = Enumerable.Range(0, requests).Select(i => $"{start.AddSeconds(10 * i):O},{"abcdef"[i % 6]},100,20\n");
        File.WriteAllText(path, "timestamp,model,prompt_tokens,completion_tokens\n" + string.Concat(rows));
        return path;
    }
}
