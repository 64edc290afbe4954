using Teleo.Engine.Pool;

namespace Teleo.Engine.Tests.Pool;

public sealed class RuntimePoolTests
{
    [Fact]
    public async Task A_skill_is_loaded_activated_asked_suspended_and_taken_away()
    {
        using var pool = NewPool();
        var handle = pool.Load(Pools.Stories());
        Assert.Equal(RuntimeStage.Resident, Pools.Read(pool, handle).Stage);
        Assert.Equal(0, pool.Snapshot().Held.Kv);

        pool.Activate(handle);
        string answer = await Pools.AskAsync(pool, handle);
        using (var lease = pool.Acquire(handle)) Assert.Equal(0, lease.Session.Length);
        Assert.Equal(answer, await Pools.AskAsync(pool, handle));
        var used = Pools.Read(pool, handle);
        Assert.Equal((RuntimeStage.Active, 0), (used.Stage, used.InFlight));
        Assert.True(used.Held.Kv > 0 && used.Held.Scratch > 0);

        await pool.SuspendAsync(handle);
        Assert.Equal(RuntimeStage.Suspended, Pools.Read(pool, handle).Stage);
        Assert.Equal((0, 0), (pool.Snapshot().Held.Kv, pool.Snapshot().Held.Scratch));
        await Pools.RefusedAsync(PoolFault.NotActive, () => Pools.AskAsync(pool, handle));

        pool.Activate(handle);
        Assert.Equal(answer, await Pools.AskAsync(pool, handle));
        await pool.DeactivateAsync(handle);
        Assert.Equal(default, pool.Snapshot().Held);
        Assert.Empty(pool.Snapshot().Runtimes);
    }

    [Fact]
    public async Task A_stale_handle_is_an_error_and_never_another_model()
    {
        using var pool = NewPool();
        var first = pool.Load(Pools.Stories("one"));
        await pool.DeactivateAsync(first);
        var second = pool.Load(Pools.Stories("two"));
        pool.Activate(second);
        foreach (var stale in new[] { first, default })
        {
            await Pools.RefusedAsync(PoolFault.StaleHandle, () => Pools.AskAsync(pool, stale));
            await Pools.RefusedAsync(PoolFault.StaleHandle, () => pool.DeactivateAsync(stale));
            Assert.Equal(PoolFault.StaleHandle, Assert.Throws<PoolException>(() => pool.Activate(stale)).Fault);
        }

        using var other = NewPool();
        other.Load(Pools.Stories("one"));
        Assert.Equal(PoolFault.StaleHandle, Assert.Throws<PoolException>(() => other.Activate(first)).Fault);
        Assert.Equal(RuntimeStage.Active, Pools.Read(pool, second).Stage);
    }

    [Fact]
    public void A_load_that_fails_leaves_nothing()
    {
        using var pool = NewPool();
        Assert.Equal(PoolFault.LoadFailed, Assert.Throws<PoolException>(() => pool.Load(Pools.Broken())).Fault);
        Assert.Equal(PoolFault.LoadFailed, Assert.Throws<PoolException>(() => pool.Load(Pools.Stories() with { ArtifactPath = "/nowhere" })).Fault);
        Assert.Equal(default, pool.Snapshot().Held);
        Assert.Empty(pool.Snapshot().Runtimes);
        pool.Load(Pools.Stories());
        Assert.Equal(PoolFault.AlreadyLoaded, Assert.Throws<PoolException>(() => pool.Load(Pools.Stories())).Fault);
    }

    [Fact]
    public void Every_lane_of_the_budget_is_kept()
    {
        var needs = Pools.Needs(Pools.Options, Pools.Stories());
        using (var fits = NewPool(Pools.Options with { Budget = needs })) fits.Activate(fits.Load(Pools.Stories()));
        PoolBytes[] shorts = [needs with { Weights = needs.Weights - 1 }, needs with { Kv = needs.Kv - 1 }, needs with { Scratch = needs.Scratch - 1 }, needs with { Host = 1 }];
        foreach (var budget in shorts)
        {
            using var pool = NewPool(Pools.Options with { Budget = budget });
            Assert.Equal(PoolFault.OverBudget, Assert.Throws<PoolException>(() => pool.Activate(pool.Load(Pools.Stories()))).Fault);
            Assert.True(pool.Snapshot().Held.FitsWithin(budget));
        }

        using var total = NewPool(Pools.Options with { TotalBytes = needs.Weights + needs.Kv + needs.Scratch - 1 });
        Assert.Equal(PoolFault.OverBudget, Assert.Throws<PoolException>(() => total.Activate(total.Load(Pools.Stories()))).Fault);
    }

    [Fact]
    public async Task What_is_measured_stays_within_what_is_counted()
    {
        using var pool = NewPool();
        var handle = pool.Load(Pools.Stories());
        pool.Activate(handle);
        await Pools.AskAsync(pool, handle, string.Join(' ', Enumerable.Repeat("once", 60)));
        pool.Measure();
        var reading = Pools.Read(pool, handle);
        Assert.True(reading.Measured.FitsWithin(reading.Held), $"{reading.Measured} is more than {reading.Held}");
        Assert.True(reading.Measured is { Weights: > 0, Kv: > 0, Scratch: > 0, Host: > 0 });
        Assert.Equal(reading.Held.Scratch, reading.Measured.Scratch);   // a full batch at the full context
        if (OperatingSystem.IsLinux()) Assert.Equal(new FileInfo(Pools.Stories().ArtifactPath).Length, reading.Measured.Weights);
    }

