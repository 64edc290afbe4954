using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Teleo.Controller.Domain;

namespace Teleo.Server.Tests;

/// <summary>
/// A double of an Ollama, or of a llama-server that works as a router, with the habits for which both are known: memory that settles after an
/// unload, loads that drive others out or are driven out themselves, lists that are not true, late answers, and deaths. Each habit comes by
/// the draw of a seed; <see cref="Heal"/> ends them all.
/// </summary>
internal sealed class QuirkyServer : DoubleServer
{
    public const int Models = 6;
    public const long MostBytes = 3_000_000;

    private const int MostHeard = 100;

    private readonly bool _isOllama;
    private readonly Lock _lock = new();
    private readonly List<string> _there = [];
    private readonly List<string> _lies = [];
    private RandomStream _draw;
    private long _settledAt;
    private long _deadUntil;
    private bool _isWell;

    public QuirkyServer(bool isOllama, ulong seed)
    {
        (_isOllama, _draw) = (isOllama, new SeedTree(seed).Stream("quirks"));
        Listen(oneByOne: false);
    }

    public static IEnumerable<string> Names => Enumerable.Range(0, Models).Select(model => $"model{model}:4b");

    /// <summary>Models are of three sizes.</summary>
    public static long BytesOf(string name) => MostBytes / 3 * (1 + Names.ToList().IndexOf(name) % 3);

    /// <summary>Times that each habit was shown.</summary>
    public Dictionary<string, int> Shown { get; } = [];

    /// <summary>How many habits came up so far.</summary>
    public int Habits
    {
        get
        {
            lock (_lock) return Shown.Count;
        }
    }

    /// <summary>The calls so far, with the trace that each stood in.</summary>
    public ConcurrentQueue<(string Path, bool IsPrompt, string? TraceParent, string? TraceState)> Heard { get; } = new();

    public string[] There
    {
        get
        {
            lock (_lock) return [.. _there];
        }
    }

    /// <summary>From now on the server does as it is told, at once, and tells the truth.</summary>
    public void Heal()
    {
        lock (_lock) (_isWell, _deadUntil, _settledAt) = (true, 0, 0);
    }

    protected override async Task<(int Status, string Text)?> AnswerAsync(HttpListenerRequest call, string body)
    {
        string path = call.Url!.AbsolutePath;
        if (Heard.Count < MostHeard)
            Heard.Enqueue((path, body.Contains("\"prompt\"", StringComparison.Ordinal), call.Headers["traceparent"], call.Headers["tracestate"]));
        if (IsDead()) return null;
        if (Draws("late", 0.02)) await WaitAsync(20);
        return path switch
        {
            "/api/version" when _isOllama => (200, """{"version":"0.9.0"}"""),
            "/api/tags" when _isOllama => (200, ListOf(Names)),
            "/api/ps" when _isOllama => (200, ListOf(Told())),
            "/api/generate" when _isOllama => await GenerateAsync(JsonElement.Parse(body)),
            "/models" when !_isOllama => (200, RouterList()),
            "/models/load" when !_isOllama => await LoadAsync(NameIn(body), answersAtOnce: true),
            "/models/unload" when !_isOllama => Unload(NameIn(body)),
            "/v1/completions" when !_isOllama => await CompleteAsync(NameIn(body), call.QueryString["autoload"] != "false"),
            _ => (404, "{}"),
        };
    }

    private async Task<(int, string)> GenerateAsync(JsonElement call)
    {
        string name = call.GetProperty("model").GetString()!;
        if (!call.TryGetProperty("prompt", out _))
            return call.GetProperty("keep_alive").GetInt32() == 0 ? Unload(name) : await LoadAsync(name, answersAtOnce: false);
        if (!Holds(name)) await LoadAsync(name, answersAtOnce: false);
        return (200, $$"""{"response":"{{name}} heard","done":true,"done_reason":"stop","prompt_eval_count":1,"eval_count":1,"load_duration":0}""" + "\n");
    }

