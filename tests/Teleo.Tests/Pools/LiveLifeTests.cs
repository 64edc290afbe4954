using Teleo.Controller.Domain;
using Teleo.Engine.Trust;
using Teleo.Experiments.Evaluation;
using Teleo.Experiments.Live;
using Teleo.Pool.Live;
using Teleo.Shell;
using Teleo.Tests.Commands;
using Teleo.Training.Tasks;

namespace Teleo.Tests.Pools;

/// <summary>The shipped skills in half the memory they need, in a world that drifts and changes.</summary>
public sealed class LiveLifeTests : IDisposable
{
    private static readonly string Skills = Repository.PathOf("skills");
    private readonly string _folder = TestFolder.New("teleo-life");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>All that a pool's life is made of, by the controller's own choice: nobody commands it from outside.</summary>
    [Fact]
    public void A_changing_world_makes_the_controller_activate_replace_reserve_and_retire_real_models()
    {
        string trace = Path.Combine(_folder, "run.jsonl.gz");
        var run = Cli.Run(
            "pool", "run", "--skills", Skills, "--variant", "f32", "q4_0", "--budget", "50%", "--workload", "drift", "--limit", "0.02", "--change", "600", "--duration", "7000", "--trace", trace, "--json").Json();
        var actions = run.GetProperty("report").GetProperty("actions");
        foreach (string kind in (string[])["activate", "replace", "reserve", "retire"])
            Assert.True(actions.TryGetProperty(kind, out var count) && count.GetInt64() > 0, $"{kind}: {actions}");
        Assert.Equal(actions.GetProperty("retire").GetInt64(), run.GetProperty("skills").EnumerateArray().Count(skill => skill.GetProperty("stage").GetString() == "retired"));
        Assert.Empty(run.GetProperty("operator").EnumerateArray());
        Assert.Equal(ExitCode.Ok, Cli.Run("trace", "verify", trace).Exit);
        Assert.Equal(ExitCode.Ok, Cli.Run("trace", "replay", trace).Exit);
    }

    [Fact]
    public void A_change_leaves_the_requests_as_they_are_and_judges_the_later_ones_by_the_new_convention()
    {
        const long ChangeNs = 200_000_000_000;
        using var folder = SkillFolder.Open(Skills, TrustStore.Default, ["q4_0"], TimeProvider.System, SkillContracts.AreKnown);
        var steady = LiveWorkload.Make("drift", folder, 600, double.PositiveInfinity, new SeedTree(3)).Arrivals;
        var changed = LiveWorkload.Make("drift", folder, 600, ChangeNs * 1e-9, new SeedTree(3)).Arrivals;
        Assert.Equal(steady.Select(arrival => (arrival.TimeNs, arrival.Request.Task, arrival.Request.Input)), changed.Select(arrival => (arrival.TimeNs, arrival.Request.Task, arrival.Request.Input)));
        foreach (var (before, after) in steady.Zip(changed))
        {
            string old = before.Request.Expected!;
            string? convention = TaskCatalog.Find(before.Request.Task)!.Task.AnswerAfterChange(new TaskItem(before.Request.Input, old));
            Assert.Equal(before.TimeNs < ChangeNs ? old : convention ?? old, after.Request.Expected);
        }

        Assert.Contains(steady.Zip(changed), pair => pair.First.Request.Expected != pair.Second.Request.Expected);
    }

    /// <summary>Half of all skills is half of what holds each of them once, however many precisions of each are offered.</summary>
    [Fact]
    public void A_share_is_of_each_skill_once()
    {
        long one = BudgetOf("f32"), three = BudgetOf("f32", "q8_0", "q4_0");
        Assert.Equal(one, three);
        Assert.True(BudgetOf("q4_0") < one / 3);
    }

    private static long BudgetOf(params string[] variants)
    {
        using var run = new LiveRun(new LiveRunOptions { Skills = Skills, Workload = "drift", DurationSeconds = 10, Variants = [.. variants] }, TimeProvider.System);
        return run.Settings.Capacity.ResidentBytes;
    }
}
