using System.Globalization;
using System.Text;
using Teleo.Tests.Shell;
using Xunit.Abstractions;

namespace Teleo.Server.Tests;

/// <summary>
/// Spoiled bodies, queries and methods for every route: each is answered or refused in words, and the server goes on. The quick run has some
/// seconds, the nightly run a hundred thousand requests. <c>TELEO_FUZZ_INPUTS</c> sets another number, <c>TELEO_FUZZ_SEED</c> another run.
/// </summary>
public sealed class RouteFuzzTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Defect = 500;
    private static readonly TimeSpan QuickBudget = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] ForeignWords = ["System.", "Teleo.", "could not be converted", "   at "];

    private static readonly (string Method, string Path, string Body)[] Routes =
    [
        ("POST", "/api/generate", """{"model":"addition","prompt":"add 1+2","stream":false,"options":{"num_predict":2,"temperature":0.5,"stop":["x"]},"keep_alive":"5m"}"""),
        ("POST", "/api/chat", """{"model":"addition","messages":[{"role":"user","content":"add 1+2"}],"stream":true,"options":{"num_predict":2,"seed":1}}"""),
        ("POST", "/api/show", """{"model":"stories-260k","verbose":false}"""),
        ("DELETE", "/api/delete", """{"model":"no-such-model"}"""),
        ("POST", "/v1/completions", """{"model":"addition","prompt":"add 1+2","max_tokens":2,"temperature":0,"stop":["x"],"stream":false}"""),
        ("POST", "/v1/chat/completions",
            """{"model":"addition","messages":[{"role":"user","content":"add 1+2"}],"max_tokens":2,"stream":true,"stream_options":{"include_usage":true}}"""),
        ("POST", "/models/load", """{"model":"addition"}"""),
        ("POST", "/models/unload", """{"model":"addition"}"""),
        ("POST", "/teleo/operator", """{"command":"pin addition"}"""),
        ("GET", "/", ""), ("GET", "/api/tags", ""), ("GET", "/api/ps", ""), ("GET", "/api/version", ""), ("GET", "/api/health", ""),
        ("GET", "/v1/models", ""), ("GET", "/models", ""), ("GET", "/health", ""), ("GET", "/metrics", ""), ("GET", "/teleo/state", ""),
        ("GET", "/teleo/decisions/1", ""), ("GET", "/teleo/why-not/addition", ""),
    ];

    private static readonly string[] Tails =
    [
        "", "", "", "?", "?limit=-1", "?limit=99999999999", "?after=NaN", "?x=%00", "/", "/0", "/-1", "/99999999999999999999", "/%00", "/..", "?model=%ff%fe",
    ];

    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public Task A_spoiled_request_is_answered_or_refused() => RunAsync(Setting("TELEO_FUZZ_INPUTS", 1_500), 1, QuickBudget);

    [NightlyFact]
    public Task A_hundred_thousand_spoiled_requests_are_answered_or_refused() =>
        RunAsync(Setting("TELEO_FUZZ_INPUTS", 100_000), (ulong)Setting("TELEO_FUZZ_SEED", 2), TimeSpan.FromHours(3));

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int set) ? set : usual;

    private async Task RunAsync(int count, ulong seed, TimeSpan budget)
    {
        _served.BeOperator();
        long started = TimeProvider.System.GetTimestamp();
        var counts = new SortedDictionary<int, int>();
        int sent = 0;
        for (; sent < count && TimeProvider.System.GetElapsedTime(started) < budget; sent++)
        {
            var chance = new Chance(seed, (uint)sent);
            var (method, path, body) = Routes[sent % Routes.Length];
            if (chance.Below(12) == 0) method = chance.Pick(["GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"]);
            string tail = chance.Pick(Tails), target = path == "/" ? "/" + tail.TrimStart('/') : path + tail;   // two slashes would name a host
            byte[] content = body.Length == 0 ? [] : chance.Below(8) == 0 ? Encoding.UTF8.GetBytes(body) : Spoiling.Json(Encoding.UTF8.GetBytes(body), chance);
            var (status, told) = await AnswerAsync(method, target, content);
            counts[status] = counts.GetValueOrDefault(status) + 1;
            string request = $"{method} {target} {Convert.ToBase64String(content)}: {status} {told}";
            Assert.True(status != Defect, request);
            if (status < 400) continue;
            Assert.All(ForeignWords, word => Assert.False(told.Contains(word, StringComparison.Ordinal), request));
        }

        output.WriteLine($"{sent} requests: {string.Join(", ", counts.Select(pair => $"{pair.Value} of {pair.Key}"))}");
        Assert.True(counts.Keys.Any(status => status < 300) && counts.Keys.Any(status => status >= 400));
        Assert.Equal("ok", (await _served.GetAsync("/health")).GetProperty("status").GetString());
    }

    private async Task<(int Status, string Told)> AnswerAsync(string method, string target, byte[] content)
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), target);
        if (content.Length > 0) message.Content = new ByteArrayContent(content) { Headers = { { "Content-Type", "application/json" } } };
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await AnswerAsync(message, target, patience.Token);
        }
        catch (OperationCanceledException)
        {
            return (Defect, $"no answer within {Patience.TotalSeconds} s");
        }
    }

    private async Task<(int Status, string Told)> AnswerAsync(HttpRequestMessage message, string target, CancellationToken patience)
    {
        using var response = await _served.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience);
        bool isEndless = response.Content.Headers.ContentType?.MediaType == "text/event-stream" && target.StartsWith("/teleo/", StringComparison.Ordinal);
        return ((int)response.StatusCode, isEndless ? "" : await response.Content.ReadAsStringAsync(patience));
    }
}
