using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Engine.Skills;
using Teleo.Engine.Trust;
using Teleo.Experiments.Live;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;
using Teleo.Shell;
using Teleo.Skills;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Pools;

public sealed class LiveRunTests : IDisposable
{
    private readonly LivePackages _packages = new();

    public void Dispose() => _packages.Dispose();

    [Theory]
    [InlineData("teleodynamic")]
    [InlineData("lru")]
    [InlineData("value-set")]
    [InlineData("never-act")]
    [InlineData("load-use-unload")]
    public async Task Every_request_ends_once_under_any_policy(string policy)
    {
        var result = await Run(_packages.Options() with { Policy = policy, TimeoutSeconds = 5 });
        Assert.True(result.IsDone);
        Assert.True(result.Requests > 20);
        Assert.Equal(result.Requests, result.Answered + result.Refused + result.TimedOut + result.Cancelled + result.Failed);
        Assert.Equal(result.Answered, result.Right + result.Wrong + result.Unjudged);
        if (policy == "never-act") Assert.Equal(result.Requests, result.TimedOut);
        else Assert.Equal(result.Requests, result.Answered);
        Assert.True(result.Skills.Sum(skill => skill.ResidentBytes) <= result.BudgetBytes);
        var mapped = result.Machine.Where(reading => reading.Name.StartsWith("runtime.mapped ", StringComparison.Ordinal)).ToList();
        Assert.Equal(result.Skills.Where(skill => skill.ResidentBytes > 0).Select(skill => $"runtime.mapped {skill.Name}"), mapped.Select(reading => reading.Name));
        Assert.All(mapped, reading => Assert.True(reading.Kind == Teleo.Controller.Domain.ReadingKind.Measured && reading.Value > 0, reading.Why));
    }

    [Theory]
    [InlineData(MissMode.Wait)]
    [InlineData(MissMode.LoadThrough)]
    [InlineData(MissMode.Refuse)]
    [InlineData(MissMode.Fallback)]
    public async Task A_miss_does_what_its_mode_says(MissMode miss)
    {
        _packages.Add("general", LivePackages.Tasks, seed: 9, quality: 0.1);
        var result = await Run(_packages.Options("100%") with { Policy = "lru", Miss = miss });
        Assert.True(result.IsDone);
        if (miss == MissMode.Refuse) Assert.True(result.Refused > 0);
        else Assert.Equal(result.Requests, result.Answered);
    }

    /// <summary>Eight clients at once while the controller swaps models under them: everybody is answered, as he would be alone.</summary>
    [Fact]
    public async Task Hammered_by_eight_the_answers_are_those_of_an_undisturbed_pool()
    {
        var requests = Enumerable.Range(0, 48).Select(i => new PoolRequest(LivePackages.Tasks[i % 6], $"item {i}")).ToList();
        var alone = await Ask(_packages.Options("100%") with { Policy = "lru" }, requests, clients: 1);
        var hammered = await Ask(_packages.Options() with { Policy = "lru" }, requests, clients: 8);
        Assert.All(hammered, answer => Assert.Equal(RequestStatus.Answered, answer.Status));
        Assert.Equal(alone.Select(answer => answer.Text), hammered.Select(answer => answer.Text));
    }

    [Fact]
    public async Task A_cancelled_run_ends_soon_and_says_so()
    {
        using var stop = new CancellationTokenSource();
        int answered = 0;
        var hooks = new LiveRunHooks { Answered = (_, _) => { if (++answered == 5) stop.Cancel(); } };
        var result = await LiveRun.RunAsync(_packages.Options() with { DurationSeconds = 0 }, hooks, TimeProvider.System, stop.Token);
        Assert.False(result.IsDone);
        Assert.InRange(result.Answered, 5, 50);
    }

    [Fact]
    public async Task What_cannot_be_believed_is_left_out_with_the_reason_and_the_rest_runs()
    {
        byte[] bytes = File.ReadAllBytes(_packages.FileOf("sorting"));
        bytes[^1] ^= 1;
        File.WriteAllBytes(_packages.FileOf("sorting"), bytes);
        var result = await Run(_packages.Options());
        var refused = Assert.Single(result.RefusedPackages);
        Assert.Equal(("sorting", SkillFault.HashMismatch), (refused.Package, refused.Fault));
        Assert.Equal((5, true), (result.Skills.Length, result.IsDone));
    }

    [Fact]
    public async Task Without_a_trusted_signature_nothing_runs_where_one_is_asked_for()
    {
        var options = _packages.Options() with { Trust = TrustStore.Default with { Policy = SignaturePolicy.RequireSigned } };
        var refusal = await Assert.ThrowsAsync<InputException>(() => Run(options));
        Assert.Equal("NoSkills", refusal.Code);
    }

