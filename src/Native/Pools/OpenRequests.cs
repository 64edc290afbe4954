using Teleo.Pool.Requests;

namespace Teleo.Native.Pools;

/// <summary>The requests of a host to a pool, by number, until their answers have been taken.</summary>
internal sealed class OpenRequests(HostedPool pool)
{
    /// <summary>The most requests with unread answers; more are refused.</summary>
    public const int Most = 1 << 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, (Task<PoolAnswer> Answer, CancellationTokenSource GiveUp)> _open = [];
    private ulong _last;

    /// <summary>Puts a request to the pool and gives its number, from 1; 0 where too many are open.</summary>
    public ulong Submit(PoolRequest request)
    {
        lock (_lock)
        {
            if (_open.Count >= Most) return 0;
            var giveUp = new CancellationTokenSource();
            _open.Add(++_last, (AskAsync(request, giveUp.Token), giveUp));
            return _last;
        }
    }

    public bool TryFind(ulong number, out Task<PoolAnswer> answer)
    {
        lock (_lock)
        {
            bool isOpen = _open.TryGetValue(number, out var request);
            answer = request.Answer;
            return isOpen;
        }
    }

    /// <summary>Gives a request up; false where it is not open.</summary>
    public bool Cancel(ulong number)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(number, out var request)) return false;
            request.GiveUp.Cancel();
            return true;
        }
    }

    /// <summary>Releases a request whose answer was read.</summary>
    public void Forget(ulong number)
    {
        lock (_lock)
            if (_open.Remove(number, out var request)) request.GiveUp.Dispose();
    }

    private async Task<PoolAnswer> AskAsync(PoolRequest request, CancellationToken giveUp)
    {
        try
        {
            return await pool.AskAsync(request, giveUp);
        }
        catch (OperationCanceledException)
        {
            return new PoolAnswer(RequestStatus.Cancelled) { Why = "the host gave it up" };
        }
    }
}