    private async Task<(int, string)> CompleteAsync(string name, bool loads)
    {
        if (loads && !Holds(name)) await LoadAsync(name, answersAtOnce: false);
        return Holds(name) ? (200, TextOf(name)) : (400, """{"error":{"message":"model is not loaded"}}""");
    }

    private static string TextOf(string name) => $$$"""
            data: {"choices":[{"index":0,"text":"{{{name}}} heard","finish_reason":null}]}

            data: {"choices":[{"index":0,"text":"","finish_reason":"stop"}],"timings":{"prompt_n":1,"prompt_ms":0.1,"predicted_n":1,"predicted_ms":0.1}}

            data: [DONE]


            """;

    private async Task<(int, string)> LoadAsync(string name, bool answersAtOnce)
    {
        if (Holds(name)) return _isOllama ? (200, "{}") : (400, """{"error":{"message":"model is already loaded"}}""");
        var load = Task.Run(async () =>
        {
            double settles = Math.Max(0, Interlocked.Read(ref _settledAt) - NowMs);
            if (settles > 0) Show("settle");
            await WaitAsync(settles);
            if (Draws("never", 0.04)) return;
            lock (_lock)
            {
                if (!_there.Contains(name)) _there.Add(name);
                if (Draws("evicts another", 0.15) && _there.Count > 1) _there.RemoveAt(0);
                if (Draws("evicted while loading", 0.08)) _there.Remove(name);
            }
        });
        if (!answersAtOnce) await load;
        return (200, """{"success":true}""");
    }

    private static long NowMs => (long)TimeProvider.System.GetElapsedTime(0).TotalMilliseconds;

    private (int, string) Unload(string name)
    {
        if (!Holds(name) && !_isOllama) return (400, """{"error":{"message":"model is not loaded"}}""");
        if (Draws("stays", 0.08)) return (200, """{"success":true}""");
        lock (_lock) _there.Remove(name);
        if (!_isWell) Interlocked.Exchange(ref _settledAt, NowMs + 4);
        return (200, """{"success":true}""");
    }

    private bool Holds(string name)
    {
        lock (_lock) return _there.Contains(name);
    }

    /// <summary>The models in memory as the server tells them: at times one more or one less than there are.</summary>
    private string[] Told()
    {
        lock (_lock)
        {
            _lies.Clear();
            if (Draws("lies of one there", 0.02)) _lies.Add(Names.ElementAt(_draw.NextInt(Models)));
            bool hides = _there.Count > 0 && Draws("hides one", 0.02);
            return [.. _there.Skip(hides ? 1 : 0).Union(_lies)];
        }
    }

    private bool IsDead()
    {
        lock (_lock)
        {
            if (NowMs < _deadUntil) return true;
            if (!Draws("dies", 0.001)) return false;
            _there.Clear();
            _deadUntil = NowMs + 30;
            return true;
        }
    }

    private bool Draws(string habit, double chance)
    {
        lock (_lock)
        {
            if (_isWell || _draw.NextDouble() >= chance) return false;
            Show(habit);
            return true;
        }
    }

    private void Show(string habit)
    {
        lock (_lock) Shown[habit] = Shown.GetValueOrDefault(habit) + 1;
    }

    private static Task WaitAsync(double milliseconds) =>
        milliseconds > 0 ? Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System) : Task.CompletedTask;

    private static string NameIn(string body) => JsonElement.Parse(body).GetProperty("model").GetString()!;

    private static string ListOf(IEnumerable<string> names) => JsonSerializer.Serialize(new { models = names.Select(name => new { name, size = BytesOf(name) }) });

    private string RouterList()
    {
        string[] told = Told();
        return JsonSerializer.Serialize(new
        {
            data = Names.Select(id => new { id, status = new { value = told.Contains(id) ? "loaded" : "unloaded" }, meta = new { size = BytesOf(id) } }),
        });
    }
}
