using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Routing;
using Teleo.Engine.Generation;
using Teleo.Engine.Trust;
using Teleo.Experiments.Evaluation;
using Teleo.Experiments.Live;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;

namespace Teleo.Tests.Pools;

/// <summary>The live plant moved by hand: commands, routes, refusals and operators, one at a time.</summary>
public sealed class LivePlantTests : IAsyncLifetime
{
    private readonly LivePackages _packages = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly WatchingPolicy _watch = new();
    private SkillFolder _folder = null!;
    private LivePlant _plant = null!;
    private EngineWork _engine = null!;
    private Task _running = Task.CompletedTask;
    private ulong _commands;

    public Task InitializeAsync()
    {
        _packages.Add("both", ["addition", "reversal"], seed: 11);
        Open(new RoutingOptions());
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _plant.Dispose();
        _folder.Dispose();
        _packages.Dispose();
    }

    [Fact]
    public async Task A_command_acts_once_not_after_its_deadline_and_not_from_an_older_epoch()
    {
        var load = new Command(7, 1, 0, 0, long.MaxValue, new ControlAction.Activate(0));
        var told = _watch.NextAsync(PolicyEvents.Loaded, 0);
        Assert.Equal(CommandStatus.Accepted, await On(() => _plant.Apply(load).Status));
        Assert.Equal(CommandStatus.AlreadyApplied, await On(() => _plant.Apply(load).Status));
        await told;
        Assert.Single(_plant.Work.Loads);
        Assert.Equal(CommandStatus.RefusedStale, await On(() => _plant.Apply(load with { Id = 8, Epoch = 0 }).Status));
        Assert.Equal(CommandStatus.Expired, await On(() => _plant.Apply(load with { Id = 9, DeadlineNs = -1 }).Status));
    }

    [Fact]
    public async Task What_a_load_took_and_takes_up_is_measured()
    {
        await Do(new ControlAction.Activate(0), PolicyEvents.Loaded, 0);
        var row = await On(() => _plant.Sense().Skills[0]);
        var held = Assert.Single(_engine.Pool.Snapshot().Runtimes).Held;
        Assert.Equal((ReadingKind.Measured, ReadingKind.Measured), (row.FootprintKind, row.LoadSecondsKind));
        Assert.Equal((held.Weights, held.Kv + held.Scratch), (row.Footprint.ResidentBytes, row.Footprint.ScratchBytes));
        Assert.True(row.LoadSeconds > 0);
    }

    [Fact]
    public async Task Every_action_does_to_the_pool_what_it_says()
    {
        int both = IndexOf("both"), addition = IndexOf("addition"), reversal = IndexOf("reversal");
        await Do(new ControlAction.Activate(addition), PolicyEvents.Loaded, addition);
        await Do(new ControlAction.Activate(reversal), PolicyEvents.Loaded, reversal);
        await Do(new ControlAction.Merge(addition, reversal, both), PolicyEvents.Loaded, both);
        Assert.Equal(["both"], InPool());
        await Do(new ControlAction.Split(both, addition, reversal), PolicyEvents.Loaded, reversal);
        Assert.Equal(["addition", "reversal"], InPool());
        await Do(new ControlAction.Replace([addition], IndexOf("sorting")), PolicyEvents.Loaded, IndexOf("sorting"));
        Assert.Equal(["reversal", "sorting"], InPool());
        Assert.Equal(CommandStatus.Accepted, await Apply(new ControlAction.Suspend(reversal)));
        Assert.Equal(Lifecycle.Suspended, await LifecycleOf("reversal"));
        await Do(new ControlAction.Activate(reversal), PolicyEvents.Loaded, reversal);
        Assert.Equal(RequestStatus.Answered, (await _plant.AskAsync(new PoolRequest("reversal", "abc"))).Status);
        await Do(new ControlAction.Retire(reversal), PolicyEvents.Unloaded, reversal);
        Assert.Equal(Lifecycle.Retired, await LifecycleOf("reversal"));
        await Do(new ControlAction.Deactivate(IndexOf("sorting")), PolicyEvents.Unloaded, IndexOf("sorting"));
        Assert.Empty(InPool());
        await On(() => { _plant.Core.Audit(); return 0; });
    }

