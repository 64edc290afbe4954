using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Teleo.Commands;
using Teleo.Controller.Tracing;

namespace Teleo.Tests.Pools;

/// <summary>The server as a process of its own: killed, it goes on where it was and says what is lost; told to end, it lets requests finish.</summary>
public sealed class ServeProcessTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-serve-process");
    private readonly List<Process> _processes = [];

    private string Trace => Path.Combine(_folder, "serve.jsonl");

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [NightlyFact]
    public async Task A_killed_server_goes_on_with_what_it_learned_and_says_what_is_lost()
    {
        var (first, client) = await StartAsync();
        for (int i = 0; i < 10; i++) await AskAsync(client, i % 2 == 0 ? "addition" : "reversal");
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);   // the state is saved every two seconds
        await AskAsync(client, "addition");
        var before = await StateAsync(client);
        first.Kill();
        await first.WaitForExitAsync();

        var (second, after) = await StartAsync();
        var state = await StateAsync(after);
        Assert.InRange(state.GetProperty("resource").GetDouble(), before.GetProperty("resource").GetDouble() - 1, before.GetProperty("resource").GetDouble() + 1);
        Assert.Contains("the run before was cut off", state.GetProperty("loss").GetString(), StringComparison.Ordinal);
        double[] Qualities(JsonElement of) => [.. of.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("quality").GetDouble())];
        Assert.Equal(Qualities(before), Qualities(state), (one, other) => Math.Abs(one - other) < 0.05);
        await AskAsync(after, "addition");
        Assert.Equal(0, await EndAsync(second));

        // The killed run's trace holds up to its cut; the next one's header names the last hash of it.
        using var cut = File.OpenRead(Trace);
        Assert.Equal(TraceFault.Unfinished, Assert.Throws<TraceException>(() => TraceVerifier.Verify(new TraceReader(cut), default)).Fault);
        string lastHash = JsonDocument.Parse(File.ReadLines(Trace).Last()).RootElement.GetProperty("hash").GetString()!;
        using var next = File.OpenRead(Path.Combine(_folder, "serve.2.jsonl"));
        var reader = new TraceReader(next);
        Assert.Equal(lastHash, reader.Header.Run["follows"]);
        Assert.True(TraceVerifier.Verify(reader, default).Decisions > 0);
    }

    [NightlyFact]
    public async Task A_server_that_is_told_to_end_lets_requests_finish()
    {
        var (process, client) = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate")
        {
            Content = JsonContent.Create(new { model = "stories260k", prompt = "Once upon a time", options = new { num_predict = 400, temperature = 1.0 } }),
        };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        string line = (await lines.ReadLineAsync())!;
        var ending = EndAsync(process);
        while (await lines.ReadLineAsync() is { } more) line = more;
        Assert.True(JsonDocument.Parse(line).RootElement.GetProperty("done").GetBoolean());
        Assert.Equal(0, await ending);
        using var trace = File.OpenRead(Trace);
        TraceVerifier.Verify(new TraceReader(trace), default);
    }

    [Fact]
    public async Task Workers_answer_as_the_engine_does_inherit_nothing_and_end_with_a_server_that_was_killed()
    {
        if (!OperatingSystem.IsLinux()) return;
        var (inProcess, here) = await StartAsync();
        string[] expected = [await TextAsync(here, "addition"), await TextAsync(here, "reversal")];
        Assert.Equal(0, await EndAsync(inProcess));

        var (server, client) = await StartAsync("--runtime", "worker");
        foreach (var (model, text) in ((string[])["addition", "reversal"]).Zip(expected)) Assert.Equal(text, await TextAsync(client, model));
        int[] workers = ChildrenOf(server.Id);
        Assert.Equal(2, workers.Length);
        string[] of = OpenIn(server.Id);
        Assert.Contains(of, link => link.StartsWith("socket:", StringComparison.Ordinal));
        foreach (int worker in workers)
        {
            // Its three pipes are the server's too, at the other ends.
            Assert.Equal(3, OpenIn(worker).Distinct().Count(link => IsLink(link) && of.Contains(link) && !_inherited.Contains(link)));
            string variables = File.ReadAllText($"/proc/{worker}/environ");
            Assert.Contains("PATH=", variables, StringComparison.Ordinal);
            Assert.DoesNotContain("A_SECRET", variables, StringComparison.Ordinal);
        }

        server.Kill();
        await server.WaitForExitAsync();
        foreach (int worker in workers) await EndOfAsync(worker);
    }

    /// <summary>What this process, too, has from whoever started it.</summary>
    private readonly string[] _inherited = OperatingSystem.IsLinux() ? OpenIn(Environment.ProcessId) : [];

    private static bool IsLink(string link) => link.StartsWith("socket:", StringComparison.Ordinal) || link.StartsWith("pipe:", StringComparison.Ordinal);

    private static string[] OpenIn(int process) =>
        [.. Directory.EnumerateFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(link => link.Length > 0)];

    private static int[] ChildrenOf(int process) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!))
            .Where(id => ParentOf(id) == process),
    ];

    private static int ParentOf(int process)
    {
        try
        {
            return int.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal))["PPid:".Length..]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task EndOfAsync(int process)
    {
        for (int looks = 0; File.Exists($"/proc/{process}/cmdline") && File.ReadAllText($"/proc/{process}/cmdline").Length > 0; looks++)
        {
            Assert.True(looks < 300, $"worker {process} outlived its server");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task<string> TextAsync(HttpClient client, string model)
    {
        using var answer = await client.PostAsJsonAsync("/api/generate", new { model, prompt = "12+34", stream = false });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("response").GetString()!;
    }

    private async Task<(Process Process, HttpClient Client)> StartAsync(params string[] more)
    {
        string[] arguments =
        [
            "exec", typeof(TeleoCommands).Assembly.Location, "serve", "--models", Repository.PathOf("skills"), "--variant", "q8_0", "--memory", "50%",
            "--port", "0", "--trace", Trace, "--state", Path.Combine(_folder, "serve.state"), .. more,
        ];
        var settings = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        settings.Environment["A_SECRET"] = "not for workers";
        var process = Process.Start(settings)!;
        _processes.Add(process);
        _ = process.StandardError.ReadToEndAsync();
        string address = (await process.StandardOutput.ReadLineAsync())!;
        return (process, new HttpClient { BaseAddress = new Uri(address) });
    }

    private static async Task<int> EndAsync(Process process)
    {
        using var told = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static async Task<JsonElement> StateAsync(HttpClient client) => await client.GetFromJsonAsync<JsonElement>("/teleo/state");

    private static async Task AskAsync(HttpClient client, string model)
    {
        using var answer = await client.PostAsJsonAsync("/api/generate", new { model, prompt = "12+34", stream = false });
        answer.EnsureSuccessStatusCode();
    }
}
