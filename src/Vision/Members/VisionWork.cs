using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Vision.Members;

/// <summary>
/// Runs the vision and tensor models of a pool. A footprint is the growth of the process during the load and, as scratch, during the first
/// answer; one model at a time does either, so that the growth is its own.
/// </summary>
/// <param name="members">By the model's index in the pool; null where another runtime runs it.</param>
internal sealed class VisionWork(ImmutableArray<VisionMember?> members, TimeProvider clock) : IPoolWork
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _measuring = new(1);
    private readonly VisionLife?[] _lives = new VisionLife?[members.Length];
    private readonly ResourceVector[] _footprints = new ResourceVector[members.Length];

    public async Task<ResourceVector?> LoadAsync(int model)
    {
        if (Holds(model)) return _footprints[model];   // it was suspended, which takes nothing from it
        await _measuring.WaitAsync();
        try
        {
            long before = PrivateMemory.Bytes();
            var life = VisionLife.Begin(members[model]!);
            _footprints[model] = _footprints[model] with { ResidentBytes = Math.Max(life.FileBytes, PrivateMemory.Bytes() - before) };
            lock (_lock) _lives[model] = life;
            return _footprints[model];
        }
        catch (VisionException problem)
        {
            throw new PoolWorkException(problem.Message, cause: problem);
        }
        finally
        {
            _measuring.Release();
        }
    }

    public Task UnloadAsync(int model)
    {
        End(model);
        return Task.CompletedTask;
    }

    // The runtime keeps nothing for a model between two runs that could be given back.
    public Task SuspendAsync(int model) => Task.CompletedTask;

    public async Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming)
    {
        var footprints = ImmutableArray.CreateBuilder<ResourceVector?>();
        try
        {
            foreach (int model in coming) footprints.Add(await LoadAsync(model));
        }
        catch (PoolWorkException)
        {
            foreach (int model in coming.Take(footprints.Count)) End(model);
            throw;
        }

        foreach (int model in leaving) End(model);
        return footprints.ToImmutable();
    }

    public Task StopAsync(int model) => UnloadAsync(model);

    public bool Holds(int model)
    {
        lock (_lock) return _lives[model] is not null;
    }

    public async Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation)
    {
        VisionLife? life;
        lock (_lock) life = _lives[model];
        if (life is null) return new PoolAnswer(RequestStatus.Failed) { Why = "the model was taken away" };
        try
        {
            return life.HasAnswered ? Ask(life, request, cancellation) : await AskFirstAsync(model, life, request, cancellation);
        }
        catch (OperationCanceledException)
        {
            return new PoolAnswer(RequestStatus.Cancelled);
        }
        catch (VisionException problem)
        {
            return problem.Fault is VisionFault.InvalidArgument or VisionFault.InvalidImage
                ? PoolAnswer.Refused(problem.Message, RefusalKind.Input)
                : new PoolAnswer(RequestStatus.Failed) { Why = problem.Message };
        }
    }

    public void Dispose()
    {
        for (int model = 0; model < _lives.Length; model++) End(model);
        _measuring.Dispose();
    }

    private async Task<PoolAnswer> AskFirstAsync(int model, VisionLife life, PoolRequest request, CancellationToken cancellation)
    {
        await _measuring.WaitAsync(cancellation);
        try
        {
            long before = PrivateMemory.Bytes();
            var answer = Ask(life, request, cancellation);
            life.HasAnswered = true;
            _footprints[model] = _footprints[model] with { ScratchBytes = Math.Max(0, PrivateMemory.Bytes() - before) };
            return answer;
        }
        finally
        {
            _measuring.Release();
        }
    }

    private PoolAnswer Ask(VisionLife life, PoolRequest request, CancellationToken cancellation)
    {
        long began = clock.GetTimestamp();
        var (text, certainty, units) = life.Answer(request, cancellation);
        double seconds = clock.GetElapsedTime(began).TotalSeconds;
        request.Sink?.Output(request.Model, text);
        return new PoolAnswer(RequestStatus.Answered, text)
        {
            PromptTokens = units,
            AnswerTokens = 1,
            FirstOutput = seconds,
            Uncertainty = 1 - certainty,
            Correct = certainty,
        };
    }

    private void End(int model)
    {
        VisionLife? life;
        lock (_lock) (life, _lives[model]) = (_lives[model], null);
        life?.Dispose();
    }
}
