using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Pool.Tests.Work;

public sealed class JoinedWorkTests
{
    private readonly Runtime _first = new(), _second = new();
    private readonly JoinedWork _joined;

    /// <summary>Models 0 and 1 are the first runtime's, 2 and 3 the second's.</summary>
    public JoinedWorkTests() => _joined = new JoinedWork([_first, _first, _second, _second]);

    [Fact]
    public async Task Each_model_is_run_by_its_own_runtime()
    {
        foreach (int model in (int[])[0, 2]) await _joined.LoadAsync(model);
        Assert.Equal(["0", "2"], [string.Join(" ", _first.Held), string.Join(" ", _second.Held)]);
        Assert.Equal([true, false, true, false], Enumerable.Range(0, 4).Select(_joined.Holds));
        Assert.Equal("2", (await _joined.ServeAsync(2, new PoolRequest("a", "b"), CancellationToken.None)).Text);
        await _joined.UnloadAsync(2);
        await _joined.StopAsync(0);
        Assert.Empty(_first.Held.Concat(_second.Held));
        _joined.Dispose();
        Assert.Equal((1, 1), (_first.Disposals, _second.Disposals));
    }

    [Fact]
    public async Task A_switch_over_runtimes_gives_each_newcomers_footprint_in_its_place()
    {
        foreach (int model in (int[])[0, 2]) await _joined.LoadAsync(model);
        var footprints = await _joined.SwitchAsync([0, 2], [3, 1]);
        Assert.Equal([3L, 1L], footprints.Select(footprint => footprint!.Value.ResidentBytes));
        Assert.Equal(["1", "3"], [string.Join(" ", _first.Held), string.Join(" ", _second.Held)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_switch_that_fails_in_one_runtime_leaves_all_as_it_was(int refused)
    {
        foreach (int model in (int[])[0, 2]) await _joined.LoadAsync(model);
        _first.Refuses = _second.Refuses = refused;
        await Assert.ThrowsAsync<PoolWorkException>(() => _joined.SwitchAsync([0, 2], [1, 3]));
        Assert.Equal(["0", "2"], [string.Join(" ", _first.Held), string.Join(" ", _second.Held)]);
    }

    /// <summary>Holds what it is told to; a model takes as many bytes as its index.</summary>
    private sealed class Runtime : IPoolWork
    {
        public SortedSet<int> Held { get; } = [];

        public int Refuses { get; set; } = -1;

        public int Disposals { get; private set; }

        public Task<ResourceVector?> LoadAsync(int model)
        {
            Held.Add(model);
            return Task.FromResult<ResourceVector?>(new ResourceVector { ResidentBytes = model });
        }

        public Task UnloadAsync(int model)
        {
            Held.Remove(model);
            return Task.CompletedTask;
        }

        public Task SuspendAsync(int model) => Task.CompletedTask;

        public async Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming)
        {
            if (coming.Contains(Refuses)) throw new PoolWorkException("it cannot be loaded");
            foreach (int model in leaving) await UnloadAsync(model);
            var footprints = ImmutableArray.CreateBuilder<ResourceVector?>();
            foreach (int model in coming) footprints.Add(await LoadAsync(model));
            return footprints.ToImmutable();
        }

        public Task StopAsync(int model) => UnloadAsync(model);

        public bool Holds(int model) => Held.Contains(model);

        public Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation) =>
            Task.FromResult(new PoolAnswer(RequestStatus.Answered, $"{model}"));

        public void Dispose() => Disposals++;
    }
}
