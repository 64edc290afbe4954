using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Server.Upstream;

/// <summary>
/// Models run by another server. A command counts as carried out when the server's own list says so, not when it was answered: a server
/// that obeys late, in part or never fails the command, and what it does by itself is seen at the next poll.
/// </summary>
internal sealed class ForeignWork(IForeignClient client, ImmutableArray<string> names, TimeProvider time, TimeSpan patience) : IPoolWork
{
    private readonly TimeSpan _betweenPolls = TimeSpan.FromMilliseconds(Math.Clamp(patience.TotalMilliseconds / 20, 1, 50));
    private readonly CancellationTokenSource _ended = new();
    private volatile Dictionary<string, long> _there = [];

    public async Task<ResourceVector?> LoadAsync(int model)
    {
        await ChangeAsync(model, stays: true);
        return _there.TryGetValue(names[model], out long bytes) ? new ResourceVector { ResidentBytes = bytes } : null;
    }

    public Task UnloadAsync(int model) => ChangeAsync(model, stays: false);

    // The protocol has no such state: a model is in memory or not.
    public Task SuspendAsync(int model) => Task.CompletedTask;

    public async Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming)
    {
        var came = ImmutableArray.CreateBuilder<ResourceVector?>();
        try
        {
            foreach (int model in leaving) await ChangeAsync(model, stays: false);
            foreach (int model in coming) came.Add(await LoadAsync(model));
            return came.ToImmutable();
        }
        catch (PoolWorkException)
        {
            foreach (int model in leaving) await TryAsync(model, stays: true);
            throw;
        }
    }

    public Task StopAsync(int model) => TryAsync(model, stays: false);

    public bool Holds(int model) => _there.ContainsKey(names[model]);

    public async Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation)
    {
        try
        {
            return await client.AskAsync(names[model], model, request, cancellation);
        }
        catch (OperationCanceledException)
        {
            return new PoolAnswer(RequestStatus.Cancelled);
        }
        catch (Exception problem) when (ObservedServer.IsForeign(problem))
        {
            return new PoolAnswer(RequestStatus.Failed) { Why = $"the upstream server cannot be used: {problem.Message}" };
        }
    }

    /// <summary>Reads what is in memory there. Null where the server does not say.</summary>
    public async Task<IReadOnlyDictionary<string, long>?> PollAsync(CancellationToken cancellation)
    {
        try
        {
            var there = await client.ResidentAsync(cancellation);
            return _there = there.ToDictionary(model => model.Name, model => model.Bytes, StringComparer.Ordinal);
        }
        catch (Exception problem) when (ObservedServer.IsForeign(problem))
        {
            return null;
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        client.Dispose();
        _ended.Dispose();
    }

    private async Task ChangeAsync(int model, bool stays)
    {
        string name = names[model];
        try
        {
            long began = time.GetTimestamp();
            await client.SetResidentAsync(name, stays, _ended.Token);
            while (await PollAsync(_ended.Token) is not { } there || there.ContainsKey(name) != stays)
            {
                if (time.GetElapsedTime(began) > patience)
                    throw new PoolWorkException($"{(stays ? "load" : "unload")} of {name} not seen within {patience.TotalSeconds:F0} s");
                await Task.Delay(_betweenPolls, time, _ended.Token);
            }
        }
        catch (Exception problem) when (ObservedServer.IsForeign(problem) || problem is OperationCanceledException)
        {
            throw new PoolWorkException($"the upstream server cannot be used: {problem.Message}", cause: problem);
        }
    }

    private async Task TryAsync(int model, bool stays)
    {
        try
        {
            await ChangeAsync(model, stays);
        }
        catch (PoolWorkException)
        {
            // Where it stands is seen at the next poll.
        }
    }
}
