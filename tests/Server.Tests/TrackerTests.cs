using System.Net;
using System.Text.Json;

namespace Teleo.Server.Tests;

/// <summary>What users of other pools ask for in their trackers: each of these went wrong somewhere and does not here.</summary>
public sealed class TrackerTests : IAsyncLifetime
{
    /// <summary>Holds one of the small models, and two of them.</summary>
    private const string RoomForOne = "200KiB", RoomForTwo = "300KiB";

    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task No_load_waits_for_ever_where_its_victim_is_asked_for_meanwhile()
    {
        await _served.RestartAsync(options => options with { Memory = RoomForOne, TimeoutSeconds = 60 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => AskAsync(i % 2 == 0 ? "addition" : "reversal")));
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(0, (await StateAsync()).GetProperty("queued").GetInt32());
    }

    [Fact]
    public async Task Two_models_that_both_fit_are_not_exchanged_for_each_other()
    {
        await _served.RestartAsync(options => options with { Memory = RoomForTwo });
        for (int i = 0; i < 40; i++) Assert.Equal(HttpStatusCode.OK, await AskAsync(i % 2 == 0 ? "addition" : "reversal"));
        Assert.Equal(2, (await StateAsync()).GetProperty("loads").GetInt64());
        Assert.Equal(2, (await StateAsync()).GetProperty("misses").GetInt64());
    }

    [Fact]
    public async Task Requests_in_turn_for_models_that_do_not_fit_are_collated_and_none_waits_too_long()
    {
        _served.Add("subtraction");
        await _served.RestartAsync(options => options with { Memory = RoomForOne, TimeoutSeconds = 30 });
        string[] order = ["addition", "reversal", "addition", "addition", "subtraction", "addition", "reversal", "subtraction"];
        var answers = await Task.WhenAll(Enumerable.Repeat(order, 10).SelectMany(names => names).Select(AskAsync));
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));

        // In the order of their coming these eighty would take seventy loads.
        Assert.InRange((await StateAsync()).GetProperty("loads").GetInt64(), 3, 35);
    }

    [Theory]
    [InlineData("addition", "reversal")]
    [InlineData("reversal", "addition")]
    public async Task The_one_that_leaves_is_not_the_first_by_name(string before, string after)
    {
        _served.Add("subtraction");
        await _served.RestartAsync(options => options with { Memory = RoomForTwo, Policy = "lru" });
        foreach (string model in (string[])[before, after]) await AskAsync(model);
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System);   // newcomers are protected for a while
        await AskAsync(after);
        await AskAsync("subtraction");
        Assert.True(await IsResidentAsync(after));
        Assert.False(await IsResidentAsync(before));
    }

    [Fact]
    public async Task Where_all_are_pinned_a_request_ends_in_time_and_is_told_why()
    {
        await _served.RestartAsync(options => options with { Memory = RoomForOne, TimeoutSeconds = 1 });
        await AskAsync("addition");
        _served.BeOperator();
        await Served.BodyOf(await _served.PostAsync("/teleo/operator", new { command = "pin addition" }));
        Assert.Equal(HttpStatusCode.GatewayTimeout, await AskAsync("reversal"));
        string why = (await _served.GetAsync("/teleo/why-not/reversal")).GetProperty("reason").GetString()!;
        Assert.Contains("not eligible", why, StringComparison.Ordinal);
        Assert.True(await IsResidentAsync("addition"));
    }

    [Fact]
    public async Task A_model_that_the_operator_keeps_out_is_refused_at_once()
    {
        await AskAsync("addition");
        _served.BeOperator();
        await Served.BodyOf(await _served.PostAsync("/models/unload", new { model = "addition" }));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync("addition"));
        await Served.BodyOf(await _served.PostAsync("/teleo/operator", new { command = "restore addition" }));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("addition"));
    }

    [Fact]
    public async Task Those_who_wait_when_the_operator_sends_their_model_away_are_refused_at_once()
    {
        await _served.RestartAsync(options => options with { Memory = RoomForOne, TimeoutSeconds = 3600 });
        await AskAsync("addition");
        _served.BeOperator();
        await Served.BodyOf(await _served.PostAsync("/teleo/operator", new { command = "pin addition" }));
        var waiting = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AskAsync("reversal")));
        while ((await StateAsync()).GetProperty("queued").GetInt32() < 5) await Task.Yield();
        await Served.BodyOf(await _served.PostAsync("/teleo/operator", new { command = "retire reversal" }));
        Assert.All(await waiting, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync("reversal"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("addition"));
    }

    [Fact]
    public async Task Those_who_wait_for_one_load_are_released_together()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => AskAsync("addition")));
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(1, (await StateAsync()).GetProperty("loads").GetInt64());
    }

    [Fact]
    public async Task The_reason_why_a_model_left_is_told_with_what_would_have_kept_it()
    {
        await _served.RestartAsync(options => options with { Memory = RoomForOne });
        await AskAsync("addition");
        await AskAsync("reversal");
        long last = (await StateAsync()).GetProperty("decisions").GetInt64() - 1;
        var told = new List<JsonElement>();
        for (long number = 0; number <= last; number++) told.Add(await _served.GetAsync($"/teleo/decisions/{number}/explain"));
        var left = told.First(one => one.GetProperty("action").GetString()!.StartsWith("replace addition", StringComparison.Ordinal));
        string why = left.GetProperty("explanation").GetString()!;
        Assert.Contains("more than doing nothing", why, StringComparison.Ordinal);
        string kept = (await _served.GetAsync("/teleo/why-not/addition")).GetProperty("reason").GetString()!;
        Assert.NotEmpty(kept);
    }

    private Task<JsonElement> StateAsync() => _served.GetAsync("/teleo/state");

    private async Task<bool> IsResidentAsync(string model) => (await StateAsync()).GetProperty("models").EnumerateArray()
        .Single(row => row.GetProperty("name").GetString()!.StartsWith(model, StringComparison.Ordinal)).GetProperty("is_resident").GetBoolean();

    private async Task<HttpStatusCode> AskAsync(string model)
    {
        using var answer = await _served.PostAsync("/api/generate", new { model, prompt = "12+34", stream = false });
        return answer.StatusCode;
    }
}
