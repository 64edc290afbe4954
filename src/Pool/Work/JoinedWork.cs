using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Work;

/// <summary>The models of one pool in several runtimes: each model is run by its own.</summary>
/// <param name="runtimeOf">The runtime of each model, by the model's index. Each is disposed with this.</param>
internal sealed class JoinedWork(ImmutableArray<IPoolWork> runtimeOf) : IPoolWork
{
    public Task<ResourceVector?> LoadAsync(int model) => runtimeOf[model].LoadAsync(model);

    public Task UnloadAsync(int model) => runtimeOf[model].UnloadAsync(model);

    public Task SuspendAsync(int model) => runtimeOf[model].SuspendAsync(model);

    /// <summary>
    /// Exchanges runtime by runtime, those with new models first. If a later part fails, earlier ones are exchanged back.
    /// </summary>
    public async Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming)
    {
        var footprints = new Dictionary<int, ResourceVector?>();
        var done = new Stack<(IPoolWork Runtime, ImmutableArray<int> Left, ImmutableArray<int> Came)>();
        try
        {
            foreach (var runtime in coming.Concat(leaving).Select(model => runtimeOf[model]).Distinct())
            {
                ImmutableArray<int> left = [.. leaving.Where(model => runtimeOf[model] == runtime)];
                ImmutableArray<int> came = [.. coming.Where(model => runtimeOf[model] == runtime)];
                var measured = await runtime.SwitchAsync(left, came);
                for (int i = 0; i < came.Length; i++) footprints[came[i]] = measured[i];
                done.Push((runtime, left, came));
            }
        }
        catch (PoolWorkException)
        {
            foreach (var (runtime, left, came) in done) await TryBackAsync(runtime, came, left);
            throw;
        }

        return [.. coming.Select(model => footprints[model])];
    }

    public Task StopAsync(int model) => runtimeOf[model].StopAsync(model);

    public bool Holds(int model) => runtimeOf[model].Holds(model);

    public Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation) =>
        runtimeOf[model].ServeAsync(model, request, cancellation);

    public void Dispose()
    {
        foreach (var runtime in runtimeOf.Distinct()) runtime.Dispose();
    }

    private static async Task TryBackAsync(IPoolWork runtime, ImmutableArray<int> leaving, ImmutableArray<int> coming)
    {
        try
        {
            await runtime.SwitchAsync(leaving, coming);
        }
        catch (PoolWorkException)
        {
            // Who is there is asked by Holds.
        }
    }
}
