using Teleo.Engine.Pool;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Pool;

public sealed class SwitchTests : IDisposable
{
    private readonly string _folder = TestFolder.New();
    private readonly PoolSkill _old, _new, _third;

    public SwitchTests() => (_old, _new, _third) = (Pools.Invented(_folder, 1), Pools.Invented(_folder, 2), Pools.Invented(_folder, 3));

    /// <summary>Whether the budget has room for old and new at once: both ways must keep the same laws.</summary>
    public static TheoryData<bool> Rooms => [true, false];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Rooms))]
    public async Task A_replacement_routes_the_new_and_takes_the_old_away(bool roomy)
    {
        using var pool = NewPool(roomy);
        var handle = Activate(pool, _old);
        var arrived = Assert.Single(await pool.SwitchAsync(PoolSwitch.Replace(handle, _new)));
        Assert.Equal(arrived, Assert.Single(pool.Snapshot().Runtimes).Handle);
        await Pools.RefusedAsync(PoolFault.StaleHandle, () => Pools.AskAsync(pool, handle));
        Assert.NotEmpty(await Pools.AskAsync(pool, arrived));
        Assert.True(pool.Snapshot().Held.FitsWithin(pool.Options.Budget));
    }

    [Theory, MemberData(nameof(Rooms))]
    public async Task Whatever_fails_the_previous_set_is_as_it_was(bool roomy)
    {
        using var pool = NewPool(roomy);
        var handle = Activate(pool, _old);
        string expected = await Pools.AskAsync(pool, handle);
        var before = pool.Snapshot();
        var change = PoolSwitch.Replace(handle, _new);
        (PoolFault Fault, PoolSwitch Change)[] failures =
        [
            (PoolFault.LoadFailed, change with { In = [Pools.Broken()] }),
            (PoolFault.LoadFailed, change with { In = [_new with { ArtifactPath = "/nowhere" }] }),
            (PoolFault.ValidationFailed, change with { Validate = (_, _) => new("wrong answers") }),
            (PoolFault.OverBudget, change with { In = [_new, Pools.Stories()] }),
            (PoolFault.AlreadyLoaded, change with { In = [_old] }),
            (PoolFault.StaleHandle, change with { Out = [handle, default] }),
        ];
        foreach (var (fault, failing) in failures)
        {
            if (fault == PoolFault.OverBudget && roomy) continue;
            await Pools.RefusedAsync(fault, () => pool.SwitchAsync(failing));
            await SameAsync();
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => pool.SwitchAsync(change with { Validate = (_, _) => throw new InvalidOperationException() }));
        await SameAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.SwitchAsync(change, new CancellationToken(canceled: true)));
        await SameAsync();
        await pool.SwitchAsync(change);

        async Task SameAsync()
        {
            var after = pool.Snapshot();
            Assert.Equal(before.Held with { Host = 0 }, after.Held with { Host = 0 });
            Assert.Equal((handle, RuntimeStage.Active), (Assert.Single(after.Runtimes).Handle, after.Runtimes[0].Stage));
            Assert.Equal(expected, await Pools.AskAsync(pool, handle));
        }
    }

    [Theory, MemberData(nameof(Rooms))]
    public async Task Requests_in_the_old_finish_on_the_old(bool roomy)
    {
        using var pool = NewPool(roomy);
        var handle = Activate(pool, _old);
        string expected = await Pools.AskAsync(pool, handle);
        var lease = pool.Acquire(handle);
        var switching = pool.SwitchAsync(PoolSwitch.Replace(handle, _new));
        if (roomy) Assert.NotEmpty(await Pools.AskAsync(pool, HandleOf(pool, _new.Name)));
        Assert.False(switching.IsCompleted);
        Assert.Equal(expected, await Pools.AskAsync(lease));
        lease.Dispose();
        Assert.NotEmpty(await Pools.AskAsync(pool, Assert.Single(await switching)));
    }

    [Fact]
    public async Task Requests_for_what_was_put_aside_are_refused_until_it_comes_back()
    {
        using var pool = NewPool(roomy: false);
        var handle = Activate(pool, _old);
        string expected = await Pools.AskAsync(pool, handle);
        var change = PoolSwitch.Replace(handle, _new) with
        {
            Validate = async (_, _) =>
            {
                Assert.Equal(RuntimeStage.Parked, Pools.Read(pool, handle).Stage);
                await Pools.RefusedAsync(PoolFault.NotActive, () => Pools.AskAsync(pool, handle));
                return "unfit";
            },
        };
        await Pools.RefusedAsync(PoolFault.ValidationFailed, () => pool.SwitchAsync(change));
        Assert.Equal(expected, await Pools.AskAsync(pool, handle));
    }

    [Fact]
    public async Task Requests_for_what_is_still_examined_are_refused()
    {
        using var pool = NewPool(roomy: true);
        var change = PoolSwitch.Replace(Activate(pool, _old), _new) with
        {
            Validate = async (_, _) =>
            {
                await Pools.RefusedAsync(PoolFault.NotActive, () => Pools.AskAsync(pool, HandleOf(pool, _new.Name)));
                return null;
            },
        };
        Assert.NotEmpty(await Pools.AskAsync(pool, Assert.Single(await pool.SwitchAsync(change))));
    }

    [Fact]
    public async Task Merging_and_splitting_are_switches_of_sets()
    {
        using var pool = NewPool(roomy: true);
        var (a, b) = (Activate(pool, _old), Activate(pool, _new));
        var merged = Assert.Single(await pool.SwitchAsync(new() { Out = [a, b], In = [_third] }));
        Assert.Equal(merged, Assert.Single(pool.Snapshot().Runtimes).Handle);
        var parts = await pool.SwitchAsync(new() { Out = [merged], In = [_old, _new] });
        Assert.Equal([_old.Name, _new.Name], parts.Select(part => Pools.Read(pool, part).Skill));
    }

    [Fact]
    public async Task What_is_resident_already_is_activated_and_rests_again_when_the_switch_fails()
    {
        using var pool = NewPool(roomy: true);
        var handle = Activate(pool, _old);
        var ready = pool.Load(_new);
        var change = PoolSwitch.Replace(handle, _new);
        await Pools.RefusedAsync(PoolFault.ValidationFailed, () => pool.SwitchAsync(change with { Validate = (_, _) => new("unfit") }));
        Assert.Equal(RuntimeStage.Resident, Pools.Read(pool, ready).Stage);
        Assert.Equal(ready, Assert.Single(await pool.SwitchAsync(change)));
    }

    private static RuntimeHandle HandleOf(RuntimePool pool, SkillName name) =>
        pool.Snapshot().Runtimes.Single(runtime => runtime.Skill == name).Handle;

    private static RuntimeHandle Activate(RuntimePool pool, PoolSkill skill)
    {
        var handle = pool.Load(skill);
        pool.Activate(handle);
        return handle;
    }

    private RuntimePool NewPool(bool roomy) =>
        new(roomy ? Pools.Options : Pools.Options with { Budget = Pools.Needs(Pools.Options, _old) }, TimeProvider.System);
}
