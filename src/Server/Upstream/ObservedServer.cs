using System.Collections.Immutable;
using System.Text.Json;
using Teleo.Pool.Requests;

namespace Teleo.Server.Upstream;

/// <summary>
/// Another server under its own rule: requests are forwarded unchanged, and the observed waits, loads and unloads are recorded. No command
/// is sent to it.
/// </summary>
/// <param name="nowNs">Reads the clock that the notes are on.</param>
internal sealed class ObservedServer(IForeignClient client, ImmutableArray<string> names, Func<long> nowNs) : IDisposable
{
    /// <summary>Notes that are kept of each kind.</summary>
    private const int Most = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _there = [];
    private readonly Queue<ObservedRequest> _requests = new();
    private readonly Queue<ObservedLoad> _loads = new();
    private readonly Dictionary<int, ObservedLoad> _underWay = [];
    private readonly Dictionary<int, double> _usual = [];
    private readonly Dictionary<int, int> _asked = [];
    private Task _poll = Task.CompletedTask;

    /// <summary>The most bytes observed in memory there.</summary>
    public long MostBytes { get; private set; } = 1;

    /// <summary>Has the server answer, and notes how long the model kept the request waiting.</summary>
    public async Task<PoolAnswer> AskAsync(int model, PoolRequest request, CancellationToken gone)
    {
        long came = nowNs();
        var seen = SeenAsync(model);
        bool isAlone = Enter(model);
        PoolAnswer answer;
        try
        {
            answer = await client.AskAsync(names[model], model, request, gone);
        }
        catch (OperationCanceledException)
        {
            return new PoolAnswer(RequestStatus.Cancelled);
        }
        catch (Exception problem) when (IsForeign(problem))
        {
            return new PoolAnswer(RequestStatus.Failed) { Why = $"the upstream server cannot be used: {problem.Message}" };
        }
        finally
        {
            Leave(model);
        }

        bool wasThere = await seen;
        double seconds = Math.Max(0, (nowNs() - came) * 1e-9 - answer.Waited);
        answer = answer with { Id = request.Id, Skills = [model], Seconds = seconds };
        bool isLoad = IsLoad(model, wasThere, answer.Waited);
        lock (_lock)
        {
            Keep(_requests, new ObservedRequest(came, model, answer with { Text = "" }));   // texts of any length would add up
            if (isLoad) NoteLoad(model, came, answer.Waited, isAlone);
        }

        if (isLoad) _ = PollAsync(CancellationToken.None);   // others may have left for it
        return answer;
    }

    /// <summary>Reads what is in memory there; does nothing where the server does not say.</summary>
    public async Task PollAsync(CancellationToken cancellation)
    {
        List<ForeignModel> seen;
        try
        {
            seen = await client.ResidentAsync(cancellation);
        }
        catch (Exception problem) when (IsForeign(problem))
        {
            return;
        }

        lock (_lock)
        {
            var there = seen.Select(model => (Model: names.IndexOf(model.Name), model.Bytes)).Where(one => one.Model >= 0)
                .ToDictionary(one => one.Model, one => one.Bytes);
            foreach (int gone in _there.Keys.Except(there.Keys).ToList())
            {
                _there.Remove(gone);
                _underWay.Remove(gone);
            }

            foreach (var (model, bytes) in there) _there[model] = bytes;
            MostBytes = Math.Max(MostBytes, there.Values.Sum());
        }
    }

    /// <summary>True while the model is in memory there, as the last poll or answer said.</summary>
    public bool Holds(int model)
    {
        lock (_lock) return _there.ContainsKey(model);
    }

    /// <summary>The models in memory there, with their bytes.</summary>
    public ImmutableArray<(int Model, long Bytes)> Resident()
    {
        lock (_lock) return [.. _there.Select(one => (one.Key, one.Value))];
    }

    /// <summary>
    /// Returns requests and loads so far. If requests delayed a load, the time beyond its own counts as waiting and not as loading.
    /// </summary>
    public (ImmutableArray<ObservedRequest> Requests, ImmutableArray<ObservedLoad> Loads) Notes()
    {
        lock (_lock)
        {
            var usual = _loads.Select(load => load.Model).Distinct().ToDictionary(model => model, model => LoadSeconds(model).Later);
            return ([.. _requests], [.. _loads.Select(load => usual[load.Model] is { } seconds && !load.IsAlone && !load.IsFirst
                ? new ObservedLoad(load.AtNs, load.Model) { Seconds = Math.Min(load.Seconds, seconds) }
                : load)]);
        }
    }

