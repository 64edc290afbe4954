using System.Text.Json.Nodes;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Research;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Tests.Research;

public class PoolEnvironmentTests
{
    private const int MostSteps = 2_000;

    /// <summary>The same rule played from outside costs what it costs as a policy, to the last digit but one.</summary>
    [Fact]
    public void An_agent_pays_what_the_policy_of_the_same_rule_pays()
    {
        using var environment = new PoolEnvironment(Short());
        var seen = environment.Reset(5);
        double rewards = 0;
        while (true)
        {
            var next = environment.Step(Wanted(seen.View) is { } action ? [action] : []);
            rewards += next.Reward;
            if (next.IsDone) break;
            seen = next.Observation;
        }

        var report = Short().Prepare(5).Run.Play(_ => new SameRule());
        Assert.True(report.Loads > 1);
        Assert.Equal(report.Cost * report.Requests / 1000, -rewards, 6);
    }

    [Fact]
    public void Equal_seeds_and_actions_give_equal_episodes_and_others_do_not()
    {
        using var environment = new PoolEnvironment("zipf", "30%");
        Assert.Equal(Played(environment, 5), Played(environment, 5));
        Assert.NotEqual(Played(environment, 5), Played(environment, 6));
    }

    [Fact]
    public void After_the_end_only_a_reset_goes_on()
    {
        using var environment = new PoolEnvironment(Short());
        Assert.Throws<InvalidOperationException>(() => environment.Step());
        Played(environment, 5);
        Assert.Throws<InvalidOperationException>(() => environment.Step());
        Assert.NotEmpty(environment.Reset(5).Skills);
    }

    [Fact]
    public void An_episode_can_be_left_at_any_decision()
    {
        using var environment = new PoolEnvironment(Short());
        environment.Reset(5);
        environment.Step();
        Assert.Equal(0, environment.Reset(6).View.NowNs);
    }

    [Fact]
    public void A_program_plays_by_lines()
    {
        var answers = Lines(
            """{"op":"reset","seed":5}""", """{"op":"step","actions":[{"action":"activate","skill":1}]}""",
            """{"op":"step","actions":[]}""", """{"op":"bye"}""");
        Assert.Equal(3, answers.Count);
        Assert.Equal(EnvironmentLines.Protocol, answers[0]["protocol"]!.GetValue<string>());
        Assert.Equal("tick", answers[0]["trigger"]!["kind"]!.GetValue<string>());
        var skill = answers[1]["view"]!["skills"]![1]!;
        Assert.True(skill["moving"]!.GetValue<bool>() || skill["resident"]!.GetValue<bool>());
        Assert.InRange(answers[2]["reward"]!.GetValue<double>(), double.NegativeInfinity, 0);
    }

    [Theory]
    [InlineData("""{"op":"dance"}""", "no op 'dance'")]
    [InlineData("""{"op":"step","actions":[{"action":"activate","skill":99}]}""", "skill 99")]
    [InlineData("[]", "must be a JSON object")]
    public void What_is_wrong_with_a_line_is_told(string line, string told) =>
        Assert.Contains(told, Assert.Throws<InputException>(() => Lines("""{"op":"reset","seed":5}""", line)).Message,
            StringComparison.Ordinal);

    private static Scenario Short()
    {
        var trace = Synthesizer.Trace(new() { Skills = 6, DurationSeconds = 600 }, new SeedTree(3));
        return new Scenario("short", "50%") { Opened = trace };
    }

    private static List<JsonObject> Lines(params string[] lines)
    {
        using var environment = new PoolEnvironment(Short());
        using var to = new StringWriter();
        new EnvironmentLines(environment, new StringReader(string.Join('\n', lines)), to).Run();
        return [.. to.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    private static string Played(PoolEnvironment environment, ulong seed)
    {
        var seen = environment.Reset(seed);
        var text = new List<string>();
        while (text.Count < MostSteps)
        {
            var next = environment.Step(Wanted(seen.View) is { } action ? [action] : []);
            text.Add($"{next.Observation.NowNs} {next.Reward:R}");
            if (next.IsDone) break;
            seen = next.Observation;
        }

        return string.Join(';', text);
    }

    /// <summary>The first skill that is waited for comes where there is room.</summary>
    private static ControlAction? Wanted(in PoolView pool)
    {
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            ref readonly var row = ref pool.Skills[i];
            bool isWanted = row.Queued > 0 && !row.IsResident && row.Transition == Transition.None && pool.FreeLoaders > 0;
            if (isWanted && Room.For(i, default, pool)) return new ControlAction.Activate(i);
        }

        return null;
    }

    private sealed class SameRule : IPolicy
    {
        public string Name => "same";

        public PolicyEvents DecidesOn => PolicyEvents.Tick | PolicyEvents.Miss | PolicyEvents.Loaded | PolicyEvents.Unloaded;

        public double TickSeconds => 5;

        public void Observe(in PoolEvent happened, in PoolView pool)
        {
        }

        public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
        {
            if (Wanted(pool) is { } action) chosen.Add(action);
        }
    }
}
