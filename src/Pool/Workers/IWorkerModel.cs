using Teleo.Controller.Domain;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Pool.Workers;

/// <summary>
/// The model inside a worker, run by any engine. Other members are called after <see cref="LoadAsync"/>, also concurrently.
/// </summary>
internal interface IWorkerModel : IDisposable
{
    /// <summary>
    /// Loads the model, or wakes it if it is loaded, and returns its memory use. Throws <see cref="PoolWorkException"/> if it cannot.
    /// </summary>
    Task<ResourceVector> LoadAsync(WorkerModel model);

    /// <summary>Frees memory besides weights after the last request.</summary>
    Task RestAsync();

    /// <summary>Answers a whole prompt. It throws only for defects: failure and cancellation are answers.</summary>
    Task<PoolAnswer> AskAsync(PoolRequest request, CancellationToken cancellation);
}
