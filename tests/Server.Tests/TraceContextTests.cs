using System.Net;
using System.Text.Json;
using Teleo.Pool.Telemetry;
using Teleo.Pool.Tests.Telemetry;
using Teleo.Server.Serving;

namespace Teleo.Server.Tests;

/// <summary>The trace that a client's request stands in goes on: to the spans of what it sets off here, and to the server that is asked.</summary>
public sealed class TraceContextTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736", Span = "00f067aa0ba902b7";

    [Fact]
    public async Task What_a_request_sets_off_is_told_to_a_collector_in_its_trace()
    {
        using var sink = new OtlpSink();
        using (var export = new OtlpExport(new Uri(sink.Endpoint + "/")))
        {
            await using var served = await Served.StartAsync(options => options with { Telemetry = export.Steps });
            await AskAsync(served.Client, "addition", $"00-{Trace}-{Span}-01");
            await AskAsync(served.Client, "reversal", null);
            await AskAsync(served.Client, "addition", "00-no-trace-01");
        }

        var mine = sink.Spans.Where(span => span.Trace == Trace.ToUpperInvariant()).ToList();
        SentSpan One(string name) => Assert.Single(mine, span => span.Name == name);
        Assert.Equal(Span.ToUpperInvariant(), One("teleo.request").Parent);
        Assert.Equal(One("teleo.request").Id, One("teleo.arrival").Parent);
        Assert.Equal(One("teleo.arrival").Id, One("teleo.step").Parent);
        Assert.Equal(One("teleo.step").Id, One("teleo.command").Parent);
        Assert.Equal(One("teleo.command").Id, One("teleo.effect").Parent);
        Assert.Equal("Activate", One("teleo.step").Tags["teleo.action"]);

        // A request without a trace begins one of its own; one that cannot be read counts as none.
        var first = sink.Spans.Where(span => span.Name == "teleo.request" && span.Parent.Length == 0).ToList();
        Assert.InRange(first.Count, 2, int.MaxValue);
        Assert.Equal(first.Count, first.Select(span => span.Trace).Distinct().Count());
        Assert.Contains("teleo.pool.requests", sink.Metrics);
        Assert.Contains("teleo.decisions", sink.Metrics);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_upstream_server_is_told_the_trace_whether_anybody_records_it_or_not(bool controls, bool isOllama)
    {
        using var foreign = new QuirkyServer(isOllama, seed: 1);
        foreign.Heal();
        var options = new ServeOptions { Upstream = foreign.Address, Controls = controls, Memory = "100%", Port = 0, OperatorToken = Served.Operator };
        await using var host = await ServerHost.StartAsync(options, TimeProvider.System, _ => { });
        using var client = new HttpClient { BaseAddress = host.Address };
        await AskAsync(client, "model1:4b", $"00-{Trace}-{Span}-01", "vendor=1");
        await AskAsync(client, "model1:4b", null);
        var heard = foreign.Heard.Where(one => one.Path is "/api/generate" or "/v1/completions" && one.IsPrompt).ToList();
        Assert.Equal(2, heard.Count);
        Assert.StartsWith($"00-{Trace}-", heard[0].TraceParent, StringComparison.Ordinal);
        Assert.Equal("vendor=1", heard[0].TraceState);
        Assert.Null(heard[1].TraceParent);
    }

    private static async Task AskAsync(HttpClient client, string model, string? traceParent, string? traceState = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { model, prompt = "12+34", stream = false })),
        };
        if (traceParent is not null) request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        if (traceState is not null) request.Headers.Add("tracestate", traceState);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