    [Fact]
    public async Task A_request_beyond_the_sessions_is_refused_until_one_is_free()
    {
        using var pool = NewPool(Pools.Options with { SessionsPerRuntime = 1 });
        var handle = pool.Load(Pools.Stories());
        await Pools.RefusedAsync(PoolFault.NotActive, () => Pools.AskAsync(pool, handle));
        pool.Activate(handle);
        var first = pool.Acquire(handle);
        await Pools.RefusedAsync(PoolFault.NoSession, () => Pools.AskAsync(pool, handle));
        Assert.Equal(1, Pools.Read(pool, handle).InFlight);

        first.Dispose();
        first.Dispose();   // again: nothing
        Assert.Equal(0, Pools.Read(pool, handle).InFlight);
        await Pools.AskAsync(pool, handle);
    }

    [Fact]
    public async Task What_is_taken_away_finishes_what_it_has_first()
    {
        using var pool = NewPool(Pools.Options with { SessionsPerRuntime = 2 });
        var handle = pool.Load(Pools.Stories());
        pool.Activate(handle);
        var (first, second) = (pool.Acquire(handle), pool.Acquire(handle));
        var leaving = pool.DeactivateAsync(handle);
        await Pools.RefusedAsync(PoolFault.NotActive, () => Pools.AskAsync(pool, handle));
        foreach (var lease in new[] { first, second })
        {
            Assert.False(leaving.IsCompleted);
            Assert.NotEqual(default, pool.Snapshot().Held);
            await Pools.AskAsync(lease);
            lease.Dispose();
        }

        await leaving;
        Assert.Equal(default, pool.Snapshot().Held);
    }

    [Fact]
    public async Task A_departure_that_is_called_off_leaves_everything_as_it_was()
    {
        using var pool = NewPool();
        var handle = pool.Load(Pools.Stories());
        pool.Activate(handle);
        using (pool.Acquire(handle))
        {
            using var change = new CancellationTokenSource();
            var leaving = pool.DeactivateAsync(handle, cancellation: change.Token);
            await Pools.RefusedAsync(PoolFault.WrongStage, () => pool.SuspendAsync(handle));
            await change.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        }

        Assert.Equal(RuntimeStage.Active, Pools.Read(pool, handle).Stage);
        await Pools.AskAsync(pool, handle);
    }

    [Fact]
    public async Task An_unload_that_fails_never_counts_as_freed()
    {
        bool fails = true;
        using var pool = new RuntimePool(Pools.Options, TimeProvider.System, model =>
        {
            if (fails) throw new IOException("held");
            model.Dispose();
        });
        var handle = pool.Load(Pools.Stories());
        var held = pool.Snapshot().Held;
        await Pools.RefusedAsync(PoolFault.UnloadFailed, () => pool.DeactivateAsync(handle));
        Assert.Equal(held, pool.Snapshot().Held);
        Assert.Equal(RuntimeStage.Stuck, Pools.Read(pool, handle).Stage);
        Assert.Equal(PoolFault.WrongStage, Assert.Throws<PoolException>(() => pool.Activate(handle)).Fault);
        fails = false;
        await pool.DeactivateAsync(handle);
        Assert.Equal(default, pool.Snapshot().Held);
    }

    [Fact]
    public async Task An_operator_stops_a_runtime_whoever_uses_it()
    {
        using var pool = NewPool(Pools.Options with { SessionsPerRuntime = 1 });
        var handle = pool.Load(Pools.Stories());
        pool.Activate(handle);
        var lease = pool.Acquire(handle);
        var draining = pool.DeactivateAsync(handle);
        var stopping = pool.StopAsync(handle);
        Assert.True(lease.Stopped.IsCancellationRequested);
        Assert.False(stopping.IsCompleted);
        lease.Dispose();
        await stopping;
        await draining;
        Assert.Equal(default, pool.Snapshot().Held);
        await pool.StopAsync(handle);
    }

    [Fact]
    public void The_end_of_the_pool_waits_for_nobody_and_breaks_nobody()
    {
        var pool = NewPool(Pools.Options with { SessionsPerRuntime = 1 });
        var handle = pool.Load(Pools.Stories());
        pool.Activate(handle);
        var lease = pool.Acquire(handle);
        pool.Dispose();
        Assert.True(lease.Stopped.IsCancellationRequested);
        lease.Session.Append([1, 403]);
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Acquire(handle));
        Assert.Throws<ObjectDisposedException>(() => pool.Load(Pools.Stories("other")));
    }

    [Fact]
    public async Task A_request_that_fails_leaves_a_clean_session_to_the_next()
    {
        using var pool = NewPool(Pools.Options with { SessionsPerRuntime = 1 });
        var handle = pool.Load(Pools.Stories());
        pool.Activate(handle);
        string expected = await Pools.AskAsync(pool, handle);
        using (var lease = pool.Acquire(handle)) Assert.Throws<EngineException>(() => lease.Session.Append(new int[500]));
        using (var lease = pool.Acquire(handle)) Assert.Equal(0, lease.Session.Length);
        Assert.Equal(expected, await Pools.AskAsync(pool, handle));
    }

    [Fact]
    public void Options_with_faults_are_refused_with_all_of_them()
    {
        var options = new PoolOptions { SessionsPerRuntime = 0, TotalBytes = -1, Budget = new(-1, 0, 0, 0) };
        Assert.Equal(3, options.Problems().Count());
        Assert.Throws<ArgumentException>(() => NewPool(options));
    }

    private static RuntimePool NewPool(PoolOptions? options = null) => new(options ?? Pools.Options, TimeProvider.System);
}
