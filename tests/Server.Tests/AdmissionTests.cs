using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Teleo.Server.Tests;

/// <summary>Who may come in, and what a hostile client gets: a refusal, never a file, a path of the machine, or a server that hangs.</summary>
public sealed class AdmissionTests : IAsyncLifetime
{
    private Served _served = null!;

    private static string[] WaysUp
    {
        get
        {
            string[] dots = ["..", "%2e%2e", "%2E%2E", ".%2e", "%2e.", "%252e%252e", "..;", "%c0%ae%c0%ae", "%uff0e%uff0e", "..%00"];
            string[] slashes = ["/", "%2f", "%5c", "\\"];
            return [.. from dot in dots from slash in slashes select $"/{dot}{slash}{dot}{slash}{dot}{slash}etc{slash}passwd"];
        }
    }

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task Forty_ways_up_lead_nowhere()
    {
        Assert.Equal(40, WaysUp.Length);
        foreach (string way in WaysUp)
        {
            string answer = await RawAsync($"GET {way} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            Assert.Matches("^HTTP/1.1 (400|404)", answer);
            Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        }

        Assert.Equal("ok", (await _served.GetAsync("/health")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("Host: evil.example", 403)]
    [InlineData("Host: localhost\r\nOrigin: http://evil.example", 403)]
    [InlineData("Host: localhost\r\nOrigin: null", 403)]
    [InlineData("Host: LOCALHOST", 200)]
    [InlineData("Host: 127.0.0.1", 200)]
    public async Task Other_names_and_pages_of_other_origins_stay_outside(string headers, int status) =>
        Assert.StartsWith($"HTTP/1.1 {status}", await RawAsync($"GET /health HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Floods_are_cut()
    {
        string headers = string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: {new string('a', 200)}\r\n"));
        Assert.StartsWith("HTTP/1.1 431", await RawAsync($"GET /health HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414", await RawAsync($"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
        string large = await RawAsync("POST /api/generate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", large, StringComparison.Ordinal);
        Assert.Contains("larger than this server takes", large, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operators_calls_need_the_operators_token()
    {
        var calls = new (HttpMethod Method, string Path, string Body)[]
        {
            (HttpMethod.Delete, "/api/delete", """{"model":"reversal"}"""),
            (HttpMethod.Post, "/models/unload", """{"model":"addition"}"""),
            (HttpMethod.Post, "/teleo/operator", """{"command":"pin addition"}"""),
        };
        foreach (bool knows in (bool[])[false, true])
        {
            foreach (var (method, path, body) in calls)
            {
                using var response = await _served.Client.SendAsync(new HttpRequestMessage(method, path) { Content = new StringContent(body) });
                Assert.Equal(knows ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
            }

            _served.BeOperator();
        }

        var models = (await _served.GetAsync("/teleo/state")).GetProperty("models").EnumerateArray()
            .ToDictionary(model => model.GetProperty("name").GetString()!, model => model.GetProperty("lifecycle").GetString());
        Assert.Equal("Retired", models["reversal:q8_0"]);
    }

    [Fact]
    public async Task With_a_token_nobody_without_it_comes_in()
    {
        await _served.RestartAsync(options => options with { Token = "token-of-the-clients" });
        foreach (string? token in (string?[])[null, "", "token-of-the-client", "token-of-the-clientsx"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
            if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            Assert.Equal(HttpStatusCode.Unauthorized, (await _served.Client.SendAsync(request)).StatusCode);
        }

        using var known = new HttpRequestMessage(HttpMethod.Get, "/health");
        known.Headers.TryAddWithoutValidation("Authorization", "Bearer token-of-the-clients");
        Assert.Equal(HttpStatusCode.OK, (await _served.Client.SendAsync(known)).StatusCode);
    }

    [Fact]
    public async Task A_client_that_leaves_frees_its_worker_within_a_token()
    {
        await _served.RestartAsync(options => options with { Workers = 1 });
        using var left = new CancellationTokenSource();
        var call = new { model = "stories-260k", prompt = "Once upon a time", options = new { num_predict = -1, temperature = 1.0, seed = 3 } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate") { Content = new StringContent(System.Text.Json.JsonSerializer.Serialize(call)) };
        var response = await _served.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, left.Token);
        var stream = await response.Content.ReadAsStreamAsync();
        Assert.True(await stream.ReadAsync(new byte[64]) > 0);
        response.Dispose();
        var next = await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "addition", prompt = "add 1+1", stream = false }));
        Assert.Equal("2", next.GetProperty("response").GetString());
        Assert.Equal(0, (await _served.GetAsync("/teleo/state")).GetProperty("running").GetInt32());
    }

    [Fact]
    public async Task One_client_may_have_so_many_requests_under_way_and_no_more()
    {
        await _served.RestartAsync(options => options with { MostPerClient = 1 });
        using var watching = await _served.Client.GetAsync("/teleo/decisions", HttpCompletionOption.ResponseHeadersRead);
        using var second = await _served.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("1", second.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_again()
    {
        await _served.RestartAsync(options => options with { Workers = 1, QueueLimit = 1 });
        var calls = Enumerable.Range(0, 12).Select(i => _served.PostAsync(
            "/api/generate", new { model = "stories-260k", prompt = "Once", stream = false, options = new { num_predict = 400, temperature = 1.0, seed = i } })).ToList();
        var answers = await Task.WhenAll(calls);
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        var busy = answers.Where(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable).ToList();
        Assert.NotEmpty(busy);
        Assert.All(busy, answer => Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single()));
        Assert.All(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task A_model_that_can_never_fit_is_refused_at_once_with_the_numbers()
    {
        await _served.RestartAsync(options => options with { Memory = "300KiB" });
        var answer = await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "stories-260k", prompt = "Once" }), HttpStatusCode.InsufficientStorage);
        Assert.Matches("takes [0-9]+ bytes; the memory of this server is 307200 bytes", answer.GetProperty("error").GetString());
        Assert.Equal(0, (await _served.GetAsync("/teleo/state")).GetProperty("arrivals").GetInt64());
    }

    [Fact]
    public async Task Two_hundred_connections_are_all_answered()
    {
        var clients = Enumerable.Range(0, 200).Select(_ => new HttpClient { BaseAddress = _served.Host.Address }).ToList();
        try
        {
            var answers = await Task.WhenAll(clients.Select(client => client.GetStringAsync("/health")));
            Assert.All(answers, answer => Assert.Contains("ok", answer, StringComparison.Ordinal));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private async Task<string> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _served.Host.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(socket.GetStream(), Encoding.Latin1);
        var answer = new StringBuilder();
        try
        {
            while (await reader.ReadLineAsync() is { } line) answer.AppendLine(line);
        }
        catch (IOException)
        {
            // The server may cut a client that floods it.
        }

        return answer.ToString();
    }
}
