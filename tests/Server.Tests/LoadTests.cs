using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace Teleo.Server.Tests;

/// <summary>What the server adds to the engine, and what it bears: measured, printed, and bounded where a bound holds on any machine.</summary>
public sealed class LoadTests(ITestOutputHelper output) : IAsyncLifetime
{
    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [NightlyFact]
    public async Task The_server_adds_little_to_the_first_token_and_to_each_further_one()
    {
        var (first, whole) = (new List<double>(), new List<double>());
        for (int i = -20; i < 400; i++)
        {
            long began = TimeProvider.System.GetTimestamp();
            using var response = await _served.PostAsync(
                "/api/generate", new { model = "stories-260k", prompt = "Once upon a time", options = new { num_predict = 64 } }, HttpCompletionOption.ResponseHeadersRead);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            string line = (await reader.ReadLineAsync())!;
            double toFirst = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
            while (await reader.ReadLineAsync() is { } next) line = next;
            double toLast = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
            var end = JsonDocument.Parse(line).RootElement;
            double prefill = end.GetProperty("prompt_eval_duration").GetInt64() * 1e-6, decode = end.GetProperty("eval_duration").GetInt64() * 1e-6;
            if (i < 0) continue;
            first.Add(toFirst - prefill);
            whole.Add((toLast - prefill) / decode);
        }

        output.WriteLine($"first token over the engine's: median {At(first, 0.5):F3} ms, 99th percentile {At(first, 0.99):F3} ms; whole answer over the engine's: median {At(whole, 0.5):F3}");
        Assert.InRange(At(first, 0.5), 0, 20);
    }

    [NightlyFact]
    public async Task Short_requests_over_64_connections()
    {
        const int Clients = 64, Each = 100;
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { BaseAddress = _served.Host.Address };
        byte[] body = Encoding.UTF8.GetBytes("""{"model":"addition","prompt":"1+1","stream":false}""");
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => OneAsync()));
        long began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (int i = 0; i < Each; i++) await OneAsync();
        }));
        double seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        output.WriteLine($"{Clients * Each / seconds:F0} requests a second over {Clients} connections, {seconds:F2} s");
        Assert.Equal(Clients * (Each + 1), (await _served.GetAsync("/teleo/state")).GetProperty("answered").GetInt64());

        async Task OneAsync()
        {
            using var answer = await client.PostAsync("/api/generate", new ByteArrayContent(body));
            answer.EnsureSuccessStatusCode();
        }
    }

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));
}
