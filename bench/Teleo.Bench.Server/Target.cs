using System.Net.Http.Json;
using System.Text.Json;

namespace Teleo.Bench.Server;

/// <summary>One server under measurement: times of its streams as a client sees them, beside those that it states of its engine.</summary>
internal sealed class Target(Uri address, string model, string prompt, int tokens) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = address };
    private readonly List<double> _first = [];
    private readonly List<double> _overFirst = [];
    private readonly List<double> _perToken = [];
    private readonly List<double> _burst = [];
    private double _perSecond;

    /// <summary>Streams one answer: milliseconds to the first piece and to the end, and the prefill that the server states; NaN for none.</summary>
    public async Task<(double First, double Whole, double Prefill)> StreamAsync()
    {
        long began = TimeProvider.System.GetTimestamp();
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/completions");
        message.Content = JsonContent.Create(new { model, prompt, max_tokens = tokens, temperature = 0, stream = true });
        using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        double first = double.NaN, prefill = double.NaN;
        while (await lines.ReadLineAsync() is { } line)
        {
            if (double.IsNaN(first) && line.Length > 0) first = Since(began);
            if (line.Contains("\"prefill_ms\"", StringComparison.Ordinal))
                prefill = JsonDocument.Parse(line["data: ".Length..]).RootElement.GetProperty("teleo").GetProperty("prefill_ms").GetDouble();
        }

        return (first, Since(began), prefill);
    }

    /// <summary>Measures one answer alone.</summary>
    public async Task MeasureAsync()
    {
        var (first, whole, prefill) = await StreamAsync();
        _first.Add(first);
        _perToken.Add((whole - first) / Math.Max(1, tokens - 1));
        if (!double.IsNaN(prefill)) _overFirst.Add(first - prefill);
    }

    /// <summary>Measures the first byte of an answer while so many connections ask at once for what needs no model.</summary>
    public Task BurstAsync(int connections, int each) => Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
    {
        for (int i = 0; i < each; i++)
        {
            long began = TimeProvider.System.GetTimestamp();
            using var answer = await _client.GetAsync("/v1/models", HttpCompletionOption.ResponseHeadersRead);
            answer.EnsureSuccessStatusCode();
            lock (_burst) _burst.Add(Since(began));
        }
    }));

    /// <summary>Counts short requests a second over so many connections.</summary>
    public async Task ShortAsync(int connections, int each)
    {
        long began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (int i = 0; i < each; i++)
            {
                using var answer = await _client.PostAsJsonAsync("/v1/completions", new { model, prompt = "1", max_tokens = 1, temperature = 0 });
                answer.EnsureSuccessStatusCode();
            }
        }));
        _perSecond = connections * each / (Since(began) / 1e3);
    }

    public void Write()
    {
        Console.WriteLine($"{address} {model}");
        Console.WriteLine($"  first piece             {At(_first, 0.5):F3} ms at the median, {At(_first, 0.99):F3} ms at the 99th percentile");
        if (_overFirst.Count > 0)
            Console.WriteLine($"  over the engine's       {At(_overFirst, 0.5):F3} ms, {At(_overFirst, 0.99):F3} ms");
        Console.WriteLine($"  a further token         {At(_perToken, 0.5):F4} ms");
        Console.WriteLine($"  200 connections         {At(_burst, 0.5):F3} ms, {At(_burst, 0.99):F3} ms to the head of a list of models");
        Console.WriteLine($"  64 connections          {_perSecond:F0} requests of one token a second");
    }

    public void Dispose() => _client.Dispose();

    private static double Since(long began) => TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;

    private static double At(List<double> values, double share) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt((int)(share * (values.Count - 1)));
}
