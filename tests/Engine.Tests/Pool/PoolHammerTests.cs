using System.Collections.Concurrent;
using System.Collections.Immutable;
using Teleo.Engine.Pool;
using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Pool;

public sealed class PoolHammerTests : IDisposable
{
    private const int Clients = 8;

    private readonly string _folder = TestFolder.New();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Requests_are_answered_rightly_or_refused_while_skills_come_and_go() => HammerAsync(swaps: 60);

    [NightlyFact]
    public Task The_same_for_much_longer() => HammerAsync(swaps: 2_000);

    /// <summary>The state machine as it should be, in a few lines: 10,000 random commands must do what it says, and refuse the rest.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Ten_thousand_random_commands_do_what_the_table_says(int seed)
    {
        PoolSkill[] skills = [.. Enumerable.Range(1, 5).Select(i => Pools.Invented(_folder, (ulong)i))];
        using var pool = new RuntimePool(Pools.Options with { Budget = Pools.Needs(Pools.Options, skills[..3]) }, TimeProvider.System);
        var handles = new RuntimeHandle[skills.Length];
        var model = new RuntimeStage?[skills.Length];
        var rng = new TestRandom(seed);
        for (int i = 0; i < 2500; i++)
        {
            var (s, other) = (rng.Below(skills.Length), rng.Below(skills.Length));
            var stage = model[s];
            switch (rng.Below(6))
            {
                case 0:
                    if (stage is not null) Assert.Equal(PoolFault.AlreadyLoaded, Assert.Throws<PoolException>(() => pool.Load(skills[s])).Fault);
                    else if (Refused(() => handles[s] = pool.Load(skills[s])) is { } full) Assert.Equal(PoolFault.OverBudget, full);
                    else model[s] = RuntimeStage.Resident;
                    break;
                case 1:
                    var activated = Refused(() => pool.Activate(handles[s]));
                    if (stage is null) Assert.Equal(PoolFault.StaleHandle, activated);
                    else if (stage == RuntimeStage.Active) Assert.Equal(PoolFault.WrongStage, activated);
                    else if (activated is null) model[s] = RuntimeStage.Active;
                    else Assert.Equal(PoolFault.OverBudget, activated);
                    break;
                case 2:
                    await CheckAsync(stage switch { null => PoolFault.StaleHandle, RuntimeStage.Active => null, _ => PoolFault.WrongStage }, () => pool.SuspendAsync(handles[s]));
                    if (stage == RuntimeStage.Active) model[s] = RuntimeStage.Suspended;
                    break;
                case 3:
                    await CheckAsync(stage is null ? PoolFault.StaleHandle : null, () => pool.DeactivateAsync(handles[s]));
                    model[s] = null;
                    break;
                case 4:
                    await CheckAsync(stage switch { null => PoolFault.StaleHandle, RuntimeStage.Active => null, _ => PoolFault.NotActive }, () => Pools.AskAsync(pool, handles[s], "a"));
                    break;
                default:
                    if (s == other) continue;
                    var expected = stage is null ? PoolFault.StaleHandle : model[other] == RuntimeStage.Active ? PoolFault.AlreadyLoaded : (PoolFault?)null;
                    ImmutableArray<RuntimeHandle> arrived = [];
                    var fault = await RefusedAsync(async () => arrived = await pool.SwitchAsync(PoolSwitch.Replace(handles[s], skills[other])));
                    if (fault == PoolFault.OverBudget) break;   // what came with the rest may not fit: nothing has changed
                    Assert.Equal(expected, fault);
                    if (fault is not null) break;
                    (model[s], model[other], handles[other]) = (null, RuntimeStage.Active, arrived[0]);
                    break;
            }

            var snapshot = pool.Snapshot();
            Assert.True(snapshot.Held.FitsWithin(pool.Options.Budget));
            Assert.Equal(
                Enumerable.Range(0, skills.Length).Where(k => model[k] is not null).Select(k => (handles[k], skills[k].Name, model[k]!.Value)).OrderBy(entry => entry.Name),
                snapshot.Runtimes.Select(reading => (reading.Handle, Name: reading.Skill, reading.Stage)).OrderBy(entry => entry.Name));
        }
    }

