using Teleo.Engine.Pool;
using Teleo.Engine.Runtime;
using Teleo.Engine.Tests.Adapters;

namespace Teleo.Engine.Tests.Pool;

public sealed class PoolAdapterTests : IDisposable
{
    private readonly string _folder = TestFolder.New();
    private readonly PoolSkill _base = Pools.Stories("base");
    private readonly PoolSkill _first, _second;

    public PoolAdapterTests() => (_first, _second) = (Adapter(1), Adapter(2));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Adapters_share_their_base_and_each_gives_its_own_answers()
    {
        using var pool = NewPool();
        var under = Activate(pool, _base);
        long weights = pool.Snapshot().Held.Weights;
        string plain = await Pools.AskAsync(pool, under);
        var (first, second) = (Activate(pool, _first), Activate(pool, _second));
        Assert.True(pool.Snapshot().Held.Weights < 2 * weights);
        string[] answers = [plain, await Pools.AskAsync(pool, first), await Pools.AskAsync(pool, second)];
        Assert.Equal(3, answers.Distinct().Count());
        Assert.Equal(answers, new[] { await Pools.AskAsync(pool, under), await Pools.AskAsync(pool, first), await Pools.AskAsync(pool, second) });
        await pool.DeactivateAsync(first);
        Assert.Equal(answers[2], await Pools.AskAsync(pool, second));
    }

    [Fact]
    public async Task A_base_stays_as_long_as_adapters_are_laid_over_it()
    {
        using var pool = NewPool();
        Assert.Equal(PoolFault.NotLoaded, Assert.Throws<PoolException>(() => pool.Load(_first)).Fault);
        Assert.Equal(default, pool.Snapshot().Held);
        var under = Activate(pool, _base);
        var adapter = Activate(pool, _first);
        await Pools.RefusedAsync(PoolFault.StillNeeded, () => pool.DeactivateAsync(under));
        await Pools.RefusedAsync(PoolFault.StillNeeded, () => pool.SwitchAsync(PoolSwitch.Replace(under, Pools.Stories("other"))));
        await pool.DeactivateAsync(adapter);
        await pool.DeactivateAsync(under);
        Assert.Equal(default, pool.Snapshot().Held);
    }

    [Fact]
    public async Task A_base_and_its_adapter_leave_and_come_back_together()
    {
        using var pool = NewPool();
        var (under, adapter) = (Activate(pool, _base), Activate(pool, _first));
        string expected = await Pools.AskAsync(pool, adapter);
        var other = Assert.Single(await pool.SwitchAsync(new() { Out = [under, adapter], In = [Pools.Stories("other")] }));
        Assert.Equal(other, Assert.Single(pool.Snapshot().Runtimes).Handle);
        var back = await pool.SwitchAsync(new() { Out = [other], In = [_base, _first] });
        Assert.Equal(expected, await Pools.AskAsync(pool, back[1]));
    }

    [Fact]
    public async Task A_base_and_its_adapter_that_were_put_aside_come_back_when_the_switch_fails()
    {
        var needs = Pools.Needs(Pools.Options, _base, _first);
        using var pool = NewPool(Pools.Options with { Budget = needs });
        var (under, adapter) = (Activate(pool, _base), Activate(pool, _first));
        string expected = await Pools.AskAsync(pool, adapter);
        var change = new PoolSwitch { Out = [under, adapter], In = [Pools.Stories("other")], Validate = (_, _) => new("unfit") };
        await Pools.RefusedAsync(PoolFault.ValidationFailed, () => pool.SwitchAsync(change));
        Assert.Equal(expected, await Pools.AskAsync(pool, adapter));
        await Pools.RefusedAsync(PoolFault.StillNeeded, () => pool.DeactivateAsync(under));
    }

    [Fact]
    public async Task Stopping_a_base_stops_its_adapters_first()
    {
        using var pool = NewPool();
        var (under, _) = (Activate(pool, _base), Activate(pool, _first));
        await pool.StopAsync(under);
        Assert.Empty(pool.Snapshot().Runtimes);
        Assert.Equal(default, pool.Snapshot().Held);
    }

    [Fact]
    public async Task The_end_of_the_pool_keeps_a_base_for_as_long_as_a_lease_on_its_adapter()
    {
        var pool = NewPool();
        Activate(pool, _base);
        var lease = pool.Acquire(Activate(pool, _first));
        pool.Dispose();
        Assert.NotEmpty(lease.Tokenizer.Piece(403));
        lease.Session.Append([1, 403]);
        lease.Dispose();
    }

    private static RuntimePool NewPool(PoolOptions? options = null) => new(options ?? Pools.Options, TimeProvider.System);

    private static RuntimeHandle Activate(RuntimePool pool, PoolSkill skill)
    {
        var handle = pool.Load(skill);
        pool.Activate(handle);
        return handle;
    }

    private PoolSkill Adapter(int seed)
    {
        using var runtime = new ModelRuntime(new(), TimeProvider.System);
        Assert.True(runtime.TryLoad(_base.ArtifactPath, out _));
        string path = new AdapterForge(runtime.Facts, seed, size: 0.3f).Write(Path.Combine(_folder, $"{seed}.gguf"));
        return new(new($"adapter{seed}", "1.0.0", "f32"), path) { Base = _base.Name };
    }
}
