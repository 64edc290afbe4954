using System.Text.Json;
using Teleo.Controller.Tracing;

namespace Teleo.Server.Tests;

/// <summary>Everything decided under a server's traffic can be watched, explained, verified and decided again; what was learned outlives a kill.</summary>
public sealed class RecordTests : IAsyncLifetime
{
    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task The_trace_of_served_traffic_verifies_and_decides_again_to_the_bit()
    {
        string trace = _served.FileIn("serve.jsonl");
        await _served.RestartAsync(options => options with { Trace = trace, Memory = "1300KiB" });
        for (int i = 0; i < 12; i++)
        {
            string model = i % 3 == 0 ? "stories-260k" : i % 3 == 1 ? "addition" : "reversal";
            await Served.BodyOf(await _served.PostAsync("/api/generate", new { model, prompt = "12+34", stream = false, options = new { num_predict = 4 } }));
        }

        // What stands there while it is written, or after a kill, holds; only the end is missing.
        var cut = Assert.Throws<TraceException>(() => Verified(trace));
        Assert.Equal(TraceFault.Unfinished, cut.Fault);
        await _served.StopAsync();
        var summary = Verified(trace);
        Assert.True(summary.Acted >= 3, $"{summary.Acted} of {summary.Decisions} decisions acted");
        using var again = File.OpenRead(trace);
        Assert.Equal(summary.Decisions, TraceReplay.Reproduce(new TraceReader(again)));
    }

