using Teleo.Pool.Plants;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>A live plant whose loop runs until it is stopped, ends by the operator's word or by a defect. Any thread may call.</summary>
internal sealed class RunningPool(LivePlant plant, LiveLoop loop, CancellationToken stop)
{
    /// <summary>The loop.</summary>
    public Task Loop { get; } = Task.Run(() => loop.RunAsync([], [], staysOpen: true, stop));

    /// <summary>Puts a request to the pool; null where the loop ended without an answer. Only cancelling throws.</summary>
    public async Task<PoolAnswer?> AskAsync(PoolRequest request, CancellationToken cancellation)
    {
        var asked = plant.AskAsync(request, cancellation);
        await Task.WhenAny(asked, Loop);
        return asked.IsCompleted ? await asked : null;
    }

    /// <summary>Reads something of the pool on the loop's thread, where it does not change meanwhile.</summary>
    /// <param name="ended">Gives the result where the loop has ended.</param>
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
