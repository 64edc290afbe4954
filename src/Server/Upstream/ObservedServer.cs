using System.Collections.Immutable;
using System.Text.Json;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;

namespace Teleo.Server.Upstream;

/// <summary>
/// Another server as it works by its own rule: requests go through to it as they come, and the waits, loads and losses that it shows are
/// noted. No command is ever sent to it.
/// </summary>
/// <param name="nowNs">Reads the clock that the notes are on.</param>
internal sealed class ObservedServer(OllamaClient client, ImmutableArray<string> names, Func<long> nowNs) : IDisposable
{
    /// <summary>Notes that are kept of each kind.</summary>
    private const int Most = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _there = [];
    private readonly Queue<ObservedRequest> _requests = new();
    private readonly Queue<ObservedLoad> _loads = new();
    private readonly Dictionary<int, ObservedLoad> _underWay = [];
    private readonly Dictionary<int, double> _usual = [];

    /// <summary>Models that went out of memory there, as far as it was seen.</summary>
    public long Losses { get; private set; }

    /// <summary>Has the server answer, and notes how long the model kept the request waiting.</summary>
    public async Task<PoolAnswer> AskAsync(int model, PoolRequest request, CancellationToken gone)
    {
        long came = nowNs();
        bool wasThere = Holds(model);
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

        double seconds = Math.Max(0, (nowNs() - came) * 1e-9 - answer.Waited);
        answer = answer with { Id = request.Id, Skills = [model], Seconds = seconds };
        lock (_lock)
        {
            Keep(_requests, new ObservedRequest(came, model, answer));
            if (IsLoad(model, wasThere, answer.Waited)) NoteLoad(model, came, answer.Waited);
        }

        return answer;
    }

    /// <summary>Looks at what is in memory there; does nothing where the server does not say.</summary>
    public async Task LookAsync(CancellationToken cancellation)
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
                Losses++;
            }

            foreach (var (model, bytes) in there) _there[model] = bytes;
        }
    }

    /// <summary>True while the model is in memory there, as the last look or answer said.</summary>
    public bool Holds(int model)
    {
        lock (_lock) return _there.ContainsKey(model);
    }

    /// <summary>The models in memory there, with their bytes.</summary>
    public ImmutableArray<(int Model, long Bytes)> Resident()
    {
        lock (_lock) return [.. _there.Select(one => (one.Key, one.Value))];
    }

    public (ImmutableArray<ObservedRequest> Requests, ImmutableArray<ObservedLoad> Loads) Notes()
    {
        lock (_lock) return ([.. _requests], [.. _loads]);
    }

    /// <summary>Seconds that loads of a model took there, by their mean; null where none was seen.</summary>
    public double? LoadSeconds(int model)
    {
        lock (_lock) return _loads.Where(load => load.Model == model).Select(load => (double?)load.Seconds).Average();
    }

    public void Dispose() => client.Dispose();

    /// <summary>
    /// Tells a load from the small delay that the server reports of models that are there. Between two looks a model may have gone and
    /// come again: a wait of half its usual load is one too.
    /// </summary>
    private bool IsLoad(int model, bool wasThere, double waited) =>
        waited > 0 && (!wasThere || (_usual.TryGetValue(model, out double usual) && waited > usual / 2));

    // Requests that wait for one load tell of it each; the longest wait is the load.
    private void NoteLoad(int model, long came, double seconds)
    {
        const double Memory = 0.8;
        _there.TryAdd(model, 0);
        _usual[model] = _usual.TryGetValue(model, out double usual) ? Memory * usual + (1 - Memory) * seconds : seconds;
        if (_underWay.TryGetValue(model, out var load) && came < load.AtNs + (long)(load.Seconds * 1e9))
        {
            (load.AtNs, load.Seconds) = (Math.Min(load.AtNs, came), Math.Max(load.Seconds, seconds));
            return;
        }

        Keep(_loads, _underWay[model] = new ObservedLoad(came, model) { Seconds = seconds });
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

/// <summary>One request that went through to another server.</summary>
internal sealed record ObservedRequest(long CameNs, int Model, PoolAnswer Answer);

/// <summary>One load that another server did by its own rule.</summary>
internal sealed class ObservedLoad(long atNs, int model)
{
    /// <summary>The moment at which the first request came that waited for it.</summary>
    public long AtNs { get; set; } = atNs;

    public int Model => model;

    public double Seconds { get; set; }
}