    [Fact]
    public async Task Signed_packages_run_where_a_list_of_the_operator_names_the_signer_and_nothing_in_their_folder_does()
    {
        string list = Path.Combine(TestFolder.New(), "list.json");
        string key = Cli.Run("key", "make", Path.Combine(_packages.Folder, "key.pem"), "--json").Json().GetProperty("public_key").GetString()!;
        foreach (string id in LivePackages.Tasks) Assert.Equal(ExitCode.Ok, Cli.Run("skill", "sign", Path.Combine(_packages.Folder, id), Path.Combine(_packages.Folder, "key.pem")).Exit);
        Assert.Equal(ExitCode.Ok, Cli.Run("trust", "make", list, "--id", "lab", "--publisher", "tests", "--key", key, "--until", "2999-01-01").Exit);
        Assert.Equal(6, (await Run(_packages.Options() with { Trust = TrustArguments.Store(list, _packages.Folder) })).Skills.Length);
        File.Copy(list, Path.Combine(_packages.Folder, "trust.json"));
        Assert.Contains("UnknownSigner", (await Assert.ThrowsAsync<InputException>(() => Run(_packages.Options()))).Message, StringComparison.Ordinal);
    }

    /// <summary>One skill does two of the tasks, so that who is asked depends on who is there; on both plants it must come out alike.</summary>
    [Fact]
    public async Task Its_simulation_sends_requests_where_it_does()
    {
        // Invented models are never right, and here they say so: what is learned of them is then the same on both plants.
        foreach (string task in LivePackages.Tasks) _packages.Add(task, [task], seed: 1, quality: 0);
        _packages.Add("both", ["addition", "reversal"], seed: 11, quality: 0);
        using var run = new LiveRun(_packages.Options("40%"), new ProcessorClock(TimeProvider.System));
        var live = (await run.RunAsync("lru", new LiveRunHooks(), CancellationToken.None)).Report;
        var simulated = run.Simulate("lru", run.Profiles, run.Settings, CancellationToken.None);
        Assert.Equal((live.Requests, live.Misses, live.Loads), (simulated.Requests, simulated.Misses, simulated.Loads));
        Assert.Equal(live.Skills.Select(skill => (skill.Skill, skill.Loads)), simulated.Skills.Select(skill => (skill.Skill, skill.Loads)));
    }

    [Fact]
    public async Task The_registry_tells_who_moved_what()
    {
        var result = await Run(_packages.Options() with { Policy = "lru" });
        Assert.Equal(result.Report.Loads, result.RegistryEvents["controller active"]);
        Assert.Equal(6, result.RegistryEvents["operator installed"]);
    }

    /// <summary>Also where the policy would load it again the moment it is gone.</summary>
    [Fact]
    public async Task What_the_operator_unloads_no_policy_brings_back()
    {
        using var run = new LiveRun(_packages.Options("100%") with { Operator = [OperatorCommand.Parse($"at 30 unload {LivePackages.NameOf("addition")}")] }, TimeProvider.System);
        var result = await run.RunAsync(new Stubborn(), new LiveRunHooks(), CancellationToken.None);
        var addition = result.Skills.Single(skill => skill.Name == LivePackages.NameOf("addition"));
        Assert.Equal(("installed", 1), (addition.Stage, addition.Loads));
        Assert.Equal(5, result.Skills.Count(skill => skill.Stage == "active"));
    }

    /// <summary>Loads whatever is missed or has left.</summary>
    private sealed class Stubborn : IPolicy
    {
        public string Name => "stubborn";

        public PolicyEvents DecidesOn => PolicyEvents.Miss | PolicyEvents.Unloaded;

        public double TickSeconds => double.PositiveInfinity;

        public void Observe(in PoolEvent happened, in PoolView pool)
        {
        }

        public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
        {
            if (pool.Skills[trigger.Skill] is { IsResident: false, Transition: Transition.None }) chosen.Add(new ControlAction.Activate(trigger.Skill));
        }
    }

    [Theory]
    [InlineData("16", "BadCapacity")]
    [InlineData("1KiB", "BadCapacity")]
    public async Task A_budget_that_holds_nothing_is_refused(string budget, string code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<InputException>(() => Run(_packages.Options(budget)))).Code);

    private static Task<LiveResult> Run(LiveRunOptions options) => LiveRun.RunAsync(options, null, TimeProvider.System, CancellationToken.None);

    private static async Task<IReadOnlyList<PoolAnswer>> Ask(LiveRunOptions options, List<PoolRequest> requests, int clients)
    {
        var opened = new TaskCompletionSource<LivePlant>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = new CancellationTokenSource();
        var hooks = new LiveRunHooks { Opened = opened.SetResult, StaysOpen = true };
        var running = Task.Run(() => LiveRun.RunAsync(options with { SkipsIdle = false }, hooks, TimeProvider.System, stop.Token));
        var plant = await opened.Task;
        var answers = new PoolAnswer[requests.Count];
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (int i = client; i < requests.Count; i += clients) answers[i] = await plant.AskAsync(requests[i]);
        })));
        await stop.CancelAsync();
        await running;
        return answers;
    }
}
