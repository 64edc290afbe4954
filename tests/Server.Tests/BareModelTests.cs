using System.Net;
using Teleo.Experiments.Live;
using Teleo.Pool.Requests;

namespace Teleo.Server.Tests;

/// <summary>A model file of which nothing is known: its own doubt is no judgement, and never takes it from those who name it.</summary>
public sealed class BareModelTests : IAsyncLifetime
{
    private Served _served = null!;

    public async Task InitializeAsync()
    {
        _served = await Served.StartAsync();
        _served.Invent("unsure", "260,8,1,16,1,1,64");
        await _served.RestartAsync(options => options with { Policy = "teleodynamic:tick=0.02" });
    }

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task A_model_that_answers_in_doubt_stays_and_is_thought_of_as_before()
    {
        double before = await QualityAsync();
        for (int i = 0; i < 200; i++)
        {
            using var answer = await _served.PostAsync("/api/generate", new { model = "unsure", prompt = "1", stream = false, options = new { num_predict = 2 } });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(before, await QualityAsync());
    }

    [Fact]
    public async Task Feedback_alone_judges_it_and_no_judgement_takes_it_away()
    {
        double before = await QualityAsync();
        for (int i = 0; i < 200; i++)
        {
            using var answer = await _served.PostAsync("/api/generate", new { model = "unsure", prompt = "1", stream = false, options = new { num_predict = 2 } });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            long request = (await Served.BodyOf(answer)).GetProperty("teleo").GetProperty("request").GetInt64();
            using var told = await _served.PostAsync("/teleo/feedback", new { request, right = false });
            Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        }

        Assert.InRange(await QualityAsync(), 0, before / 2);
        long decisions = (await _served.GetAsync("/teleo/state")).GetProperty("decisions").GetInt64();
        string last = await _served.Client.GetStringAsync($"/teleo/decisions/{decisions - 1}");
        Assert.Contains("\"do\":\"deactivate\"", last, StringComparison.Ordinal);
        Assert.DoesNotContain("\"do\":\"retire\"", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_the_place_of_another_after_one_token()
    {
        var folder = _served.Host.Pool.Folder;
        int model = folder.Skills.ToList().FindIndex(skill => skill.Name.Id == "unsure");
        var asked = new List<PoolRequest>();
        string? fault = await ReplacementCheck.For(folder)(model, request =>
        {
            asked.Add(request);
            return Task.FromResult(new PoolAnswer(RequestStatus.Answered, "x"));
        });
        Assert.Null(fault);
        Assert.Equal(1, Assert.Single(asked).MaxTokens);
    }

    private async Task<double> QualityAsync() => (await _served.GetAsync("/teleo/state")).GetProperty("models").EnumerateArray()
        .Single(model => model.GetProperty("name").GetString()!.StartsWith("unsure", StringComparison.Ordinal)).GetProperty("quality").GetDouble();
}
