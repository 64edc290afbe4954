using Teleo.Pool.Plants;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>
/// A live plant with its loop, which runs until it is stopped, until the operator ends it, or until a defect. Thread-safe.
/// </summary>
internal sealed class RunningPool(LivePlant plant, LiveLoop loop, CancellationToken stop)
{
    /// <summary>The loop.</summary>
    public Task Loop { get; } = Task.Run(() => loop.RunAsync([], [], staysOpen: true, stop));

    /// <summary>Sends a request to the pool; null if the loop ended without an answer. Only cancellation throws.</summary>
    public async Task<PoolAnswer?> AskAsync(PoolRequest request, CancellationToken cancellation)
    {
        var asked = plant.AskAsync(request, cancellation);
        await Task.WhenAny(asked, Loop);
        return asked.IsCompleted ? await asked : null;
    }

    /// <summary>Reads part of the pool's state on the loop's thread, while it does not change.</summary>
    /// <param name="ended">Returns the result if the loop has ended.</param>
    public async Task<T> ReadAsync<T>(Func<PlantState, T> read, Func<T> ended)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        plant.Post(() =>
        {
            try
            {
                done.SetResult(read(plant.Core.State));
            }
            catch (Exception problem)
            {
                done.SetException(problem);
            }

            return null;
        });
        await Task.WhenAny(done.Task, Loop);
        return done.Task.IsCompleted ? await done.Task : ended();
    }
}
