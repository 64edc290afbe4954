using Teleo.Engine.Generation;
using Teleo.Engine.Pool;
using Teleo.Engine.Skills;

namespace Teleo.Server.Tests;

/// <summary>An adapter that lies beside its base is a model of its own over that base; one that fits none is left out and it is said why.</summary>
public sealed class AdapterTests : IAsyncLifetime
{
    private static readonly string[] Prompts = [.. Enumerable.Range(0, 10).Select(i => $"sub {83 + 7 * i}-{12 + 3 * i}")];

    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task A_packaged_adapter_answers_over_its_base_and_beside_it()
    {
        foreach (string package in (string[])["generalist", "generalist-lora"]) _served.Add(package);
        await _served.RestartAsync(options => options with { Variants = ["f32"] });
        string[] names = await NamesAsync();
        Assert.Contains("generalist-lora:f32", names);

        string[] expected = await ByTheEngineAsync();
        Assert.Equal(expected.AsEnumerable(), await AnswersAsync("generalist-lora"));
        string[] without = await AnswersAsync("generalist");
        Assert.NotEqual(expected.AsEnumerable(), without);
        var models = (await _served.GetAsync("/teleo/state")).GetProperty("models").EnumerateArray()
            .ToDictionary(model => model.GetProperty("name").GetString()!, model => model.GetProperty("bytes").GetInt64());
        Assert.True(models["generalist-lora:f32"] > models["generalist:f32"]);
        foreach (string model in (string[])["generalist-lora", "generalist"])
        {
            await OrderAsync($"unload {model}");
            Assert.Equal((model == "generalist" ? expected : without).AsEnumerable(), await AnswersAsync(model == "generalist" ? "generalist-lora" : "generalist"));
            await OrderAsync($"restore {model}");
        }
    }

    [Fact]
    public async Task A_bare_adapter_joins_over_the_model_that_it_fits_with_the_effects_that_model_has()
    {
        string lora = Path.Combine(_served.FileIn("models"), "generalist-again.gguf");
        _served.Add("generalist");
        File.Copy(Repository.PathOf("skills", "generalist-lora", "adapter.f32.gguf"), lora);
        await _served.RestartAsync(options => options with { Variants = ["f32", "q8_0"] });
        Assert.Contains("generalist-again:f32", await NamesAsync());
        using var answer = await _served.PostAsync("/api/generate", new { model = "generalist-again", prompt = "sub 57-12\n", stream = false, options = new { num_predict = 8 } });
        var packaged = await Served.BodyOf(answer);
        Assert.Equal("45", packaged.GetProperty("response").GetString());
    }

    [Fact]
    public async Task Left_out_with_the_reason_is_an_adapter_that_fits_none_or_more_than_one()
    {
        string models = _served.FileIn("models");
        File.Copy(Repository.PathOf("skills", "generalist-lora", "adapter.f32.gguf"), Path.Combine(models, "lost.gguf"));
        await _served.RestartAsync();
        Assert.Contains("fits none of the 3 models", WhyLeftOut("lost.gguf"), StringComparison.Ordinal);

        File.Copy(Repository.PathOf("skills", "generalist", "model.f32.gguf"), Path.Combine(models, "one.gguf"));
        File.Copy(Repository.PathOf("skills", "generalist", "model.q8_0.gguf"), Path.Combine(models, "two.gguf"));
        await _served.RestartAsync();
        Assert.Contains("let its name begin", WhyLeftOut("lost.gguf"), StringComparison.Ordinal);
        File.Move(Path.Combine(models, "lost.gguf"), Path.Combine(models, "two-lost.gguf"));
        await _served.RestartAsync();
        Assert.Contains("two-lost:q8_0", await NamesAsync());

        // A package whose base is not served.
        _served.Add("generalist-lora");
        await _served.RestartAsync(options => options with { Variants = ["f32"], Models = models });
        Assert.Contains("needs generalist@1", WhyLeftOut("generalist-lora"), StringComparison.Ordinal);
    }

    private string WhyLeftOut(string package) => Assert.Single(_served.Host.Pool.Folder.Refused, refused => refused.Package == package).Why;

    private async Task<string[]> NamesAsync() =>
        [.. (await _served.GetAsync("/api/tags")).GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()!)];

    private async Task<string[]> AnswersAsync(string model)
    {
        string[] answers = new string[Prompts.Length];
        for (int i = 0; i < answers.Length; i++)
            answers[i] = (await Served.BodyOf(await _served.PostAsync("/api/generate", new { model, prompt = Prompts[i], stream = false }))).GetProperty("response").GetString()!;
        return answers;
    }

    /// <summary>The answers of base and adapter in a pool that this test made itself.</summary>
    private static async Task<string[]> ByTheEngineAsync()
    {
        using var pool = new RuntimePool(new PoolOptions { Runtime = new() { MaxThreads = 1 } }, TimeProvider.System);
        SkillName under = new("generalist", "1.0.0", "f32"), over = new("generalist-lora", "1.0.0", "f32");
        pool.Load(new PoolSkill(under, Repository.PathOf("skills", "generalist", "model.f32.gguf")));
        var handle = pool.Load(new PoolSkill(over, Repository.PathOf("skills", "generalist-lora", "adapter.f32.gguf")) { Base = under });
        pool.Activate(handle);
        string[] answers = new string[Prompts.Length];
        for (int i = 0; i < answers.Length; i++)
        {
            using var lease = pool.Acquire(handle);
            var prompt = new List<int>();
            lease.Tokenizer.Encode(System.Text.Encoding.UTF8.GetBytes(Prompts[i] + "\n"), addSpecial: true, parseSpecial: false, prompt);
            answers[i] = (await lease.NewAnswer(new GenerationOptions { MaxTokens = 33 }).WholeAsync([.. prompt])).Text;
        }

        return answers;
    }

    private async Task OrderAsync(string order)
    {
        _served.BeOperator();
        await Served.BodyOf(await _served.PostAsync("/teleo/operator", new { command = order }));
    }
}
