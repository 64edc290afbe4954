using System.Collections.Concurrent;
using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Server.Upstream;

/// <summary>
/// Simulated models: a load takes its known or assumed time, and a request takes its real time elsewhere. Nothing reaches another server.
/// </summary>
/// <param name="loadSeconds">Seconds that a load of a model takes.</param>
internal sealed class PaperWork(Func<int, double> loadSeconds, TimeProvider time) : IPoolWork
{
    private readonly ConcurrentDictionary<int, bool> _there = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<PoolAnswer>> _answers = new();
    private readonly CancellationTokenSource _ended = new();

    public async Task<ResourceVector?> LoadAsync(int model)
    {
        await WaitAsync(loadSeconds(model), _ended.Token);
        _there[model] = true;
        return null;
    }

    public Task UnloadAsync(int model)
    {
        _there.TryRemove(model, out _);
        return Task.CompletedTask;
    }

    public Task SuspendAsync(int model) => Task.CompletedTask;

    public async Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming)
    {
        foreach (int model in leaving) await UnloadAsync(model);
        var came = ImmutableArray.CreateBuilder<ResourceVector?>();
        foreach (int model in coming) came.Add(await LoadAsync(model));
        return came.ToImmutable();
    }

    public Task StopAsync(int model) => UnloadAsync(model);

    public bool Holds(int model) => _there.ContainsKey(model);

    /// <summary>Expects an answer from elsewhere to a request of this id.</summary>
    public void Expect(long id) => _answers[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer that came elsewhere, whose service lasts as long here.</summary>
    public void Complete(long id, PoolAnswer answer)
    {
        if (_answers.TryGetValue(id, out var answered)) answered.TrySetResult(answer);
    }

    public void Forget(long id) => _answers.TryRemove(id, out _);

    public async Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        try
        {
            if (!_answers.TryGetValue(request.Id, out var answered)) return new PoolAnswer(RequestStatus.Answered);
            var answer = await answered.Task.WaitAsync(cancellation);
            await WaitAsync(answer.Seconds - time.GetElapsedTime(began).TotalSeconds, cancellation);
            return answer;
        }
        catch (OperationCanceledException)
        {
            return new PoolAnswer(RequestStatus.Cancelled);
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    private async Task WaitAsync(double seconds, CancellationToken cancellation)
    {
        try
        {
            if (seconds > 0) await Task.Delay(TimeSpan.FromSeconds(seconds), time, cancellation);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            throw new PoolWorkException("the pool ends");
        }
    }
}
