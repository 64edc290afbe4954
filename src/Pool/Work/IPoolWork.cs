using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Work;

/// <summary>
/// Runs the models of a pool: in this process, in others, or behind a network. It does not know the pool's state; a model is its index in
/// the pool's catalog. Members may be called from any thread; the pool has at most one running change per model. A change that fails throws
/// <see cref="PoolWorkException"/> and leaves everything unchanged.
/// </summary>
internal interface IPoolWork : IDisposable
{
    /// <summary>
    /// Loads a model, or wakes a sleeping one, and accepts requests. Returns its memory use; null if the runtime does not say.
    /// </summary>
    Task<ResourceVector?> LoadAsync(int model);

    /// <summary>Unloads a model when its last request has ended.</summary>
    Task UnloadAsync(int model);

    /// <summary>Frees the memory of a model besides its weights.</summary>
    Task SuspendAsync(int model);

    /// <summary>
    /// Exchanges models completely or not at all, and checks each new model before any request reaches it. Returns the memory use of each.
    /// </summary>
    Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming);

    /// <summary>Takes a model away whatever it is doing; does nothing where it is not loaded.</summary>
    Task StopAsync(int model);

    /// <summary>True while the model is in memory.</summary>
    bool Holds(int model);

    /// <summary>Answers one request. It throws nothing: failure and cancellation are answers.</summary>
    Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation);
}