    [Fact]
    public async Task A_trace_goes_on_from_file_to_file_while_requests_run()
    {
        string trace = _served.FileIn("serve.jsonl");
        await _served.RestartAsync(options => options with { Trace = trace, Memory = "200KiB", TracePartBytes = 30_000, Policy = "teleodynamic:tick=0.05" });
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async client =>
        {
            for (int i = 0; i < 20; i++)
                await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = (client + i / 4) % 2 == 0 ? "addition" : "reversal", prompt = "12+34", stream = false }));
        }));
        long made = (await _served.GetAsync("/teleo/state")).GetProperty("decisions").GetInt64();
        await _served.StopAsync();

        string? before = null;
        long decisions = 0;
        int parts = 0;
        for (string path = trace; File.Exists(path); path = Path.ChangeExtension(trace, $".{++parts + 1}.jsonl"))
        {
            using var file = File.OpenRead(path);
            var reader = new TraceReader(file);
            Assert.Equal(before, reader.Header.Run.GetValueOrDefault("follows"));
            var summary = TraceVerifier.Verify(reader, CancellationToken.None);
            using var again = File.OpenRead(path);
            Assert.Equal(summary.Decisions, TraceReplay.Reproduce(new TraceReader(again)));
            decisions += summary.Decisions;
            before = JsonElement.Parse(File.ReadLines(path).Last()).GetProperty("hash").GetString();
        }

        Assert.True(parts >= 3, $"{parts} parts");
        Assert.InRange(decisions, made, long.MaxValue);   // none is lost between two files

        // A part that is exchanged is seen: the next one does not follow it.
        string second = Path.ChangeExtension(trace, ".2.jsonl"), third = Path.ChangeExtension(trace, ".3.jsonl");
        using var stolen = File.OpenRead(third);
        string lastOfFirst = JsonElement.Parse(File.ReadLines(trace).Last()).GetProperty("hash").GetString()!;
        Assert.NotEqual(lastOfFirst, new TraceReader(stolen).Header.Run["follows"]);
        Assert.Equal(JsonElement.Parse(File.ReadLines(second).Last()).GetProperty("hash").GetString(), new TraceReader(File.OpenRead(third)).Header.Run["follows"]);
    }

    [Fact]
    public async Task Decisions_stream_with_their_explanation()
    {
        using var watching = await _served.Client.GetAsync("/teleo/decisions?after=-1", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", watching.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await watching.Content.ReadAsStreamAsync());
        await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "addition", prompt = "1+1", stream = false }));
        JsonElement acted = default;
        while (acted.ValueKind == JsonValueKind.Undefined)
        {
            string line = (await reader.ReadLineAsync())!;
            if (line.Length == 0) continue;
            var decision = JsonDocument.Parse(line["data: ".Length..]).RootElement;
            if (decision.GetProperty("outcome").GetString() == "Acted") acted = decision;
        }

        Assert.StartsWith("activate addition", acted.GetProperty("action").GetString(), StringComparison.Ordinal);
        long number = acted.GetProperty("decision").GetInt64();
        var explained = await _served.GetAsync($"/teleo/decisions/{number}/explain");
        Assert.Contains("more than doing nothing", explained.GetProperty("explanation").GetString(), StringComparison.Ordinal);
        Assert.Equal(number, (await _served.GetAsync($"/teleo/decisions/{number}")).GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Why_not_names_the_best_action_for_a_model_and_what_stands_against_it()
    {
        await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "addition", prompt = "1+1", stream = false }));
        var there = await _served.GetAsync("/teleo/why-not/addition");
        Assert.True(there.GetProperty("is_resident").GetBoolean());
        var away = await _served.GetAsync("/teleo/why-not/reversal");
        Assert.False(away.GetProperty("is_resident").GetBoolean());
        Assert.NotEmpty(away.GetProperty("reason").GetString()!);
    }

    [Fact]
    public async Task What_was_earned_and_learned_is_there_after_a_restart()
    {
        string state = _served.FileIn("serve.state");
        await _served.RestartAsync(options => options with { State = state });
        for (int i = 0; i < 8; i++) await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "addition", prompt = "1+1", stream = false }));
        double before = (await _served.GetAsync("/teleo/state")).GetProperty("resource").GetDouble();
        await _served.RestartAsync(options => options with { State = state });
        var after = await _served.GetAsync("/teleo/state");
        Assert.InRange(after.GetProperty("resource").GetDouble(), before - 1, before + 1);
        await _served.RestartAsync(options => options with { State = state, Seed = 2 });
        Assert.Contains("not used", (await _served.GetAsync("/teleo/state")).GetProperty("state_fault").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_operator_ordered_holds_after_a_restart_until_it_is_taken_back()
    {
        string state = _served.FileIn("serve.state");
        await _served.RestartAsync(options => options with { State = state });
        _served.BeOperator();
        foreach (string order in (string[])["pin addition", "unload reversal", "retire stories-260k"])
            await Served.BodyOf(await _served.PostAsync("/teleo/operator", new { command = order }));
        await _served.RestartAsync(options => options with { State = state });
        Assert.Equal((true, "Verified"), await StandingOf("addition"));
        Assert.Equal((false, "Installed"), await StandingOf("reversal"));
        Assert.Equal((false, "Retired"), await StandingOf("stories"));
        using var refused = await _served.PostAsync("/api/generate", new { model = "reversal", prompt = "abc", stream = false });
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        _served.BeOperator();
        foreach (string order in (string[])["unpin addition", "restore reversal", "restore stories-260k"])
            await Served.BodyOf(await _served.PostAsync("/teleo/operator", new { command = order }));
        await _served.RestartAsync(options => options with { State = state });
        foreach (string name in (string[])["addition", "reversal", "stories"]) Assert.Equal((false, "Verified"), await StandingOf(name));
    }

    private async Task<(bool Pinned, string Lifecycle)> StandingOf(string name)
    {
        var model = (await _served.GetAsync("/teleo/state")).GetProperty("models").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString()!.StartsWith(name, StringComparison.Ordinal));
        return (model.GetProperty("pinned").GetBoolean(), model.GetProperty("lifecycle").GetString()!);
    }

    [Fact]
    public async Task Metrics_are_text_that_prometheus_reads()
    {
        await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "addition", prompt = "1+1", stream = false }));
        string[] lines = (await _served.Client.GetStringAsync("/metrics")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(@"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{model=""[^""]+""\})? -?[0-9.E+-]+)$", line));
        Assert.Contains("teleo_answered_total 1", lines);
        Assert.Contains("teleo_model_resident{model=\"addition:q8_0\"} 1", lines);
    }

    [Fact]
    public async Task Another_policy_serves_too_and_says_that_it_leaves_no_records()
    {
        await _served.RestartAsync(options => options with { Policy = "lru" });
        await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "addition", prompt = "1+1", stream = false }));
        using var none = await _served.Client.GetAsync("/teleo/decisions");
        Assert.Equal(System.Net.HttpStatusCode.NotImplemented, none.StatusCode);
    }

    private static TraceSummary Verified(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return TraceVerifier.Verify(new TraceReader(stream), CancellationToken.None);
    }
}
