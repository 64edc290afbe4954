using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>One request at one skill, from its arrival to its end. Only the plant's own thread changes it.</summary>
internal sealed class LiveTicket(PoolRequest request, CancellationToken cancellation)
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    public PoolRequest Request => request;

    /// <summary>Set off when the caller or the plant gives the request up.</summary>
    public CancellationToken Stop => _stop.Token;

    public bool IsGivenUp => _stop.IsCancellationRequested;

    /// <summary>Called once with the result.</summary>
    public required Action<PoolAnswer> Ended { get; init; }

    public bool HasEnded { get; private set; }

    public void GiveUp()
    {
        if (!HasEnded) _stop.Cancel();
    }

    public void End(PoolAnswer response)
    {
        if (HasEnded) return;
        HasEnded = true;
        _stop.Dispose();
        Ended(response);
    }
}
