using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>Hears of each request at one model, on the plant's own thread.</summary>
internal interface ITrafficListener
{
    /// <param name="model">Index of the model that must answer it.</param>
    void Came(PoolRequest request, int model, long nowNs);

    void Ended(PoolRequest request, PoolAnswer answer, long nowNs);
}
