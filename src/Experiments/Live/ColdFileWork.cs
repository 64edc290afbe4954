using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Teleo.Controller.Domain;
using Teleo.Engine.Storage;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Experiments.Live;

/// <summary>
/// Runs models that are files. A load evicts the file from the page cache and reads it completely, at a limited rate; an answer reads all
/// weights once.
/// </summary>
internal sealed class ColdFileWork(ImmutableArray<string> paths, double bytesPerSecond, TimeProvider clock) : IPoolWork
{
    private const int PieceBytes = 1 << 20;

    /// <summary>The shortest wait in seconds of a loader that is ahead of its rate; a shorter wait cannot be kept.</summary>
    private const double LeastWaitSeconds = 0.002;

    private readonly byte[]?[] _weights = new byte[paths.Length][];

    public async Task<ResourceVector?> LoadAsync(int model)
    {
        if (_weights[model] is { } there) return Footprint(there);
        using var file = Opened(paths[model]);
        byte[] weights = GC.AllocateUninitializedArray<byte>((int)file.Length);
        long began = clock.GetTimestamp();
        for (int read = 0; read < weights.Length;)
        {
            int got = file.Read(weights.AsSpan(read, Math.Min(PieceBytes, weights.Length - read)), read);
            if (got == 0) throw new PoolWorkException($"{paths[model]} ended at byte {read} of {weights.Length}");
            read += got;
            double ahead = read / bytesPerSecond - clock.GetElapsedTime(began).TotalSeconds;
            if (ahead > LeastWaitSeconds) await Task.Delay(TimeSpan.FromSeconds(ahead), clock);
        }

        _weights[model] = weights;
        return Footprint(weights);
    }

    public Task UnloadAsync(int model)
    {
        _weights[model] = null;
        return Task.CompletedTask;
    }

    public Task SuspendAsync(int model) => Task.CompletedTask;

    public async Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming)
    {
        foreach (int model in leaving) _weights[model] = null;
        var came = ImmutableArray.CreateBuilder<ResourceVector?>(coming.Length);
        foreach (int model in coming) came.Add(await LoadAsync(model));
        return came.ToImmutable();
    }

    public Task StopAsync(int model) => UnloadAsync(model);

    public bool Holds(int model) => _weights[model] is not null;

    public Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation)
    {
        if (_weights[model] is not { } weights)
            return Task.FromResult(new PoolAnswer(RequestStatus.Failed) { Why = "its weights are gone" });
        ulong sum = 0;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(weights)) sum = ulong.RotateLeft(sum, 5) ^ word;
        return Task.FromResult(new PoolAnswer(RequestStatus.Answered, sum.ToString("x16", null)) { Correct = 1, IsKnown = true });
    }

    public void Dispose()
    {
    }

    private static IDiskFile Opened(string path)
    {
        try
        {
            PageCacheControl.Forget(path);
            return LocalDisk.Instance.Open(path, DiskAccess.Read);
        }
        catch (IOException problem)
        {
            throw new PoolWorkException(problem.Message, cause: problem);
        }
    }

    private static ResourceVector? Footprint(byte[] weights) => new ResourceVector { ResidentBytes = weights.Length };
}
