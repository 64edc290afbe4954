using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Teleo.Commands;
using Teleo.Controller.Domain;
using Teleo.Controller.Tracing;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Xunit.Abstractions;

namespace Teleo.Tests.Pools;

/// <summary>
/// Laws of a server under an hour of mixed traffic: memory and handles settle, no request is lost, and its trace verifies and decides again
/// to the bit. <c>TELEO_SOAK_SECONDS</c> sets another time.
/// </summary>
public sealed class ServeSoakTests(ITestOutputHelper output) : IDisposable
{
    private const int Models = 8, Clients = 16;
    private const double RequestsPerSecond = 50, MostMegabytesPerHour = 1;
    private const int MostHandlesMore = 8;

    private readonly string _folder = TestFolder.New("teleo-serve-soak");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NightlyFact]
    public async Task A_server_under_an_hour_of_traffic_settles_and_its_trace_decides_again()
    {
        int seconds = int.TryParse(Environment.GetEnvironmentVariable("TELEO_SOAK_SECONDS"), CultureInfo.InvariantCulture, out int set) ? set : 3600;
        Directory.CreateDirectory(Path.Combine(_folder, "models"));
        Assert.True(FixtureShape.TryParse("tiny", out var shape));
        for (int i = 0; i < Models; i++)
            Assert.True(Packer.TryWriteFixture(Path.Combine(_folder, "models", $"tiny-{i}.gguf"), shape, TensorType.F32, (ulong)i + 1, out _));
        string trace = Path.Combine(_folder, "serve.jsonl");
        string[] words =
        [
            "exec", typeof(TeleoCommands).Assembly.Location, "serve", "--models", Path.Combine(_folder, "models"), "--memory", "50%", "--port", "0",
            "--trace", trace, "--state", Path.Combine(_folder, "serve.state"),
        ];
        var start = new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true, RedirectStandardError = true };

        // Young garbage is collected every 2 MiB: with the default it alone moves the memory by more than the bar.
        start.Environment["DOTNET_GCgen0size"] = "0x200000";
        using var server = Process.Start(start)!;
        var errors = server.StandardError.ReadToEndAsync();
        var address = new Uri((await server.StandardOutput.ReadLineAsync())!);
        var traffic = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => AskAsync(address, client, seconds))));
        var samples = new List<Sample>();
        long began = TimeProvider.System.GetTimestamp();
        while (!traffic.IsCompleted)
        {
            await Task.WhenAny(traffic, Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System));
            server.Refresh();
            Assert.False(server.HasExited, "the server ended by itself");
            samples.Add(new(
                TimeProvider.System.GetElapsedTime(began).TotalHours, server.WorkingSet64 / 1e6, Directory.GetFiles($"/proc/{server.Id}/fd").Length));
        }

        int[][] ended = await traffic;
        using (var told = Process.Start("kill", ["-TERM", $"{server.Id}"])) await server.WaitForExitAsync();
        Assert.True(server.ExitCode == 0, await errors);
        var (parts, decisions) = Reproduced(trace);

        var late = samples[(samples.Count / 2)..];
        double slope = Slope(late);
        int answered = ended.Sum(client => client[0]), failed = ended.Sum(client => client[1]);
        output.WriteLine($"{answered} requests in {seconds} s, {failed} failed; {decisions} decisions in {parts} parts decided again alike; over the last half "
            + $"{slope:+0.00;-0.00} MB an hour, {late.Min(sample => sample.Megabytes):F1} to {late.Max(sample => sample.Megabytes):F1} MB, "
            + $"{late.Min(sample => sample.Handles)} to {late.Max(sample => sample.Handles)} handles");
        File.WriteAllLines(Path.Combine(Path.GetTempPath(), "teleo-serve-soak.csv"), samples.Select(sample =>
            string.Create(CultureInfo.InvariantCulture, $"{sample.Hours:F5},{sample.Megabytes:F3},{sample.Handles}")));
        Assert.Equal(0, failed);
        Assert.InRange(answered, 0.9 * RequestsPerSecond * seconds, 1.1 * RequestsPerSecond * seconds);
        Assert.InRange(late.Max(sample => sample.Handles), 1, samples[..(samples.Count / 2)].Max(sample => sample.Handles) + MostHandlesMore);
        Assert.True(seconds < 1800 || slope <= MostMegabytesPerHour, $"{slope} MB an hour");
    }

    /// <summary>Asks at moments of its own for favourites that change every minute, in three dialects; counts what was answered and what failed.</summary>
    private static async Task<int[]> AskAsync(Uri address, int client, double seconds)
    {
        using var http = new HttpClient { BaseAddress = address };
        var draw = new SeedTree(1).Stream("clients", entity: (uint)client);
        int answered = 0, failed = 0;
        long began = TimeProvider.System.GetTimestamp();
        for (double at = 0; ; answered++)
        {
            at += draw.NextExponential() * Clients / RequestsPerSecond;
            if (at > seconds) return [answered, failed];
            double wait = at - TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            if (wait > 0) await Task.Delay(TimeSpan.FromSeconds(wait), TimeProvider.System);
            string model = $"tiny-{((int)(at / 60) + (int)draw.NextExponential()) % Models}";
            bool stream = draw.NextDouble() < 0.5;
            object body = (answered % 3) switch
            {
                0 => new { model, prompt = "hello", stream, options = new { num_predict = 3 } },
                1 => new { model, prompt = "hello", max_tokens = 3, stream },
                _ => new { model, messages = new[] { new { role = "user", content = "hello" } }, max_tokens = 3, stream },
            };
            string path = (answered % 3) switch { 0 => "/api/generate", 1 => "/v1/completions", _ => "/v1/chat/completions" };
            using var answer = await http.PostAsJsonAsync(path, body);
            string text = await answer.Content.ReadAsStringAsync();
            bool isWhole = !stream || text.Contains(answered % 3 == 0 ? "\"done\":true" : "[DONE]", StringComparison.Ordinal);
            if (!answer.IsSuccessStatusCode || !isWhole) failed++;
        }
    }

    /// <summary>Verifies every part of a trace, its place after the part before, and decides it again.</summary>
    private static (int Parts, long Decisions) Reproduced(string trace)
    {
        string? before = null;
        long decisions = 0;
        int part = 0;
        for (string path = trace; File.Exists(path); path = Path.ChangeExtension(trace, $".{part + 1}.jsonl"))
        {
            part++;
            using var first = File.OpenRead(path);
            var reader = new TraceReader(first);
            Assert.Equal(before, reader.Header.Run.GetValueOrDefault("follows"));
            var summary = TraceVerifier.Verify(reader, CancellationToken.None);
            using var again = File.OpenRead(path);
            Assert.Equal(summary.Decisions, TraceReplay.Reproduce(new TraceReader(again)));
            decisions += summary.Decisions;
            before = System.Text.Json.JsonDocument.Parse(File.ReadLines(path).Last()).RootElement.GetProperty("hash").GetString();
        }

        return (part, decisions);
    }

    private static double Slope(List<Sample> samples)
    {
        double time = samples.Average(sample => sample.Hours), memory = samples.Average(sample => sample.Megabytes);
        return samples.Sum(sample => (sample.Hours - time) * (sample.Megabytes - memory)) / samples.Sum(sample => Math.Pow(sample.Hours - time, 2));
    }

    private readonly record struct Sample(double Hours, double Megabytes, int Handles);
}
