using Teleo.Engine.Generation;
using Teleo.Engine.Pool;
using Teleo.Engine.Sampling;
using Teleo.Engine.Skills;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;
using Teleo.Pool.Workers;

namespace Teleo.Llama.Tests;

/// <summary>llama.cpp behind the same messages as our engine: it answers, in the same words where the numbers are the same.</summary>
public sealed class LlamaWorkerTests : IDisposable
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    private readonly List<string> _crashes = [];
    private readonly List<WorkerClient> _workers = [];

    public void Dispose()
    {
        foreach (var worker in _workers) worker.Dispose();
    }

    [LlamaTheory]
    [InlineData("stories260K.gguf")]
    [InlineData("stories260K-f16.gguf")]
    [InlineData("stories260K-q8mix.gguf")]
    [InlineData("stories260Kp-f32.gguf")]
    [InlineData("stories260Kp-q8_0.gguf")]
    [InlineData("stories260Kp-q4_0.gguf")]
    [InlineData("stories260Kp-q4_0pure.gguf", 50)]
    public async Task A_model_of_each_type_goes_on_as_in_our_engine(string file, int characters = int.MaxValue)
    {
        string path = Repository.Model(file);
        var worker = await LoadedAsync(path);
        var heard = new Heard();
        var there = await worker.AskAsync(0, Asking("Once upon a time", 40) with { Sink = heard }, CancellationToken.None);
        var here = await HereAsync(path, Asking("Once upon a time", 40));
        Assert.Equal((RequestStatus.Answered, here.PromptTokens, 40), (there.Status, there.PromptTokens, there.AnswerTokens));
        Assert.Equal(there.Text, heard.Text);

        // llama.cpp rounds activations where weights are of four bits: one of the files parts ways after a while.
        Assert.Equal(here.Text[..Math.Min(characters, here.Text.Length)], there.Text[..Math.Min(characters, there.Text.Length)]);
        Assert.InRange(there.Uncertainty, here.Uncertainty - 0.01, here.Uncertainty + 0.01);
    }

    [LlamaFact]
    public async Task The_trained_skills_answer_as_in_our_engine()
    {
        int same = 0, all = 0;
        foreach (string folder in Directory.EnumerateDirectories(Repository.PathOf("skills")).Order(StringComparer.Ordinal))
        {
            string path = Path.Combine(folder, "model.q8_0.gguf");
            if (!File.Exists(path)) continue;
            var worker = await LoadedAsync(path);
            foreach (string prompt in (string[])["12+34\n", "abc\n", "sort d b a c\n"])
            {
                var there = await worker.AskAsync(0, Asking(prompt, 12), CancellationToken.None);
                var here = await HereAsync(path, Asking(prompt, 12));
                Assert.Equal((RequestStatus.Answered, here.PromptTokens), (there.Status, there.PromptTokens));
                all++;
                if (there.Text == here.Text) same++;
            }

            await worker.CloseAsync();
        }

        Assert.True(all >= 45 && same >= all * 9 / 10, $"{same} of {all} answers are the same");
    }

    [LlamaFact]
    public async Task A_request_that_is_given_up_ends_and_one_that_is_too_long_is_refused()
    {
        var worker = await LoadedAsync(Repository.Model("stories260K.gguf"));
        using var stop = new CancellationTokenSource();
        var given = await worker.AskAsync(0, Asking("Once upon a time", 400) with { Sink = new Heard { After = (5, stop.Cancel) } }, stop.Token);
        Assert.Equal(RequestStatus.Cancelled, given.Status);
        var refused = await worker.AskAsync(0, Asking(string.Concat(Enumerable.Repeat("Once upon a time ", 5000)), 5), CancellationToken.None);
        Assert.Equal((RequestStatus.Refused, RefusalKind.Input), (refused.Status, refused.Refusal));
        Assert.Empty(_crashes);
    }

    [LlamaFact]
    public async Task Settings_mean_what_they_mean_in_our_engine()
    {
        string path = Repository.Model("stories260K.gguf");
        var worker = await LoadedAsync(path);
        var generation = new GenerationOptions
        {
            MaxTokens = 30,
            Stops = ["the"],
            Sampling = new SamplingOptions { Temperature = 0.8f, TopK = 20, TopP = 0.9f, MinP = 0.01f, Seed = 7, RepeatPenalty = 1.1f },
        };
        var asked = Asking("Once upon a time", 30) with { Prompt = new PromptSettings { Generation = generation } };
        var there = await worker.AskAsync(0, asked, CancellationToken.None);
        var here = await HereAsync(path, asked);
        Assert.Equal((here.Text, here.AnswerTokens, here.IsCut), (there.Text, there.AnswerTokens, there.IsCut));
        Assert.InRange(there.Uncertainty, here.Uncertainty - 0.001, here.Uncertainty + 0.001);
    }

    [LlamaFact]
    public async Task A_file_that_is_no_model_is_refused_with_the_reason()
    {
        var worker = Started();
        var problem = await Assert.ThrowsAsync<PoolWorkException>(() => worker.LoadAsync(ModelOf(Repository.PathOf("README.md")), Most));
        Assert.Contains("cannot load", problem.Message, StringComparison.Ordinal);
        Assert.Empty(_crashes);
    }

    private async Task<WorkerClient> LoadedAsync(string path)
    {
        var worker = Started();
        var footprint = await worker.LoadAsync(ModelOf(path), Most);
        Assert.InRange(footprint.ResidentBytes, 1, new FileInfo(path).Length);
        return worker;
    }

    private WorkerClient Started()
    {
        var launcher = new WorkerLauncher(["dotnet", typeof(Program).Assembly.Location], groups: null);
        var worker = new WorkerClient("model", launcher.Start(), TimeProvider.System, _crashes.Add);
        _workers.Add(worker);
        return worker;
    }

    private static WorkerModel ModelOf(string path) => new(new PoolSkill(new SkillName("model", "1.0.0", "f32"), path), null, 1);

    private static PoolRequest Asking(string prompt, int tokens) =>
        new("", prompt) { Prompt = new PromptSettings { Generation = new GenerationOptions { MaxTokens = tokens, IgnoresEnd = tokens >= 40 } } };

    private static async Task<PoolAnswer> HereAsync(string path, PoolRequest request)
    {
        using var pool = new RuntimePool(new PoolOptions { Runtime = new() { MaxThreads = 1 } }, TimeProvider.System);
        var handle = pool.Load(ModelOf(path).Skill);
        pool.Activate(handle);
        return await LiveAnswers.ServeAsync(pool, handle, 0, request, CancellationToken.None);
    }

    private sealed class Heard : IPoolSink
    {
        private int _pieces;

        public (int Pieces, Action Act)? After { get; init; }

        public string Text { get; private set; } = "";

        public void Output(int model, string text)
        {
            Text += text;
            if (++_pieces == After?.Pieces) After.Value.Act();
        }
    }
}
