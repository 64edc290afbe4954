using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Teleo.Experiments.Tests.Reports;

/// <summary>A headless Chromium on one page, driven through its debugging port, with everything it complained of.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly string _profile = TestFolder.New("teleo-chromium");
    private int _lastId;

    private Chromium(int width, int height)
    {
        var start = new ProcessStartInfo(Installed!, [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--hide-scrollbars", $"--window-size={width},{height}", $"--user-data-dir={_profile}",
            "--remote-debugging-port=0", "about:blank",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _ = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
    }

    public static string? Installed { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-browser") }).FirstOrDefault(File.Exists);

    /// <summary>Errors and warnings of the console, exceptions, and addresses asked for beyond files and data.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<Chromium> Open(string page, int width = 1280, int height = 900)
    {
        var browser = new Chromium(width, height);
        string port = await browser.Port();
        using var http = new HttpClient();
        var targets = JsonNode.Parse(await http.GetStringAsync($"http://127.0.0.1:{port}/json/list"))!.AsArray();
        await browser._socket.ConnectAsync(new Uri((string)targets.First(t => (string?)t!["type"] == "page")!["webSocketDebuggerUrl"]!), default);
        foreach (string domain in new[] { "Runtime", "Log", "Network", "Page" }) await browser.Send(domain + ".enable", []);
        await browser.Send("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 500 });
        await browser.Send("Page.navigate", new() { ["url"] = new Uri(page).AbsoluteUri });
        await browser.Loaded();
        return browser;
    }

    public async Task<JsonNode?> Evaluate(string script)
    {
        var answer = await Send("Runtime.evaluate", new() { ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true });
        if (answer["exceptionDetails"] is { } fault) throw new InvalidOperationException($"{script}: {fault}");
        return answer["result"]?["value"];
    }

    /// <summary>Waits until a condition holds in the page.</summary>
    public async Task Until(string condition) => Assert.Equal("yes", (string?)await Evaluate(
        $"new Promise((ok, no) => {{ let n = 0; const look = () => {{ if ({condition}) ok('yes'); else if (n++ > 1500) ok('never: ' + {JsonSerializer.Serialize(condition)}); else setTimeout(look, 20); }}; look(); }})"));

    public async Task Press(string key)
    {
        var down = new JsonObject { ["type"] = "keyDown", ["key"] = key };
        if (key.Length == 1) down["text"] = key;
        await Send("Input.dispatchKeyEvent", down);
        await Send("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key });
    }

    public async Task Click(double x, double y)
    {
        foreach (string type in new[] { "mousePressed", "mouseReleased" })
            await Send("Input.dispatchMouseEvent", new() { ["type"] = type, ["x"] = x, ["y"] = y, ["button"] = "left", ["clickCount"] = 1 });
    }

    public async Task Screenshot(string path)
    {
        var answer = await Send("Page.captureScreenshot", new() { ["format"] = "png" });
        await File.WriteAllBytesAsync(path, Convert.FromBase64String((string)answer["data"]!));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task<string> Port()
    {
        string file = Path.Combine(_profile, "DevToolsActivePort");
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!File.Exists(file) || new FileInfo(file).Length == 0) await timer.WaitForNextTickAsync(patience.Token);
        return File.ReadLines(file).First();
    }

    private async Task<JsonNode> Send(string method, JsonObject parameters)
    {
        using var patience = new CancellationTokenSource(Patience);
        int id = ++_lastId;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, patience.Token);
        while (true)
        {
            var answer = await Receive(patience.Token);
            if ((int?)answer["id"] == id) return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer["error"]}");
            Note(answer);
        }
    }

    private async Task Loaded()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var message = await Receive(patience.Token);
            Note(message);
            if ((string?)message["method"] == "Page.loadEventFired") return;
        }
    }

    private async Task<JsonNode> Receive(CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        byte[] part = new byte[1 << 16];
        WebSocketReceiveResult result;
        do
        {
            result = await _socket.ReceiveAsync(part, cancellation);
            whole.Write(part, 0, result.Count);
        }
        while (!result.EndOfMessage);
        return JsonNode.Parse(whole.ToArray())!;
    }

    private void Note(JsonNode message)
    {
        var parameters = message["params"];
        switch ((string?)message["method"])
        {
            case "Runtime.exceptionThrown":
            case "Log.entryAdded":
                Complaints.Add(parameters!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when (string?)parameters!["type"] is "error" or "warning":
                Complaints.Add(parameters.ToJsonString());
                break;
            case "Network.requestWillBeSent" when (string?)parameters!["request"]!["url"] is { } url
                && !url.StartsWith("file:", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && url != "about:blank":
                Complaints.Add("asked for " + url);
                break;
        }
    }
}

/// <summary>Needs a browser: counted as skipped where none is installed.</summary>
public sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Chromium.Installed is null ? "no chromium on the path" : null;
}

/// <summary>Needs a browser: counted as skipped where none is installed.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Installed is null ? "no chromium on the path" : null;
}
