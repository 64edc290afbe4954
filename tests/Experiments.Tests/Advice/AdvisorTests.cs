using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Experiments.Advice;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Tests.Advice;

public sealed class AdvisorTests
{
    private const long Second = Request.NanosecondsPerSecond;

    /// <summary>One model is asked for all the time, three others now and then: whoever goes by name throws out the busy one.</summary>
    private static PreparedScenario Prepared(int hours = 6, string memory = "10GB", int models = 4)
    {
        var rows = new List<Request>();
        for (int second = 0; second < hours * 3600; second += 20) rows.Add(new(second * Second, 0, -1, 100, 20));
        for (int second = 7; second < hours * 3600; second += 90) rows.Add(
            new(second * Second, 1 + second / 90 % (models - 1), -1, 100, 20));
        rows.Sort((a, b) => a.ArrivalNs.CompareTo(b.ArrivalNs));
        ImmutableArray<string> names = [.. Enumerable.Range(0, models).Select(i => $"{(char)('a' + i)}")];
        var world = new World { Models = [.. names.Select(Model)] };
        return (new Scenario("test", memory) { Opened = new MemoryWorkload(names, [.. rows]) }).In(world).Prepare(1);
    }

    private static ModelProfile Model(string name, int index) => new()
    {
        Name = name,
        Bytes = 3_000_000_000 + index * 100_000_000,
        ColdLoadSeconds = 4,
        WarmLoadSeconds = 4,
        ScratchBytes = 0,
    };