    /// <summary>
    /// Returns the observed load seconds of a model: the first load, which finds nothing prepared, and the mean of later ones, without
    /// those delayed by requests for other models if there are others. Null if none was observed.
    /// </summary>
    public (double? First, double? Later) LoadSeconds(int model)
    {
        lock (_lock)
        {
            var loads = _loads.Where(load => load.Model == model).ToList();
            var alone = loads.Skip(1).Where(load => load.IsAlone).ToList();
            var later = alone.Count > 0 ? alone : loads.Skip(1);
            return (loads.FirstOrDefault()?.Seconds, later.Select(load => (double?)load.Seconds).Average());
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>
    /// Distinguishes a load from the small delay that the server reports for resident models. Between two readings a model may be unloaded
    /// and loaded: a wait of half its usual load counts as a load.
    /// </summary>
    private bool IsLoad(int model, bool wasThere, double waited)
    {
        lock (_lock) return waited > 0 && (!wasThere || (_usual.TryGetValue(model, out double usual) && waited > usual / 2));
    }

    /// <summary>Reads during a request whether its model is resident; concurrent requests share a reading.</summary>
    private async Task<bool> SeenAsync(int model)
    {
        Task look;
        lock (_lock)
        {
            if (_poll.IsCompleted) _poll = PollAsync(CancellationToken.None);
            look = _poll;
        }

        await look;
        return Holds(model);
    }

    /// <summary>Counts a request that is under way. Returns true where none for another model is.</summary>
    private bool Enter(int model)
    {
        lock (_lock)
        {
            bool isAlone = !_asked.Any(other => other.Key != model && other.Value > 0);
            _asked[model] = _asked.GetValueOrDefault(model) + 1;
            return isAlone;
        }
    }

    private void Leave(int model)
    {
        lock (_lock) _asked[model]--;
    }

    // Requests that wait for one load tell of it each; the longest wait is the load.
    private void NoteLoad(int model, long came, double seconds, bool isAlone)
    {
        const double Memory = 0.8;
        bool isFirst = !_usual.ContainsKey(model);
        _there.TryAdd(model, 0);
        _usual[model] = _usual.TryGetValue(model, out double usual) ? Memory * usual + (1 - Memory) * seconds : seconds;
        if (_underWay.TryGetValue(model, out var load) && came < load.AtNs + (long)(load.Seconds * 1e9))
        {
            if (came < load.AtNs) (load.AtNs, load.IsAlone) = (came, isAlone);
            load.Seconds = Math.Max(load.Seconds, seconds);
            return;
        }

        Keep(_loads, _underWay[model] = new ObservedLoad(came, model) { Seconds = seconds, IsAlone = isAlone, IsFirst = isFirst });
    }

    private static void Keep<T>(Queue<T> notes, T note)
    {
        notes.Enqueue(note);
        if (notes.Count > Most) notes.Dequeue();
    }

    /// <summary>True for whatever another server can do wrong.</summary>
    internal static bool IsForeign(Exception problem) =>
        problem is HttpRequestException or IOException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException;
}

/// <summary>One request forwarded to another server.</summary>
/// <param name="Answer">How it was answered, without the text.</param>
internal sealed record ObservedRequest(long CameNs, int Model, PoolAnswer Answer);

/// <summary>One load by another server's own rule.</summary>
internal sealed class ObservedLoad(long atNs, int model)
{
    /// <summary>The moment at which the first request came that waited for it.</summary>
    public long AtNs { get; set; } = atNs;

    public int Model => model;

    /// <summary>Seconds that its first request waited.</summary>
    public double Seconds { get; set; }

    /// <summary>True if no request for another model was running at its start, so that it was not delayed.</summary>
    public bool IsAlone { get; set; }

    /// <summary>True for the first observed load of its model, which may have found nothing prepared.</summary>
    public bool IsFirst { get; init; }
}
