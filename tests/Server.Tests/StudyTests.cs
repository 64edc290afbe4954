using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Teleo.Server.Tests;

/// <summary>Traffic so far is played again under anything else, answers are judged by those who asked, effects stay within scope.</summary>
public sealed class StudyTests : IAsyncLifetime
{
    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task What_if_tells_what_more_memory_and_another_rule_would_have_cost()
    {
        await _served.RestartAsync(options => options with { Memory = "200KiB", Policy = "lru" });
        for (int i = 0; i < 400; i++) await AskAsync(i % 2 == 0 ? "addition" : "reversal");
        var more = await WhatIfAsync(new { memory = "400KiB" });
        double now = more.GetProperty("now").GetProperty("per_thousand").GetDouble(), other = more.GetProperty("what_if").GetProperty("per_thousand").GetDouble();
        Assert.Equal(400, more.GetProperty("requests").GetInt64());

        // Two models in turn in room for one: every request waits; with room for both only the first two do, whose loads are the dearest.
        Assert.True(other < 0.3 * now, more.ToString());
        Assert.True(more.GetProperty("change").GetProperty("high").GetDouble() < -50, more.ToString());
        Assert.InRange(now, more.GetProperty("now").GetProperty("low").GetDouble(), more.GetProperty("now").GetProperty("high").GetDouble());
        Assert.True(more.GetProperty("observed").GetProperty("per_thousand").GetDouble() > 0);

        var slow = await WhatIfAsync(new { machine = "network" });
        Assert.True(slow.GetProperty("what_if").GetProperty("per_thousand").GetDouble() > 10 * now, slow.ToString());
        var kept = await WhatIfAsync(new { policy = "ttl", options = new { seconds = 60 } });
        Assert.Equal("ttl:seconds=60", kept.GetProperty("what_if").GetProperty("policy").GetString());

        var report = await _served.GetAsync("/teleo/report");
        Assert.True(report.GetProperty("bound").GetDouble() <= report.GetProperty("ours").GetProperty("per_thousand").GetDouble());
        Assert.Equal("lru", report.GetProperty("decided").GetString());
    }

    [Theory]
    [InlineData("{}", "say what else")]
    [InlineData("""{"policy":"lru2"}""", "lru")]
    [InlineData("""{"policy":"ttl","options":{"second":60}}""", "seconds")]
    [InlineData("""{"options":[1]}""", "options")]
    [InlineData("""{"memory":"lots"}""", "lots")]
    [InlineData("""{"memory":"10"}""", "bytes")]
    [InlineData("""{"machine":"nvm"}""", "nvme")]
    [InlineData("""{"rule":"lru"}""", "rule")]
    public async Task What_cannot_be_asked_is_refused_and_named(string body, string named)
    {
        for (int i = 0; i < 20; i++) await AskAsync("addition");
        using var answer = await _served.PostTextAsync("/teleo/what-if", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_little_traffic_says_so()
    {
        await AskAsync("addition");
        var refused = await Served.BodyOf(await _served.PostAsync("/teleo/what-if", new { memory = "1MiB" }), HttpStatusCode.Conflict);
        Assert.Contains("1 requests so far; at least 20", refused.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Feedback_moves_what_is_believed_of_a_model()
    {
        double before = await QualityAsync("addition");
        for (int i = 0; i < 10; i++)
        {
            using var answer = await AskAsync("addition");
            long request = long.Parse(answer.Headers.GetValues("teleo-request").Single());
            using var heard = await _served.PostAsync("/teleo/feedback", new { request, right = false });
            Assert.Equal(HttpStatusCode.OK, heard.StatusCode);
        }

        Assert.True(await QualityAsync("addition") < before - 0.02, $"{before} before, {await QualityAsync("addition")} after");
        using var unknown = await _served.PostAsync("/teleo/feedback", new { request = 12345, right = true });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var wrong = await _served.PostTextAsync("/teleo/feedback", """{"request":1,"right":"yes"}""");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task A_skill_with_effects_gets_no_request_that_does_not_allow_them()
    {
        await _served.StopAsync();
        string manifest = _served.FileIn(Path.Combine("models", "reversal", "manifest.json"));
        var changed = JsonNode.Parse(await File.ReadAllTextAsync(manifest))!;
        changed["contract"]!["sideEffects"] = "network, files";
        changed["publisher"] = "someone";   // who is not known to sign
        await File.WriteAllTextAsync(manifest, changed.ToJsonString());
        File.Delete(_served.FileIn(Path.Combine("models", "reversal", "signature.json")));
        await _served.RestartAsync();
        Assert.Equal(0, (await _served.GetAsync("/teleo/state")).GetProperty("left_out").GetArrayLength());
        var refused = await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "reversal", prompt = "12", stream = false }), HttpStatusCode.Forbidden);
        Assert.Contains("network", refused.GetProperty("error").GetString());
        Assert.Equal("teleo-scope", refused.GetProperty("field").GetString());
        var part = await _served.PostTextAsync("/api/generate", """{"model":"task/reversal","prompt":"12","stream":false,"teleo-scope":"network"}""");
        Assert.Contains("files", (await Served.BodyOf(part, HttpStatusCode.Forbidden)).GetProperty("error").GetString());
        var piped = await _served.PostTextAsync("/api/generate", """{"model":"addition","prompt":"add 1+1","stream":false,"then":["reversal"]}""");
        await Served.BodyOf(piped, HttpStatusCode.Forbidden);

        await Served.BodyOf(await _served.PostTextAsync("/api/generate", """{"model":"reversal","prompt":"12","stream":false,"teleo-scope":["network","files"]}"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = new StringContent("""{"model":"reversal","prompt":"12"}""") };
        request.Headers.Add("teleo-scope", "files, network");
        await Served.BodyOf(await _served.Client.SendAsync(request));
    }

    private async Task<JsonElement> WhatIfAsync(object change) => await Served.BodyOf(await _served.PostAsync("/teleo/what-if", change));

    private async Task<double> QualityAsync(string model) => (await _served.GetAsync("/teleo/state")).GetProperty("models").EnumerateArray()
        .Single(row => row.GetProperty("name").GetString()!.StartsWith(model, StringComparison.Ordinal)).GetProperty("quality").GetDouble();

    private async Task<HttpResponseMessage> AskAsync(string model)
    {
        var answer = await _served.PostAsync("/api/generate", new { model, prompt = "12+34", stream = false });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }
}
