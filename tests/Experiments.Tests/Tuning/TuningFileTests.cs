using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Experiments.Tests.Studies;
using Teleo.Experiments.Tuning;

namespace Teleo.Experiments.Tests.Tuning;

/// <summary>A tuning in a file: what is added stays, what is told twice or late is refused, and the judge's seeds are its own.</summary>
public sealed class TuningFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly TuningPlan Plan = new()
    {
        Policy = "ttl",
        Numbers = [new("seconds", 300, 5, 3600)],
        Workload = "rare",
        Capacity = "2",
        Requests = 200,
        Trials = 9,
        Seed = 1,
        Seeds = 2,
        HeldOut = 6,
        SmallestEffect = 0.01,
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(77)]
    public void No_seed_of_the_judge_is_one_of_the_tuning(int seed)
    {
        var plan = Plan with { Seed = (ulong)seed, Seeds = 500, HeldOut = 500 };
        Assert.Equal(1000, plan.TuningSeeds.Concat(plan.HeldOutSeeds).Distinct().Count());
    }

    [Fact]
    public void A_killed_process_leaves_a_tuning_that_goes_on()
    {
        var file = Started();
        string first = file.Ask(TimeProvider.System)!;
        file.Tell(first, 10, TimeProvider.System);
        string whole = File.ReadAllText(_folder["t.jsonl"]);
        string second = file.Ask(TimeProvider.System)!;
        string added = File.ReadAllText(_folder["t.jsonl"])[whole.Length..];
        for (int cut = 0; cut < added.Length; cut++)   // at every byte of the line
        {
            File.WriteAllText(_folder["t.jsonl"], whole + added[..cut]);
            Assert.Equal(first, Assert.Single(file.Read().Costs).Key);
            Assert.Equal(second, file.Ask(TimeProvider.System));
            Assert.Equal(whole + added, File.ReadAllText(_folder["t.jsonl"]));
        }
    }

    [Fact]
    public void The_first_line_is_the_plan_and_nothing_that_follows_from_it()
    {
        Started();
        Assert.Equal(
            """{"format":"teleo.tuning/1","policy":"ttl","numbers":[{"name":"seconds","default":300,"least":5,"most":3600}],"workload":"rare","capacity":"2","requests":200,"trials":9,"seed":1,"seeds":2,"held_out":6,"smallest_effect":0.01}""",
            File.ReadAllText(_folder["t.jsonl"]).TrimEnd());
    }

    [Fact]
    public void A_cost_is_told_once()
    {
        var file = Started();
        file.Tell("ttl:seconds=40", 10, TimeProvider.System);
        Assert.Equal("ToldTwice", Refusal(() => file.Tell("ttl:seconds=40.0", 9, TimeProvider.System)));
        Assert.Equal("BadSetting", Refusal(() => file.Tell("lru", 9, TimeProvider.System)));
        Assert.Equal("BadCost", Refusal(() => file.Tell("ttl", double.PositiveInfinity, TimeProvider.System)));
        Assert.Equal(10, Assert.Single(file.Read().Told).Value);
    }

    [Fact]
    public async Task Machines_that_ask_at_once_are_given_different_settings()
    {
        var file = Started();
        string?[] asked = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => file.Ask(TimeProvider.System))));
        Assert.Equal(5, asked.Distinct().Count());
        Assert.All(asked, Assert.NotNull);
        Assert.Equal(asked.Order(), file.Read().Open.Order());
    }

    [Theory]
    [InlineData(90, 1, TuningVerdict.Better)]      // saves 10 of 100
    [InlineData(110, 1, TuningVerdict.NotBetter)]  // looked cheaper while it was tuned, and is not
    [InlineData(99.9, 0.1, TuningVerdict.NotBetter)]  // cheaper by less than is worth a change
    [InlineData(99, 30, TuningVerdict.Undecided)]
    public void The_judge_sees_only_unseen_seeds_and_may_say_no(double cost, double spread, string verdict)
    {
        var file = Started();
        file.Tell("ttl", 100, TimeProvider.System);
        file.Tell("ttl:seconds=40", 50, TimeProvider.System);
        var seen = new List<ulong>();
        var judged = file.Judge(TimeProvider.System, (setting, seeds) =>
        {
            seen.AddRange(seeds);
            return setting == "ttl" ? [.. seeds.Select(_ => 100.0)] : [.. seeds.Select((_, i) => cost + (i % 2 == 0 ? spread : -spread))];
        });
        Assert.Equal(("ttl:seconds=40", verdict), (judged.Setting, judged.Verdict));
        Assert.Empty(seen.Intersect(Plan.TuningSeeds));
        Assert.Equal(Plan.HeldOutSeeds.ToArray(), judged.Seeds.ToArray());
    }

    [Fact]
    public void After_the_judge_nothing_is_asked_or_told()
    {
        var file = Started();
        file.Tell("ttl", 100, TimeProvider.System);
        var verdict = file.Judge(TimeProvider.System, (_, seeds) => [.. seeds.Select(_ => 100.0)]);
        Assert.Equal(TuningVerdict.NotBetter, verdict.Verdict);
        Assert.Equal("Judged", Refusal(() => file.Ask(TimeProvider.System)));
        Assert.Equal("Judged", Refusal(() => file.Tell("ttl:seconds=40", 1, TimeProvider.System)));
        var again = file.Judge(TimeProvider.System, (_, _) => throw new InvalidOperationException("judged twice"));
        Assert.Equal((verdict.Verdict, verdict.Because), (again.Verdict, again.Because));
    }

    [Fact]
    public void Seeds_that_change_nothing_decide_nothing()
    {
        var file = Started();
        file.Tell("ttl", 100, TimeProvider.System);
        file.Tell("ttl:seconds=40", 50, TimeProvider.System);
        var verdict = file.Judge(TimeProvider.System, (setting, seeds) => [.. seeds.Select(_ => setting == "ttl" ? 100.0 : 90)]);
        Assert.Equal(TuningVerdict.Undecided, verdict.Verdict);
    }

    [Fact]
    public void Nothing_is_judged_without_the_policy_as_it_ships() =>
        Assert.Equal("NothingTold", Refusal(() => Started().Judge(TimeProvider.System, (_, seeds) => [.. seeds.Select(_ => 1.0)])));

    [Fact]
    public void A_plan_is_played_in_the_simulator_alike_each_time()
    {
        double[] costs = Plan.CostsOf("ttl:seconds=40", Plan.TuningSeeds);
        Assert.Equal(costs, Plan.CostsOf("ttl:seconds=40", Plan.TuningSeeds));
        Assert.All(costs, cost => Assert.True(cost > 0));
        Assert.NotEqual(costs, Plan.CostsOf("ttl:seconds=40", Plan.HeldOutSeeds.Take(2).ToImmutableArray()));
    }

    [Fact]
    public void A_file_that_is_there_or_damaged_is_refused_by_line()
    {
        Started();
        Assert.Equal("AlreadyThere", Refusal(() => TuningFile.Start(_folder["t.jsonl"], Plan)));
        File.AppendAllText(_folder["t.jsonl"], "{\"asked\":\"ttl\"}\n{\"asked\":3}\n");
        var fault = Assert.Throws<InputException>(() => new TuningFile(_folder["t.jsonl"]).Read());
        Assert.Contains("line 3", fault.Message, StringComparison.Ordinal);
        Assert.Equal("BadTuning", Refusal(() => TuningFile.Start(_folder["u.jsonl"], Plan with { HeldOut = 1 })));
        Assert.Equal("NoTuning", Refusal(() => new TuningFile(_folder["v.jsonl"]).Ask(TimeProvider.System)));
    }

    private TuningFile Started() => TuningFile.Start(_folder["t.jsonl"], Plan);

    private static string Refusal(Action body) => Assert.Throws<InputException>(body).Code;
}
