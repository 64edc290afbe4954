using System.Text.Json;
using Teleo.Server.Serving;

namespace Teleo.Server.Tests;

/// <summary>A server that is observed is sent requests and nothing else; what would have been done is recorded, and what it costs is told.</summary>
public sealed class ObserveTests : IAsyncLifetime
{
    private readonly ForeignServer _foreign = new() { Most = 1, LoadSeconds = 0.03 };
    private ServerHost _host = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var options = new ServeOptions { Upstream = _foreign.Address, Memory = "2MiB", Port = 0, OperatorToken = Served.Operator };
        _host = await ServerHost.StartAsync(options, TimeProvider.System, _ => { });
        _client = new HttpClient { BaseAddress = _host.Address };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _foreign.Dispose();
    }

    [Fact]
    public async Task No_command_is_sent_and_the_record_says_what_would_have_been_done()
    {
        foreach (string model in ForeignServer.Names)
            Assert.Contains($"{model} heard hello", await AskAsync(model), StringComparison.Ordinal);
        Assert.Empty(_foreign.Wishes);
        Assert.True((await StateAsync()).GetProperty("observes").GetBoolean());
        await UntilAsync(async () => (await StateAsync()).GetProperty("answered").GetInt64() == 3);
        string decisions = string.Join('\n', await DecisionsAsync());
        foreach (string model in (string[])["llama3", "qwen", "phi"]) Assert.Matches($"(activate|by) {model}", decisions);

        // What is really there is the server's own doing: it holds one at a time.
        await UntilAsync(async () =>
        {
            var resident = JsonDocument.Parse(await _client.GetStringAsync("/api/ps")).RootElement.GetProperty("models");
            return resident.GetArrayLength() == 1 && resident[0].GetProperty("name").GetString() == "phi:mini";
        });
    }

    [Fact]
    public async Task The_report_tells_what_its_own_rule_cost_against_ours_and_the_bound()
    {
        // Two models in turn: the server holds one at a time, the memory given here holds both.
        for (int i = 0; i < 60; i++) await AskAsync(ForeignServer.Names[i % 2]);
        var report = JsonDocument.Parse(await _client.GetStringAsync("/teleo/report")).RootElement;
        double observed = report.GetProperty("observed").GetProperty("per_thousand").GetDouble(), ours = report.GetProperty("ours").GetProperty("per_thousand").GetDouble();

        // Each of its requests waited for a load of at least 30 ms, which is paid as well.
        Assert.InRange(observed, 60, 600);
        Assert.True(ours < 0.2 * observed, report.ToString());
        Assert.True(report.GetProperty("ours_against_observed").GetProperty("high").GetDouble() < -50, report.ToString());
        Assert.True(report.GetProperty("bound").GetDouble() <= ours);

        // Its own loads done again in the simulator cost about what they cost there, although its requests followed on each other's end.
        Assert.InRange(report.GetProperty("replayed_against_observed").GetProperty("percent").GetDouble(), -30, 30);
        Assert.Equal("the upstream server by its own rule", report.GetProperty("decided").GetString());
        Assert.Empty(report.GetProperty("assumed").EnumerateArray());
        Assert.Empty(_foreign.Wishes);
    }

    [Fact]
    public async Task A_conversation_goes_on_as_one()
    {
        var talk = new[] { new { role = "system", content = "Be brief." }, new { role = "user", content = "hello" } };
        using var answer = await _client.PostAsync("/api/chat", Body(new { model = "qwen:4b", stream = false, messages = talk }));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("qwen:4b heard system: Be brief.|user: hello", text, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("teleo-warning"));
    }

    [Fact]
    public async Task Our_own_server_is_observed_and_controlled_as_any_other()
    {
        await using var inner = await Served.StartAsync(options => options with { LimitSeconds = 0.005 });
        foreach (bool controls in (bool[])[false, true])
        {
            var options = new ServeOptions
            {
                Upstream = inner.Host.Address,
                Controls = controls,
                Memory = "100%",
                Port = 0,
                OperatorToken = Served.Operator,
                TimeoutSeconds = 20,
                PatienceSeconds = 5,
            };
            await using var outer = await ServerHost.StartAsync(options, TimeProvider.System, _ => { });
            using var client = new HttpClient { BaseAddress = outer.Address };
            foreach (string model in (string[])["addition:q8_0", "reversal:q8_0"])
            {
                using var answer = await client.PostAsync("/api/generate", Body(new { model, prompt = "add 12+34", stream = false }));
                var body = await Served.BodyOf(answer);
                if (model.StartsWith("addition", StringComparison.Ordinal)) Assert.Equal("46", body.GetProperty("response").GetString());
            }
        }
    }

    private static StringContent Body(object body) => new(JsonSerializer.Serialize(body));

    private async Task<string> AskAsync(string model)
    {
        using var answer = await _client.PostAsync("/api/generate", Body(new { model, prompt = "hello", stream = false }));
        Assert.True(answer.IsSuccessStatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<JsonElement> StateAsync() => JsonDocument.Parse(await _client.GetStringAsync("/teleo/state")).RootElement;

    private async Task<List<string>> DecisionsAsync()
    {
        long last = (await StateAsync()).GetProperty("decisions").GetInt64() - 1;
        var words = new List<string>();
        for (long number = 0; number <= last; number++)
            words.Add(JsonDocument.Parse(await _client.GetStringAsync($"/teleo/decisions/{number}/explain")).RootElement.GetProperty("action").GetString()!);
        return words;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (int i = 0; !await holds(); i++)
        {
            Assert.True(i < 200, "it never came so far");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