    [Fact]
    public async Task A_load_that_fails_is_an_event_and_a_switch_that_fails_brings_back_who_had_left()
    {
        int addition = IndexOf("addition"), sorting = IndexOf("sorting");
        await Do(new ControlAction.Activate(addition), PolicyEvents.Loaded, addition);
        File.Delete(_folder.Skills[sorting].Path);
        await Do(new ControlAction.Replace([addition], sorting), PolicyEvents.Failure, sorting);
        Assert.Equal((Lifecycle.Active, Lifecycle.Verified), (await LifecycleOf("addition"), await LifecycleOf("sorting")));
        Assert.Equal(RequestStatus.Answered, (await _plant.AskAsync(new PoolRequest("addition", "1+1"))).Status);
        var row = await On(() => _plant.Sense().Skills[sorting]);
        Assert.Equal(1, row.LoadFailures);
        await On(() => { _plant.Core.Audit(); return 0; });
    }

    [Fact]
    public async Task A_model_that_claims_much_and_can_nothing_is_not_let_in_by_a_switch()
    {
        await Reopen(() => _packages.Add("boaster", ["key-lookup"], seed: 12, quality: 0.99));
        int addition = IndexOf("addition"), boaster = IndexOf("boaster");
        await Do(new ControlAction.Activate(addition), PolicyEvents.Loaded, addition);
        await Do(new ControlAction.Replace([addition], boaster), PolicyEvents.Failure, boaster);
        Assert.Equal(["addition"], InPool());
    }

