using Teleo.Experiments.CacheRivals;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;

namespace Teleo.Server.Serving;

/// <summary>
/// The last requests of a server, and the misses of LRU on all of them, counted as in a cache whose loads take no time. Used only on the
/// plant's thread.
/// </summary>
internal sealed class TrafficLog : ITrafficListener
{
    /// <summary>Requests that are kept.</summary>
    public const int Most = 100_000;

    private readonly Dictionary<long, int> _underWay = [];
    private readonly ServedRequest[] _kept = new ServedRequest[Most];
    private readonly double[] _bytes;
    private readonly LruRule _shadow;
    private double _free;

    public TrafficLog(PlantState state)
    {
        _bytes = [.. state.Profiles.Select(profile => (double)profile.Footprint.ResidentBytes)];
        _free = state.Memory.Capacity.ResidentBytes;
        _shadow = LruRule.Create(new CacheShape(_bytes, [.. state.Profiles.Select(profile => profile.WarmLoadSeconds)]));
        CapacityBytes = state.Memory.Capacity.ResidentBytes;
        Array.Fill(_kept, new ServedRequest(-1, -1, -1, "", 0));   // written once, so that no memory is taken later
    }

    /// <summary>Requests so far.</summary>
    public long Count { get; private set; }

    /// <summary>Requests that would have found their model away, had the least recently used left.</summary>
    public long ShadowMisses { get; private set; }

    private long CapacityBytes { get; }

    public void Came(PoolRequest request, int model, long nowNs)
    {
        int place = (int)(Count % Most);
        _kept[place] = new ServedRequest(Count++, request.Id, model, request.Task, nowNs);
        _underWay[request.Id] = place;
        Shadow(model);
    }

    public void Ended(PoolRequest request, PoolAnswer answer, long nowNs)
    {
        if (!_underWay.Remove(request.Id, out int place) || _kept[place].Id != request.Id) return;
        _kept[place] = _kept[place] with
        {
            EndNs = nowNs,
            Status = answer.Status,
            WaitedSeconds = answer.Waited,
            QueuedSeconds = answer.Queued,
            ServiceSeconds = answer.Seconds,
            InputTokens = answer.PromptTokens,
            OutputTokens = answer.AnswerTokens,
        };
    }

    /// <summary>The requests from a number on that are still kept, oldest first.</summary>
    public IEnumerable<ServedRequest> From(long number)
    {
        for (long i = Math.Max(number, Math.Max(0, Count - Most)); i < Count; i++) yield return _kept[(int)(i % Most)];
    }

    /// <summary>A request by its id; null where it is not kept.</summary>
    public ServedRequest? Find(long id) =>
        From(0).Where(request => request.Id == id).Select(request => (ServedRequest?)request).LastOrDefault();

    private void Shadow(int model)
    {
        if (_shadow.TryUse(model, Count)) return;
        ShadowMisses++;
        if (_bytes[model] > CapacityBytes) return;
        while (_free < _bytes[model]) _free += _bytes[_shadow.Evict(model, default(AllMayLeave))];
        _shadow.Admit(model, Count);
        _free -= _bytes[model];
    }
}