    private async Task HammerAsync(int swaps)
    {
        PoolSkill[] skills = [.. Enumerable.Range(1, 6).Select(i => Pools.Invented(_folder, (ulong)i))];
        string[] prompts = ["a", "bc", "def", "once upon a time there was"];
        var undisturbed = new Dictionary<(string, string), string>();
        using (var calm = new RuntimePool(Pools.Options, TimeProvider.System))
            foreach (var skill in skills)
            {
                var handle = calm.Load(skill);
                calm.Activate(handle);
                foreach (string prompt in prompts) undisturbed[(skill.Name.Id, prompt)] = await Pools.AskAsync(calm, handle, prompt);
            }

        Assert.True(undisturbed.Values.Distinct().Count() > skills.Length);
        // Room for three of six: some switches go beside the old set, some in its place.
        using var pool = new RuntimePool(Pools.Options with { Budget = Pools.Needs(Pools.Options, skills[..3]) }, TimeProvider.System);
        foreach (var skill in skills[..2]) pool.Activate(pool.Load(skill));
        using var end = new CancellationTokenSource();
        var outcomes = new ConcurrentDictionary<string, int>();
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => ClientAsync(client))).ToArray();
        var rng = new TestRandom(99);
        for (int swap = 0; swap < swaps; swap++)
        {
            await SwapAsync(rng);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        await end.CancelAsync();
        await Task.WhenAll(clients).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(outcomes["answered"] > swaps, string.Join(", ", outcomes));
        Assert.All(pool.Snapshot().Runtimes, reading => Assert.Equal(0, reading.InFlight));

        async Task ClientAsync(int seed)
        {
            var mine = new TestRandom(seed + 1);
            while (!end.IsCancellationRequested)
            {
                var skill = skills[mine.Below(skills.Length)];
                string prompt = prompts[mine.Below(prompts.Length)];
                try
                {
                    var there = pool.Snapshot().Runtimes.FirstOrDefault(runtime => runtime.Skill == skill.Name);
                    using var lease = pool.Acquire(there?.Handle ?? default);
                    string answer = await Pools.AskAsync(lease, prompt);
                    bool stopped = lease.Stopped.IsCancellationRequested;
                    // Who is stopped has the beginning of the same answer.
                    if (stopped) Assert.StartsWith(answer, undisturbed[(skill.Name.Id, prompt)], StringComparison.Ordinal);
                    else Assert.Equal(undisturbed[(skill.Name.Id, prompt)], answer);
                    outcomes.AddOrUpdate(stopped ? "stopped" : "answered", 1, (_, count) => count + 1);
                }
                catch (PoolException refused)
                {
                    outcomes.AddOrUpdate(refused.Fault.ToString(), 1, (_, count) => count + 1);
                    await Task.Yield();
                }
            }
        }

        async Task SwapAsync(TestRandom rng)
        {
            var there = pool.Snapshot().Runtimes;
            var wanted = skills[rng.Below(skills.Length)];
            var change = new PoolSwitch
            {
                Out = there.Length == 0 ? [] : [there[rng.Below(there.Length)].Handle],
                In = [wanted],
                Validate = rng.Below(4) == 0 ? (_, _) => new("unfit") : null,
            };
            try
            {
                if (rng.Below(8) == 0 && there.Length > 1) await pool.StopAsync(there[0].Handle);
                else await pool.SwitchAsync(change);
            }
            catch (PoolException refused)
            {
                outcomes.AddOrUpdate($"switch {refused.Fault}", 1, (_, count) => count + 1);
            }
        }
    }

    private static PoolFault? Refused(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (PoolException refused)
        {
            return refused.Fault;
        }
    }

    private static async Task<PoolFault?> RefusedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (PoolException refused)
        {
            return refused.Fault;
        }
    }

    private static async Task CheckAsync(PoolFault? expected, Func<Task> call) => Assert.Equal(expected, await RefusedAsync(call));
}
