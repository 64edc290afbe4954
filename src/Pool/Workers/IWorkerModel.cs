using Teleo.Controller.Domain;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Pool.Workers;

/// <summary>
/// The model inside a worker, run by an engine of whatever kind. Members but <see cref="LoadAsync"/> come after that, and may come at once.
/// </summary>
internal interface IWorkerModel : IDisposable
{
    /// <summary>
    /// Loads the model, or wakes it where it is there already, and returns what it takes. Throws <see cref="PoolWorkException"/> where it
    /// cannot.
    /// </summary>
    Task<ResourceVector> LoadAsync(WorkerModel model);

    /// <summary>Gives back what is not weights, when the last request has ended.</summary>
    Task RestAsync();

    /// <summary>Answers a whole prompt. It throws nothing but defects: failure and cancellation are answers.</summary>
    Task<PoolAnswer> AskAsync(PoolRequest request, CancellationToken cancellation);
}