    [Fact]
    public void What_is_recommended_beats_the_defaults_of_its_product_on_requests_that_no_tuning_saw()
    {
        var report = Advise(Prepared(), RuleSettings.Ollama.Default);
        Assert.Contains(report.Rules, row => row.IsRecommended);
        foreach (var row in report.Rules.Where(row => row.IsTuned && row.Product is "Ollama" or "llama-swap"))
            Assert.True(row.AgainstDefaultPercent is null or <= 0, $"{row.Product} {row.Rule}: {row.AgainstDefaultPercent}");
        var ollama = report.Rules.Single(row => row is { Product: "Ollama", IsTuned: true });
        Assert.True(ollama.ChangePercent < -20, ollama.ToString());
        Assert.True(ollama.High < 0, ollama.ToString());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Pins_are_as_good_as_those_of_an_exhaustive_search(int models)
    {
        var trial = new RuleTrial(Prepared(2, "13GB", models));
        var search = new RuleSearch(trial, CancellationToken.None);
        var rule = RuleSettings.Ollama.Default with { MaxLoaded = models };
        double found = trial.CostOf(search.WithPins(rule));
        var names = trial.Prepared.Run.Trace.Skills;
        double least = Enumerable.Range(0, 1 << models)
            .Select(set => (string[])[.. names.Where((_, i) => (set >> i & 1) != 0)])
            .Where(search.LeavesRoom)
            .Min(pins => trial.CostOf(rule with { Pins = [.. pins] }));
        Assert.True(found <= least * 1.001, $"{found} against {least}");
    }

    [Fact]
    public void Where_all_models_fit_that_is_said_and_nothing_is_to_be_won()
    {
        var report = Advise(Prepared(memory: "20GB"), new RuleSettings.Teleo("lru"));
        Assert.StartsWith("All 4 models fit", report.Sentence, StringComparison.Ordinal);
        var own = report.Rules.Single(row => row.IsToday);
        Assert.Equal(4, own.Loads);
    }

    [Fact]
    public void Where_another_product_is_recommended_todays_own_best_settings_are_named()
    {
        var report = Advise(Prepared(), new RuleSettings.LlamaCpp(2));
        Assert.NotEqual("llama.cpp", report.Rules.Single(row => row.IsRecommended).Product);
        Assert.Contains("llama.cpp", report.Sentence.Split(". ")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_that_are_given_up_under_the_best_rule_are_said_with_the_memory_that_is_missing()
    {
        var report = Advise(Crowded(), RuleSettings.Ollama.Default);
        Assert.True(report.Rules.Single(row => row.IsRecommended).Lost > 0);
        Assert.Contains("of these requests time out. All models together take 12", report.Sentence, StringComparison.Ordinal);
    }

    /// <summary>Two models that are asked for without a break, in memory for one of them.</summary>
    private static PreparedScenario Crowded()
    {
        Request[] rows = [.. Enumerable.Range(0, 4000).Select(i => new Request(i * Second / 2, i % 2, -1, 100, 2000))];
        ImmutableArray<string> names = ["a", "b"];
        var models = names.Select(name => new ModelProfile { Name = name, Bytes = 6_000_000_000, ColdLoadSeconds = 4, ScratchBytes = 0 });
        var world = new World { Models = [.. models] };
        return new Scenario("test", "8GB") { Opened = new MemoryWorkload(names, rows) }.In(world).Prepare(1);
    }

    [Fact]
    public void Requests_that_find_their_model_loaded_are_those_that_miss_nothing()
    {
        var prepared = Prepared();
        var rule = new RuleSettings.Teleo("lru");
        var timeline = Timeline.Of(prepared, rule, CancellationToken.None);
        double found = timeline.FoundLoaded.Select((share, i) => share * prepared.Counts[i]).Sum() / prepared.Run.Trace.Count;
        Assert.Equal(1 - new RuleTrial(prepared).Play(rule).MissRatio!.Value, found, 0.01);
    }

    [Fact]
    public void The_model_asked_for_all_the_time_is_to_be_kept_and_the_reason_is_its_share_of_hits()
    {
        var report = Advise(Prepared(), new RuleSettings.Teleo("lru"));
        Assert.Equal("a", report.Models[0].Model);
        Assert.Contains(report.Models[0].Advice, (string[])["keep", "pin"]);
        Assert.All(report.Models.Where(row => row.Advice == "load on demand"),
            row => Assert.Contains("of its requests find it loaded", row.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Groups_of_llama_swap_hold_one_model_each_and_never_more_than_fits()
    {
        var prepared = Prepared(1, "7GB");
        var swap = new RuleSearch(new RuleTrial(prepared), CancellationToken.None).LlamaSwap();
        Assert.Equal(4, swap.Groups.Sum(group => group.Length) + swap.Pins.Length);
        var report = new RuleTrial(prepared).Play(swap);
        Assert.Equal(0, report.TimedOut);
    }

    [Fact]
    public void Every_product_gets_its_settings_in_its_own_words()
    {
        var report = Advise(Prepared(), RuleSettings.Ollama.Default);
        Assert.Contains(
            "OLLAMA_KEEP_ALIVE=", report.Settings.Single(settings => settings.Product == "Ollama").Text, StringComparison.Ordinal);
        Assert.StartsWith("groups:\n", report.Settings.Single(settings => settings.Product == "llama-swap").Text, StringComparison.Ordinal);
        Assert.Contains("--models-max", report.Settings.Single(settings => settings.Product == "llama.cpp").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_to_copy_are_those_of_the_recommended_rule_even_where_it_was_not_tuned()
    {
        var advisor = new Advisor(Prepared(), (_, _) => { }, CancellationToken.None);
        advisor.PlayOutside(RuleSettings.Ollama.Default);
        var recommended = advisor.Judged.Single(run => run.Rule.Product == "teleo" && !run.IsTuned);
        var report = advisor.Report(recommended, null, null, [], []);
        string text = report.Settings.Single(settings => settings.Product == "teleo").Text;
        Assert.Contains($"--policy {recommended.Rule.Text} ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 100, "LogTooShort")]
    [InlineData(2, 10, "LogTooShort")]
    [InlineData(1, 1000, "OneModel")]
    public void A_log_from_which_nothing_can_be_learned_is_refused(int models, int requests, string code)
    {
        Request[] rows =
            [.. Enumerable.Range(0, requests).Select(i => new Request(i * (requests == 100 ? 0 : 10) * Second, i % models, -1, 1, 1))];
        ImmutableArray<string> names = [.. Enumerable.Range(0, models).Select(i => $"m{i}")];
        var prepared = new Scenario("test", "8GB") { Opened = new MemoryWorkload(names, rows) }.Prepare(1);
        var error = Assert.Throws<InputException>(() => new Advisor(prepared, (_, _) => { }, CancellationToken.None).Check());
        Assert.Equal(code, error.Code);
    }

    /// <summary>The sizes of models of a shipped log are drawn: half of what two take has no room for the larger one.</summary>
    [Fact]
    public void A_model_larger_than_the_memory_is_named_and_the_others_are_advised_on()
    {
        Request[] rows = [.. Enumerable.Range(0, 500).Select(i => new Request(i * 20 * Second, i % 2, -1, 100, 20))];
        var prepared = new Scenario("azure-2023", "50%") { Opened = new MemoryWorkload(["a", "b"], rows) }.Prepare(1);
        string[] large = [.. prepared.Run.Trace.Skills.Where((_, i) =>
            prepared.Run.Profiles[i].Footprint.ResidentBytes > prepared.Run.Settings.Capacity.ResidentBytes)];
        Assert.Single(large);
        var report = Advise(prepared, RuleSettings.Ollama.Default);
        Assert.Contains(report.Rules, row => row.IsRecommended);
        Assert.EndsWith($": {large[0]}.", report.Sentence, StringComparison.Ordinal);
        Assert.All(report.Models, row => Assert.Equal(large.Contains(row.Model), row.Advice == "cannot be loaded"));
    }

    [Fact]
    public void A_cost_curve_is_cut_where_the_log_is_cut()
    {
        var trace = Prepared(2).Run.Trace;
        var split = LogSplit.Of(trace);
        Assert.Equal(trace.Count, split.TunedRequests + split.JudgedRequests);
        Assert.InRange(split.TunedRequests / (double)trace.Count, 0.55, 0.65);
        Assert.Equal(30, split.FirstBlock);
    }

    private static AdviceReport Advise(PreparedScenario prepared, RuleSettings today)
    {
        var advisor = new Advisor(prepared, (_, _) => { }, CancellationToken.None);
        advisor.Check();
        advisor.PlayOutside(today);
        return advisor.Report(advisor.Recommended(), null, null, [], []);
    }
}
