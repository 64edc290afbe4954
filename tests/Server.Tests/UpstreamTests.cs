using System.Net;
using Teleo.Server.Serving;

namespace Teleo.Server.Tests;

/// <summary>Models of another server are controlled as our own are; what that server does or fails to do is seen, never assumed.</summary>
public sealed class UpstreamTests : IAsyncLifetime
{
    private readonly ForeignServer _foreign = new();
    private ServerHost _host = null!;
    private HttpClient _client = null!;

    public Task InitializeAsync() => StartAsync(timeoutSeconds: 30);

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _foreign.Dispose();
    }

    [Fact]
    public async Task The_controller_loads_what_is_asked_for_and_makes_room_there()
    {
        foreach (string model in ForeignServer.Names)
        {
            using var answer = await AskAsync(model);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains($"{model} heard hello", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.True(_foreign.Holds(model));
        }

        // Two of three fit: one had to leave before the third came.
        Assert.Equal(2, ForeignServer.Names.Count(_foreign.Holds));
        Assert.Contains(_foreign.Wishes, wish => wish.StartsWith("unload", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_says_yes_and_does_nothing_is_not_believed()
    {
        await RestartAsync(timeoutSeconds: 2);
        _foreign.Disobeys = true;
        using var answer = await AskAsync("qwen:4b");
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Contains("load qwen:4b", _foreign.Wishes);
        var state = System.Text.Json.JsonDocument.Parse(await _client.GetStringAsync("/teleo/state")).RootElement;
        Assert.All(state.GetProperty("models").EnumerateArray(), model => Assert.False(model.GetProperty("is_resident").GetBoolean()));
    }

    [Fact]
    public async Task What_the_server_drops_by_itself_is_seen()
    {
        using var answer = await AskAsync("phi:mini");
        Assert.Equal(1_000_000, await UsedBytesAsync());
        _foreign.Drop("phi:mini");
        for (int looks = 0; await UsedBytesAsync() > 0; looks++)
        {
            Assert.True(looks < 100, "it was never seen");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        using var again = await AskAsync("phi:mini");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.True(_foreign.Holds("phi:mini"));
    }

    [Fact]
    public async Task A_server_that_babbles_ends_nothing_here()
    {
        await RestartAsync(timeoutSeconds: 2);
        _foreign.Babbles = true;
        using var answer = await AskAsync("qwen:4b");
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        using var health = await _client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    private async Task StartAsync(double timeoutSeconds)
    {
        var options = new ServeOptions
        {
            Upstream = _foreign.Address,
            Controls = true,
            Memory = "2MiB",
            Port = 0,
            OperatorToken = Served.Operator,
            TimeoutSeconds = timeoutSeconds,
            PatienceSeconds = 0.5,
        };
        _host = await ServerHost.StartAsync(options, TimeProvider.System, _ => { });
        _client = new HttpClient { BaseAddress = _host.Address };
    }

    private async Task RestartAsync(double timeoutSeconds)
    {
        _client.Dispose();
        await _host.DisposeAsync();
        await StartAsync(timeoutSeconds);
    }

    private Task<HttpResponseMessage> AskAsync(string model) => _client.PostAsync(
        "/api/generate", new StringContent(System.Text.Json.JsonSerializer.Serialize(new { model, prompt = "hello", stream = false })));

    private async Task<long> UsedBytesAsync() =>
        System.Text.Json.JsonDocument.Parse(await _client.GetStringAsync("/teleo/state")).RootElement.GetProperty("used_bytes").GetInt64();
}