    [Fact]
    public async Task What_breaks_the_contract_and_what_nobody_does_is_refused_with_the_reason()
    {
        await Do(new ControlAction.Activate(IndexOf("addition")), PolicyEvents.Loaded, IndexOf("addition"));
        var tooLong = await _plant.AskAsync(new PoolRequest("addition", new string('1', 500)));
        var unknown = await _plant.AskAsync(new PoolRequest("poetry", "a rose"));
        Assert.Equal((RequestStatus.Refused, RequestStatus.Refused), (tooLong.Status, unknown.Status));
        Assert.Contains("500 bytes", tooLong.Why, StringComparison.Ordinal);
        Assert.Contains("poetry", unknown.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_its_bound_a_queue_refuses()
    {
        await Reopen(settings: new PlantSettings { Workers = 1, QueueLimit = 2, TimeoutSeconds = 0.2 });
        var asked = Enumerable.Range(0, 4).Select(i => _plant.AskAsync(new PoolRequest("sorting", $"{i}"))).ToList();
        var ended = await Task.WhenAll(asked);
        Assert.Equal((2, 2), (ended.Count(answer => answer.Status == RequestStatus.Refused), ended.Count(answer => answer.Status == RequestStatus.TimedOut)));
    }

    [Fact]
    public async Task Who_waits_is_served_when_a_skill_for_the_task_comes_whichever_it_is()
    {
        var waits = _plant.AskAsync(new PoolRequest("addition", "2+2"));
        await Do(new ControlAction.Activate(IndexOf("both")), PolicyEvents.Loaded, IndexOf("both"));
        var answer = await waits;
        Assert.Equal((RequestStatus.Answered, IndexOf("both")), (answer.Status, answer.Skills[0]));
        Assert.True(answer.Waited > 0);
    }

    [Fact]
    public async Task A_cancelled_request_ends_and_leaves_the_plant_as_it_was()
    {
        using var cancel = new CancellationTokenSource();
        var waits = _plant.AskAsync(new PoolRequest("addition", "2+2"), cancel.Token);
        await Until(() => _plant.Core.State.Counters.Queued == 1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        await Do(new ControlAction.Activate(IndexOf("addition")), PolicyEvents.Loaded, IndexOf("addition"));
        Assert.Equal(RequestStatus.Answered, (await _plant.AskAsync(new PoolRequest("addition", "2+2"))).Status);
        await Until(() => _plant.Core.State.Counters is { Running: 0, Queued: 0, Done: 1, Aborted: 1 });
    }

    /// <summary>The model is in the middle of a long answer: it stops, the other session over the same weights says all it would have said, and the runtime answers again.</summary>
    [Fact]
    public async Task A_request_cancelled_while_it_is_answered_stops_at_once_and_disturbs_nobody()
    {
        const int Tokens = 3000;
        await Reopen(() => _packages.Add("talker", ["key-lookup"], seed: 5, maxTokens: Tokens));
        int talker = IndexOf("talker");
        await Do(new ControlAction.Activate(talker), PolicyEvents.Loaded, talker);
        var longOne = new PoolRequest("key-lookup", "b");
        var shortOne = longOne with { MaxTokens = Tokens / 4 };
        Assert.Equal(Tokens, (await _plant.AskAsync(longOne)).AnswerTokens);
        var alone = await _plant.AskAsync(shortOne);

        // One that stops at once is gone before another beside it, that has a quarter as much to say, has ended. The test may come too late for that; not every time.
        bool wasInTime = false;
        for (int attempt = 0; attempt < 20 && !wasInTime; attempt++)
        {
            long aborted = _plant.Core.State.Counters.Aborted;
            using var cancel = new CancellationTokenSource();
            var beside = _plant.AskAsync(shortOne);
            var stopped = _plant.AskAsync(longOne, cancel.Token);
            await _plant.AskAsync(longOne with { MaxTokens = 1 });   // asked for last and answered: those before it are in the midst of theirs
            await cancel.CancelAsync();
            await Task.WhenAny(stopped);
            if (stopped.IsCanceled) await Until(() => _plant.Core.State.Counters.Aborted > aborted && _plant.Core.State.Counters.Running <= 1);
            wasInTime = stopped.IsCanceled && !beside.IsCompleted;
            Assert.Equal(alone.Text, (await beside).Text);
        }

        Assert.True(wasInTime, "a cancelled request was never gone before a shorter one beside it");
        Assert.Equal(alone.Text, (await _plant.AskAsync(shortOne)).Text);
        await On(() => { _plant.Core.Audit(); return 0; });
    }

    [Theory]
    [InlineData(RouteMode.Direct, 1)]
    [InlineData(RouteMode.Cascade, 2)]
    [InlineData(RouteMode.Committee, 2)]
    public async Task A_route_uses_as_many_skills_as_its_mode_says(RouteMode mode, int skills)
    {
        await Reopen(routing: new RoutingOptions { Mode = mode, EscalateAbove = 0 });
        foreach (string id in (string[])["addition", "both"]) await Do(new ControlAction.Activate(IndexOf(id)), PolicyEvents.Loaded, IndexOf(id));
        var answer = await _plant.AskAsync(new PoolRequest("addition", "2+2"));
        Assert.Equal((RequestStatus.Answered, skills), (answer.Status, answer.Skills.Length));
        Assert.InRange(answer.Uncertainty, 0, 1);
        Assert.False(answer.IsKnown);
        Assert.InRange(answer.Correct, 0, 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]   // with one worker they take turns
    public async Task The_members_of_a_committee_are_asked_at_once(int workers)
    {
        await Reopen(
            () => { foreach (int i in (int[])[5, 6]) _packages.Add($"member-{i}", ["key-lookup"], seed: i, maxTokens: 1500); },
            new RoutingOptions { Mode = RouteMode.Committee },
            new PlantSettings { LeaseSeconds = 0, Workers = workers });
        foreach (string id in (string[])["member-5", "member-6"]) await Do(new ControlAction.Activate(IndexOf(id)), PolicyEvents.Loaded, IndexOf(id));
        var asked = _plant.AskAsync(new PoolRequest("key-lookup", "a"));
        await Until(() => _plant.Core.State.Counters is var at && at.Running == workers && at.Running + at.Queued == 2);
        var answer = await asked;
        Assert.Equal((RequestStatus.Answered, 2), (answer.Status, answer.Skills.Length));
        await Until(() => _plant.IsStill);
    }

    [Fact]
    public async Task A_pipeline_gives_each_answer_to_the_next()
    {
        foreach (string id in (string[])["addition", "sorting"]) await Do(new ControlAction.Activate(IndexOf(id)), PolicyEvents.Loaded, IndexOf(id));
        var first = await _plant.AskAsync(new PoolRequest("addition", "2+2"));
        var second = await _plant.AskAsync(new PoolRequest("sorting", first.Text));
        var chain = await _plant.AskAsync(new PoolRequest("addition", "2+2") { Then = ["sorting"] });
        Assert.Equal<int>([IndexOf("addition"), IndexOf("sorting")], chain.Skills.AsEnumerable());
        Assert.Equal(second.Text, chain.Text);
    }

    [Fact]
    public async Task In_a_pipeline_the_known_answer_is_that_of_its_last_step_and_each_step_is_one_request()
    {
        foreach (string id in (string[])["addition", "sorting"]) await Do(new ControlAction.Activate(IndexOf(id)), PolicyEvents.Loaded, IndexOf(id));
        var steps = new Steps();
        _plant.Requests.Traffic = steps;
        var answer = await _plant.AskAsync(new PoolRequest("addition", "2+2") { Then = ["sorting", "sorting"], Expected = "4" });
        Assert.Equal(["addition", "sorting", "sorting"], steps.Came.Select(step => step.Task));
        Assert.Equal([false, false, true], steps.Ended.Select(step => step.IsKnown));
        Assert.Equal(3, steps.Came.Select(step => step.Id).Distinct().Count());
        Assert.Equal((3, answer.Id), (answer.Skills.Length, steps.Came[^1].Id));
    }

    [Fact]
    public async Task A_cancelled_cascade_asks_no_further_skill()
    {
        await Reopen(
            () => { foreach (int i in (int[])[5, 6]) _packages.Add($"member-{i}", ["key-lookup"], seed: i, maxTokens: 3000); },
            new RoutingOptions { Mode = RouteMode.Cascade, EscalateAbove = 0 });
        foreach (string id in (string[])["member-5", "member-6"]) await Do(new ControlAction.Activate(IndexOf(id)), PolicyEvents.Loaded, IndexOf(id));
        using var cancel = new CancellationTokenSource();
        var request = new PoolRequest("key-lookup", "a") { Sink = new AtFirstOutput(cancel.Cancel) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _plant.AskAsync(request, cancel.Token));
        await Until(() => _plant.IsStill);
        Assert.Equal((1, 1), (_plant.Core.State.Counters.Arrivals, _plant.Core.State.Counters.Aborted));
    }

    [Fact]
    public async Task A_raw_prompt_of_a_client_goes_to_the_model_it_names_and_streams_its_answer_under_one_id()
    {
        int sorting = IndexOf("sorting");
        await Do(new ControlAction.Activate(sorting), PolicyEvents.Loaded, sorting);
        var heard = new Heard();
        var settings = new PromptSettings { Generation = new GenerationOptions { MaxTokens = 5, IgnoresEnd = true } };
        var answer = await _plant.AskAsync(new PoolRequest("", "Once") { Model = sorting, Prompt = settings, Sink = heard });
        var next = await _plant.AskAsync(new PoolRequest("", "Once") { Model = sorting, Prompt = settings });
        Assert.Equal((RequestStatus.Answered, 5, true), (answer.Status, answer.AnswerTokens, answer.IsCut));
        Assert.Equal<int>([sorting], answer.Skills.AsEnumerable());
        Assert.Equal(answer.Text, heard.Text);
        Assert.Equal(answer.Text, next.Text);
        Assert.True(answer.Id > 0 && next.Id == answer.Id + 1);
    }

    [Fact]
    public async Task The_operators_word_holds_against_the_controller()
    {
        int addition = IndexOf("addition");
        await Do(new ControlAction.Activate(addition), PolicyEvents.Loaded, addition);
        await Obey("pin", "addition");
        Assert.Equal(CommandStatus.RefusedIllegal, await Apply(new ControlAction.Deactivate(addition)));
        await Obey("unload", "addition");
        await Until(() => InPool().Length == 0 && _plant.Core.State.Rows[addition].Lifecycle == Lifecycle.Installed);
        Assert.Equal(CommandStatus.RefusedIllegal, await Apply(new ControlAction.Activate(addition)));
        await Obey("restore", "addition");
        await Do(new ControlAction.Activate(addition), PolicyEvents.Loaded, addition);
        await Obey("retire", "addition");
        await Until(() => _plant.Core.State.Rows[addition].Lifecycle == Lifecycle.Retired);
        Assert.Equal(CommandStatus.RefusedIllegal, await Apply(new ControlAction.Activate(addition)));
        var events = await On(() => _folder.Registry.Events().Where(happened => happened.Actor == "operator" && happened.Skill == LivePackages.NameOf("addition")).ToList());
        Assert.Equal(["installed", "verified", "retired"], events.Select(happened => happened.Change));
        Assert.All(_plant.Operator.Notes, note => Assert.True(note.Done, note.Detail));
    }

    [Fact]
    public async Task Rolling_back_undoes_the_last_switch_and_keeps_out_what_it_brought()
    {
        int addition = IndexOf("addition"), sorting = IndexOf("sorting");
        await Do(new ControlAction.Activate(addition), PolicyEvents.Loaded, addition);
        await Do(new ControlAction.Replace([addition], sorting), PolicyEvents.Loaded, sorting);
        var back = _watch.NextAsync(PolicyEvents.Loaded, addition);
        await Obey("rollback");
        await back;
        await Until(() => InPool() is ["addition"]);
        Assert.Equal(CommandStatus.RefusedIllegal, await Apply(new ControlAction.Activate(sorting)));
        await Obey("rollback");
        Assert.False(_plant.Operator.Notes[^1].Done);
    }

    [Fact]
    public async Task Of_many_commands_the_last_notes_are_kept()
    {
        await On(() =>
        {
            for (int i = 0; i < OperatorConsole.MostNotes + 5; i++)
                _plant.Operator.Obey(OperatorCommand.Parse($"pin nobody@1.0.0#{i}"));
            return 0;
        });
        Assert.Equal(OperatorConsole.MostNotes, _plant.Operator.Notes.Count);
        Assert.Contains("#5", _plant.Operator.Notes[0].Detail, StringComparison.Ordinal);
        Assert.Contains($"#{OperatorConsole.MostNotes + 4}", _plant.Operator.Notes[^1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shutting_down_ends_everything_at_once()
    {
        var waits = _plant.AskAsync(new PoolRequest("addition", "2+2"));
        await Obey("shutdown");
        Assert.Equal(RequestStatus.Cancelled, (await waits).Status);
        await _running;
    }

    [Theory]
    [InlineData("explode addition")]
    [InlineData("pin")]
    [InlineData("at noon pin addition")]
    [InlineData("shutdown now")]
    public void A_command_that_makes_no_sense_is_refused(string line) =>
        Assert.Equal("BadOperatorCommand", Assert.Throws<Teleo.Engine.Input.InputException>(() => OperatorCommand.Parse(line)).Code);

    private int IndexOf(string id) => _folder.Skills.ToList().FindIndex(skill => skill.Name.Id == id);

    private string[] InPool() => [.. _engine.Pool.Snapshot().Runtimes.Select(runtime => runtime.Skill.Id).Order(StringComparer.Ordinal)];

    private Task<Lifecycle> LifecycleOf(string id) => On(() => _plant.Core.State.Rows[IndexOf(id)].Lifecycle);

    private Task<int> Obey(string verb, string id = "") =>
        On(() =>
        {
            _plant.Operator.Obey(OperatorCommand.Parse($"{verb} {(id.Length > 0 ? LivePackages.NameOf(id) : "")}"));
            return 0;
        });

    private Task<CommandStatus> Apply(ControlAction action) =>
        On(() => _plant.Apply(new Command(++_commands << 16, 1, (long)_commands, 0, long.MaxValue, action)).Status);

    private async Task Do(ControlAction action, PolicyEvents until, int skill)
    {
        var told = _watch.NextAsync(until, skill);
        Assert.Equal(CommandStatus.Accepted, await Apply(action));
        await told.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        await Until(() => !_plant.Core.State.Rows[skill].Leased);
    }

    /// <summary>Asks on the plant's own thread.</summary>
    private async Task<T> On<T>(Func<T> ask)
    {
        var told = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _plant.Post(() =>
        {
            told.SetResult(ask());
            return null;
        });
        return await told.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
    }

    private async Task Until(Func<bool> holds)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!await On(holds))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "it never came about");
            await Task.Yield();
        }
    }

    private void Open(RoutingOptions routing, PlantSettings? settings = null)
    {
        _folder = SkillFolder.Open(_packages.Folder, TrustStore.Default, [], TimeProvider.System, SkillContracts.AreKnown);
        settings ??= new PlantSettings { LeaseSeconds = 0 };
        _engine = new EngineWork(_folder.Skills, settings, TimeProvider.System, ReplacementCheck.For(_folder));
        _plant = new LivePlant(_folder, settings, routing, [.. _folder.Skills.Select(skill => skill.Expected)], new SeedTree(1), _engine);
        var step = new ControlStep(_plant, _watch, new Guard(new GuardOptions()), new StepOptions());
        _running = new LiveLoop(_plant, _watch, step, new LiveClock(TimeProvider.System, skipsIdle: false)).RunAsync([], [], staysOpen: true, _stop.Token);
    }

    private async Task Reopen(Action? change = null, RoutingOptions? routing = null, PlantSettings? settings = null)
    {
        await Obey("shutdown");
        await _running;
        _plant.Dispose();
        _folder.Dispose();
        change?.Invoke();
        Open(routing ?? new RoutingOptions(), settings);
    }

    private sealed class Steps : ITrafficListener
    {
        public List<PoolRequest> Came { get; } = [];

        public List<PoolAnswer> Ended { get; } = [];

        void ITrafficListener.Came(PoolRequest request, int model, long nowNs) => Came.Add(request);

        void ITrafficListener.Ended(PoolRequest request, PoolAnswer answer, long nowNs) => Ended.Add(answer);
    }

    private sealed class AtFirstOutput(Action act) : IPoolSink
    {
        private bool _hasActed;

        public void Output(int model, string text)
        {
            if (!_hasActed) act();
            _hasActed = true;
        }
    }

    private sealed class Heard : IPoolSink
    {
        public string Text { get; private set; } = "";

        public void Output(int model, string text) => Text += text;
    }
}
