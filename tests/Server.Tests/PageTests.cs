using Teleo.Experiments.Tests.Reports;

namespace Teleo.Server.Tests;

/// <summary>The page in a real browser: it shows what happens, works the operator's buttons, asks nobody else, and finds its way back.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private const string ClientToken = "token-of-the-clients";

    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task The_page_comes_without_a_token_and_its_data_do_not()
    {
        await _served.RestartAsync(options => options with { Token = ClientToken });
        using var page = await _served.Client.GetAsync("/");
        Assert.Equal(System.Net.HttpStatusCode.OK, page.StatusCode);
        string text = await page.Content.ReadAsStringAsync();
        Assert.DoesNotContain("/*s", text, StringComparison.Ordinal);
        Assert.Contains("kept = \"teleo-token\"", text, StringComparison.Ordinal);
        foreach (string path in (string[])["/teleo/state", "/teleo/requests", "/teleo/decisions", "/?", "/models"])
        {
            using var data = await _served.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(path == "/?" ? System.Net.HttpStatusCode.OK : System.Net.HttpStatusCode.Unauthorized, data.StatusCode);
        }
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/api/tags", 200)]
    [InlineData("/teleo/decisions", 405)]
    [InlineData("/api/generate", 405)]
    public async Task Heads_answer_as_their_calls_do_without_a_body(string path, int status)
    {
        using var answer = await _served.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Requests_are_told_with_their_waits_and_the_misses_of_the_least_recently_used()
    {
        await _served.RestartAsync(options => options with { Memory = "1200KiB" });
        foreach (string model in (string[])["addition", "addition", "stories-260k", "addition"]) await AskAsync(model);
        var requests = (await _served.GetAsync("/teleo/requests")).GetProperty("requests").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2, 3], requests.Select(request => request.GetProperty("number").GetInt64()));
        Assert.All(requests, request => Assert.Equal("Answered", request.GetProperty("status").GetString()));
        Assert.True(requests[0].GetProperty("waited_seconds").GetDouble() > 0);
        Assert.Equal(0, requests[1].GetProperty("waited_seconds").GetDouble());
        Assert.True(requests[3].GetProperty("ended").GetDouble() > requests[3].GetProperty("came").GetDouble());
        Assert.Equal(2, (await _served.GetAsync("/teleo/requests?from=2")).GetProperty("requests").GetArrayLength());

        // A cache of this size that lets the least recently used go has room for one of the two.
        Assert.Equal(3, (await _served.GetAsync("/teleo/state")).GetProperty("lru_misses").GetInt64());
    }

    [NightlyChromiumFact]
    public async Task The_page_loads_streams_operates_and_comes_back()
    {
        await _served.RestartAsync(options => options with { Token = ClientToken });
        _served.BeOperator();
        await using var browser = await Chromium.Open(_served.Host.Address.ToString());
        await browser.Until("!document.getElementById('enter').hidden");
        await browser.Evaluate($"document.getElementById('given').value = '{Served.Operator}'; document.querySelector('#entry button').click()");
        await browser.Until("document.getElementById('enter').hidden && document.getElementById('link').textContent === 'connected'");
        await browser.Until("document.querySelectorAll('#models tr').length === 3 && document.querySelectorAll('.account').length > 1");

        await AskAsync("addition");
        await browser.Until("document.getElementById('decisions').textContent.includes('activate addition')");
        await browser.Until("document.querySelectorAll('#chart circle').length === 1");
        const string Summary = "[...document.querySelectorAll('#decisions summary')].find(one => one.textContent.includes('activate addition'))";
        await browser.Evaluate($"{Summary}.click()");
        Assert.Contains("more than doing nothing", (string?)await browser.Evaluate($"{Summary}.parentNode.querySelector('div').textContent"));

        await PressAsync(browser, "addition", "pin");
        await browser.Until("document.querySelector(\"tr[data-name='addition:q8_0']\").textContent.includes(', pinned')");
        await PressAsync(browser, "addition", "unpin");
        await PressAsync(browser, "addition", "unload");
        await browser.Until("document.querySelector(\"tr[data-name='addition:q8_0']\").textContent.includes('kept out')");
        await PressAsync(browser, "addition", "why not?");
        await browser.Until("document.getElementById('said').textContent.startsWith('addition:q8_0: ')");

        string address = _served.Host.Address.ToString();
        int port = _served.Host.Address.Port;
        await _served.StopAsync();
        await browser.Until("document.getElementById('link').textContent.startsWith('not connected')");
        await _served.RestartAsync(options => options with { Token = ClientToken, Port = port });
        _served.BeOperator();
        await browser.Until("document.getElementById('link').textContent === 'connected'");
        await AskAsync("reversal");
        await browser.Until("document.getElementById('decisions').textContent.includes('activate reversal')");
        Assert.Equal("false", (string?)await browser.Evaluate($"String({Summary} !== undefined)"));

        // It asked this server and nobody else; what it complained of is the token that was missing and the server that was away.
        Assert.DoesNotContain(browser.Complaints, complaint => complaint.StartsWith("asked for ", StringComparison.Ordinal)
            && !complaint.StartsWith($"asked for {address}", StringComparison.Ordinal));
        Assert.DoesNotContain(browser.Complaints, complaint => complaint.Contains("Error", StringComparison.Ordinal)
            && !complaint.Contains("Failed to load resource", StringComparison.Ordinal));
    }

    private static async Task PressAsync(Chromium browser, string model, string button)
    {
        string key = $"[...document.querySelectorAll(\"tr[data-name^='{model}:'] button\")].find(b => b.textContent === '{button}' && !b.hidden)";
        await browser.Until($"{key} !== undefined");
        await browser.Evaluate($"{key}.click()");
    }

    private async Task AskAsync(string model) =>
        await Served.BodyOf(await _served.PostAsync("/api/generate", new { model, prompt = "12+34", stream = false, options = new { num_predict = 4 } }));

    /// <summary>A long check in a browser: counted as skipped unless the environment says <c>NIGHTLY=1</c> and one is installed.</summary>
    private sealed class NightlyChromiumFactAttribute : FactAttribute
    {
        public NightlyChromiumFactAttribute() => Skip = Nightly.SkipReason ?? (Chromium.Installed is null ? "no chromium on the path" : null);
    }
}
