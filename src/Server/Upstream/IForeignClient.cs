using Teleo.Pool.Requests;

namespace Teleo.Server.Upstream;

/// <summary>The calls of another server, whatever protocol it speaks. What it says is a claim that each client checks.</summary>
internal interface IForeignClient : IDisposable
{
    /// <summary>Lists the models that the server has, with the bytes of their files.</summary>
    Task<List<ForeignModel>> ModelsAsync(CancellationToken cancellation);

    /// <summary>Lists the models that the server says are in memory, with the bytes that they take.</summary>
    Task<List<ForeignModel>> ResidentAsync(CancellationToken cancellation);

    /// <summary>Asks for a load that lasts, or for an unload. A good answer does not mean that it was done.</summary>
    Task SetResidentAsync(string model, bool stays, CancellationToken cancellation);

    /// <summary>Has a model answer and passes the text on as it comes.</summary>
    /// <param name="model">Its index here, for whoever receives the text.</param>
    Task<PoolAnswer> AskAsync(string name, int model, PoolRequest request, CancellationToken cancellation);
}
