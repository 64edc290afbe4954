using System.Text.Json;

namespace Teleo.Server.Tests;

/// <summary>What clients say of their use of models to come is foresight with an account of its own: it moves loads, and costs those who err.</summary>
public sealed class HintTests : IAsyncLifetime
{
    /// <summary>Loads of these models take half a millisecond: only where waits are priced highly is one ahead of time worth the move.</summary>
    private const double LimitSeconds = 0.005;

    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync(options => options with { LimitSeconds = LimitSeconds });

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Theory]
    [InlineData("/models/load", """{"model":"reversal"}""")]
    [InlineData("/api/generate", """{"model":"reversal"}""")]
    [InlineData("/api/generate", """{"model":"reversal","prompt":"","keep_alive":"10m"}""")]
    [InlineData("/api/chat", """{"model":"reversal","messages":[],"keep_alive":600}""")]
    public async Task A_hint_has_a_model_loaded_ahead_on_the_clients_account(string path, string body)
    {
        Assert.False(await IsResidentAsync("reversal"));
        using var answer = await _served.PostTextAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode);
        await UntilAsync(() => IsResidentAsync("reversal"));
        var accounts = await AccountsAsync();
        Assert.Equal(1, accounts["client"].GetProperty("bets").GetInt64());
        Assert.True(accounts["client"].GetProperty("staked").GetDouble() > 0);
        Assert.Equal(0, accounts["popularity"].GetProperty("bets").GetInt64());

        // It came true: what was staked is back.
        await AskAsync("reversal");
        await UntilAsync(async () => (await AccountsAsync())["client"].GetProperty("returned").GetDouble() > 0);
        Assert.Equal(0, (await _served.GetAsync("/teleo/state")).GetProperty("misses").GetInt64());
    }

    [Fact]
    public async Task A_hint_with_a_request_speaks_of_the_next_one()
    {
        await AskAsync("reversal", keepAlive: "1s");
        await AskAsync("reversal", keepAlive: "0");
        var state = await _served.GetAsync("/teleo/state");
        Assert.Equal(1, state.GetProperty("misses").GetInt64());
        Assert.True(await IsResidentAsync("reversal"), "the end of a session is no order to unload");
    }

    [Fact]
    public async Task A_client_whose_hints_are_false_loses_its_stake_and_is_not_followed_any_more()
    {
        await _served.RestartAsync(options => options with { Policy = "teleodynamic:endowment=0.002,trickle=0", LimitSeconds = LimitSeconds });
        _served.BeOperator();
        long followed = 0;
        for (int i = 0; i < 12; i++)
        {
            using var hint = await _served.PostTextAsync("/api/generate", """{"model":"reversal","keep_alive":"100ms"}""");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            foreach (string words in (string[])["unload reversal", "restore reversal"])
                using (await _served.PostAsync("/teleo/operator", new { command = words })) followed = await BetsAsync();
        }

        var client = (await AccountsAsync())["client"];
        Assert.InRange(followed, 1, 11);
        Assert.True(client.GetProperty("returned").GetDouble() < 0.2 * client.GetProperty("staked").GetDouble(), client.ToString());
    }

    [Fact]
    public async Task A_pipeline_foretells_its_steps()
    {
        using var answer = await _served.PostAsync("/api/generate", new { model = "addition", prompt = "12+34", stream = false, then = new[] { "reversal" } });
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(1, (await AccountsAsync())["pipeline"].GetProperty("bets").GetInt64());
    }

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("\"5\\u00b5\"")]
    [InlineData("\"m5\"")]
    [InlineData("\"-\"")]
    [InlineData("[5]")]
    [InlineData("true")]
    [InlineData("1e999")]
    public async Task A_duration_that_is_none_is_refused_and_named(string duration)
    {
        using var answer = await _served.PostTextAsync("/api/generate", $$"""{"model":"addition","prompt":"1+1","keep_alive":{{duration}}}""");
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("keep_alive", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<long> BetsAsync() => (await AccountsAsync())["client"].GetProperty("bets").GetInt64();

    private async Task<Dictionary<string, JsonElement>> AccountsAsync() => (await _served.GetAsync("/teleo/state")).GetProperty("accounts").EnumerateArray()
        .ToDictionary(account => account.GetProperty("name").GetString()!);

    private async Task<bool> IsResidentAsync(string model) => (await _served.GetAsync("/teleo/state")).GetProperty("models").EnumerateArray()
        .Single(row => row.GetProperty("name").GetString()!.StartsWith(model, StringComparison.Ordinal)).GetProperty("is_resident").GetBoolean();

    private async Task AskAsync(string model, string? keepAlive = null) =>
        await Served.BodyOf(await _served.PostAsync("/api/generate", new { model, prompt = "12+34", stream = false, keep_alive = keepAlive }));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (int i = 0; !await holds(); i++)
        {
            Assert.True(i < 200, "it never came so far");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
