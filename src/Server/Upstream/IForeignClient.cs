using Teleo.Pool.Requests;

namespace Teleo.Server.Upstream;

/// <summary>The calls of another server in any protocol. Each client checks the server's statements.</summary>
internal interface IForeignClient : IDisposable
{
    /// <summary>Lists the models that the server has, with the bytes of their files.</summary>
    Task<List<ForeignModel>> ModelsAsync(CancellationToken cancellation);

    /// <summary>Lists the resident models with their bytes, as reported by the server.</summary>
    Task<List<ForeignModel>> ResidentAsync(CancellationToken cancellation);

    /// <summary>Asks for a load that lasts, or for an unload. A good answer does not mean that it was done.</summary>
    Task SetResidentAsync(string model, bool stays, CancellationToken cancellation);

    /// <summary>Sends a request to a model and passes on the text as it arrives.</summary>
    /// <param name="model">Its index here, for whoever receives the text.</param>
    Task<PoolAnswer> AskAsync(string name, int model, PoolRequest request, CancellationToken cancellation);
}
