using Teleo.Controller.Domain;
using Teleo.Engine.Pool;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Pool.Workers;

/// <summary>A model run by our engine, in its own pool.</summary>
internal sealed class EngineModel(TimeProvider clock) : IWorkerModel
{
    private RuntimePool? _pool;
    private RuntimeHandle _model;

    public Task<ResourceVector> LoadAsync(WorkerModel model)
    {
        try
        {
            if (_pool is null)
            {
                _pool = new RuntimePool(new PoolOptions { SessionsPerRuntime = model.Sessions, Runtime = new() { MaxThreads = 1 } }, clock);
                if (model.Under is { } under) _pool.Load(under);
                _model = _pool.Load(model.Skill);
            }

            _pool.Activate(_model);
            var held = _pool.Snapshot().Held;
            return Task.FromResult(new ResourceVector { ResidentBytes = held.Weights, ScratchBytes = held.Kv + held.Scratch });
        }
        catch (PoolException problem)
        {
            throw new PoolWorkException(problem.Message, cause: problem);
        }
    }

    public async Task RestAsync()
    {
        try
        {
            await _pool!.SuspendAsync(_model);
        }
        catch (PoolException)
        {
            // It was not at work.
        }
    }

    public async Task<PoolAnswer> AskAsync(PoolRequest request, CancellationToken cancellation) => _pool is { } pool
        ? await LiveAnswers.ServeAsync(pool, _model, 0, request, cancellation)
        : new PoolAnswer(RequestStatus.Failed) { Why = "the model is not loaded" };

    public void Dispose() => _pool?.Dispose();
}
