using Teleo.Pool.Requests;

namespace Teleo.Server.Upstream;

/// <summary>The calls of another server in any protocol. Each client checks the server's statements.</summary>
internal interface IForeignClient : IDisposable
{
    const int MostModels = 4096;

    /// <summary>Characters of one line of an answer.</summary>
    const int LongestLine = 1 << 20;

    /// <summary>Lists the models that the server has, with the bytes of their files.</summary>
    Task<List<ForeignModel>> ModelsAsync(CancellationToken cancellation);

    /// <summary>Lists the resident models with their bytes, as reported by the server.</summary>
    Task<List<ForeignModel>> ResidentAsync(CancellationToken cancellation);

    /// <summary>Asks for a load that lasts, or for an unload. A good answer does not mean that it was done.</summary>
    Task WishAsync(string model, bool stays, CancellationToken cancellation);

    /// <summary>Sends a request to a model and passes on the text as it arrives.</summary>
    /// <param name="model">Its index here, for the receiver of the text.</param>
    Task<PoolAnswer> AskAsync(string name, int model, PoolRequest request, CancellationToken cancellation);

    /// <summary>Passes the trace context of a request to the other server.</summary>
    static void Carry(PoolRequest request, HttpRequestMessage message)
    {
        if (request.Trace == default) return;
        message.Headers.Add("traceparent", $"00-{request.Trace.TraceId}-{request.Trace.SpanId}-{(byte)request.Trace.TraceFlags:x2}");
        if (request.Trace.TraceState is { Length: > 0 } state) message.Headers.Add("tracestate", state);
    }

    static PoolAnswer Failed(string why) => new(RequestStatus.Failed) { Why = $"the upstream server {why}" };
}
