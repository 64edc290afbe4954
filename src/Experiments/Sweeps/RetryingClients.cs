using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// Clients that send a request again where no answer came within their patience. They look once for each span that is offered, so a
/// request that is answered within the span may be repeated all the same.
/// </summary>
internal sealed class RetryingClients(MemoryWorkload fresh, RetryRules rules) : IWorkload, IPoolMeter
{
    private readonly long _patienceNs = PlantState.Nanoseconds(rules.PatienceSeconds);
    private readonly Queue<(int Original, int Attempt, long SentNs)> _waiting = new();
    private readonly List<int> _originalOf = [];
    private readonly bool[] _isAnswered = new bool[fresh.Count];
    private readonly List<(Request Request, int Original, int Attempt)> _span = [];
    private int _next, _read;

    public ImmutableArray<string> Skills => fresh.Skills;

    public long Count => fresh.Count;

    public long EndNs => fresh.EndNs;

    /// <summary>The rows depend on the pool; the hash is that of the fresh requests and the rule.</summary>
    public string ContentHash => Fingerprint.Of($"retrying {fresh.ContentHash} {rules}");

    /// <summary>Requests that were sent for the first time so far, and those that were sent again.</summary>
    public (long Fresh, long Again) Sent { get; private set; }

    /// <summary>Offers the requests of the next span of time.</summary>
    public void Offer(long fromNs, long untilNs)
    {
        _span.Clear();
        _read = 0;
        for (; _next < fresh.Count && fresh.Rows[_next].ArrivalNs < untilNs; _next++) _span.Add((fresh.Rows[_next], _next, 0));
        int first = _span.Count;
        while (_waiting.TryPeek(out var oldest) && oldest.SentNs + _patienceNs < untilNs)
        {
            _waiting.Dequeue();
            if (_isAnswered[oldest.Original] || oldest.Attempt == rules.Retries) continue;
            long at = Math.Max(fromNs, oldest.SentNs + _patienceNs);
            _span.Add((fresh.Rows[oldest.Original] with { ArrivalNs = at }, oldest.Original, oldest.Attempt + 1));
        }

        Sent = (Sent.Fresh + first, Sent.Again + _span.Count - first);
        _span.Sort((a, b) => (a.Request.ArrivalNs, a.Original).CompareTo((b.Request.ArrivalNs, b.Original)));
        foreach (var (request, original, attempt) in _span)
        {
            _originalOf.Add(original);
            _waiting.Enqueue((original, attempt, request.ArrivalNs));
        }
    }

    public IRequestReader Open(long firstRow = 0) => new Reader(this);

    /// <summary>The client has its answer; copies that are still in the pool are served in vain.</summary>
    public bool Completed(in PendingRequest request, long nowNs, double warmNs, long firstOutputNs, bool correct)
    {
        int original = _originalOf[(int)request.Number];
        bool isFirst = !_isAnswered[original];
        _isAnswered[original] = true;
        return isFirst && correct && nowNs - request.ArrivalNs <= _patienceNs;
    }

    public void Missed(long arrivalNs, bool joinsLoad)
    {
    }

    public void Lost(long arrivalNs, RequestLoss loss)
    {
    }

    public void Commanded(ControlAction action, bool accepted)
    {
    }

    public void LoadBegins(int skill, long nowNs, bool wakes, bool isWaitedFor, (double Seconds, double StandardError) stated)
    {
    }

    public void LoadEnds(int skill, long nowNs, double seconds, bool wakes, LoadOutcome outcome)
    {
    }

    public void Unloading(int skill, int causedBy, long nowNs)
    {
    }

    public void Gone(int skill, long nowNs, bool crashed)
    {
    }

    public void Idle(int skill, long nowNs, bool isIdle)
    {
    }

    private sealed class Reader(RetryingClients clients) : IRequestReader
    {
        /// <summary>Returns the rest of the span; empty until the next span is offered.</summary>
        public int Read(Span<Request> into)
        {
            int count = Math.Min(into.Length, clients._span.Count - clients._read);
            for (int i = 0; i < count; i++) into[i] = clients._span[clients._read + i].Request;
            clients._read += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
