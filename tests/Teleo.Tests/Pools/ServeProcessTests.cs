using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Teleo.Commands;
using Teleo.Controller.Tracing;

namespace Teleo.Tests.Pools;

/// <summary>The server as a process of its own: killed, it goes on where it was and says what is lost; told to end, it lets requests finish.</summary>
public sealed class ServeProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("teleo-serve-process").FullName;
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

    private async Task<(Process Process, HttpClient Client)> StartAsync()
    {
        string[] arguments =
        [
            "exec", typeof(TeleoCommands).Assembly.Location, "serve", "--models", Repository.PathOf("skills"), "--variant", "q8_0", "--memory", "50%",
            "--port", "0", "--trace", Trace, "--state", Path.Combine(_folder, "serve.state"),
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
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
