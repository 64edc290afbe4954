using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Work;

/// <summary>
/// Runs the models of a pool: in this process, in others, or behind a network. It knows nothing of the pool's state; a model is its index
/// in the pool's catalog. Members may
/// be called from any thread, and the pool has at most one change of a model under way. A change that fails throws <see
/// cref="PoolWorkException"/> and leaves all as it was.
/// </summary>
internal interface IPoolWork : IDisposable
{
    /// <summary>
    /// Loads a model, or wakes one that sleeps, and lets requests in. Returns what it takes up; null where the runtime does not say.
    /// </summary>
    Task<ResourceVector?> LoadAsync(int model);

    /// <summary>Unloads a model when its last request has ended.</summary>
    Task UnloadAsync(int model);

    /// <summary>Gives back what a model needs for work beside its weights.</summary>
    Task SuspendAsync(int model);

    /// <summary>
    /// Exchanges models whole or not at all, and examines each newcomer before any request reaches it. Returns what each newcomer takes
    /// up.
    /// </summary>
    Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming);

    /// <summary>Takes a model away whatever it is doing; does nothing where it is not loaded.</summary>
    Task StopAsync(int model);

    /// <summary>True while the model is in memory.</summary>
    bool Holds(int model);

    /// <summary>Answers one request. It throws nothing: failure and cancellation are answers.</summary>
    Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation);
}
