using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Teleo.Server.Tests;

/// <summary>The dashboard asks for what /metrics tells, and for all of it; Prometheus itself reads it.</summary>
public sealed partial class DashboardTests : IAsyncLifetime
{
    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    private static string[] Queries { get; } = [.. JsonElement.Parse(File.ReadAllBytes(Repository.PathOf("docs", "reference", "grafana.json")))
        .GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
        .Select(target => target.GetProperty("expr").GetString()!)];

    [Fact]
    public async Task Every_metric_of_the_dashboard_is_told_and_every_metric_told_is_shown()
    {
        string[] told = [.. TypeLine().Matches(await _served.Client.GetStringAsync("/metrics")).Select(line => line.Groups[1].Value).Order()];
        string[] shown = [.. Queries.SelectMany(query => MetricName().Matches(query).Select(name => name.Value)).Distinct().Order()];
        Assert.Equal(told, shown);
    }

    [NightlyPrometheusFact]
    public async Task Prometheus_scrapes_the_server_and_answers_every_query_of_the_dashboard()
    {
        await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "addition", prompt = "1+1", stream = false }));
        string folder = TestFolder.New("teleo-prometheus");
        int port = FreePort();
        File.WriteAllText(Path.Combine(folder, "prometheus.yml"), $$"""
            scrape_configs:
              - job_name: teleo
                scrape_interval: 1s
                static_configs:
                  - targets: ["{{_served.Host.Address.Authority}}"]
            """);
        string[] words = [$"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}"];
        using var prometheus = Process.Start(new ProcessStartInfo(NightlyPrometheusFactAttribute.Installed!, words) { RedirectStandardError = true })!;
        try
        {
            _ = prometheus.StandardError.ReadToEndAsync();
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await UntilAsync(async () => await CountAsync(client, "count_over_time(teleo_answered_total[1m]) >= 4") == 1);
            foreach (string query in Queries) Assert.True(await CountAsync(client, query) > 0, query);
            Assert.Equal(1, await CountAsync(client, "teleo_answered_total == 1"));
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Rows that Prometheus answers to a query; a query that it does not understand fails.</summary>
    private static async Task<int> CountAsync(HttpClient client, string query)
    {
        var answer = JsonElement.Parse(await client.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}"));
        return answer.GetProperty("data").GetProperty("result").GetArrayLength();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (int i = 0; i < 200; i++)
        {
            try
            {
                if (await holds()) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        }

        Assert.Fail("Prometheus never had four samples");
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"teleo_\w+")]
    private static partial Regex MetricName();
}

/// <summary>A nightly test that drives Debian's Prometheus; skipped where it is missing.</summary>
public sealed class NightlyPrometheusFactAttribute : FactAttribute
{
    public NightlyPrometheusFactAttribute() => Skip = Nightly.SkipReason ?? (Installed is null ? "no prometheus: bash tests/install-tools.sh" : null);

    public static string? Installed { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "prometheus")).FirstOrDefault(File.Exists);
}
