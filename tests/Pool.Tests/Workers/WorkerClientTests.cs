using Teleo.Engine.Generation;
using Teleo.Engine.Pool;
using Teleo.Engine.Skills;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;
using Teleo.Pool.Workers;

namespace Teleo.Pool.Tests.Workers;

/// <summary>What a worker does or fails to do ends each of its requests once, and is told once.</summary>
public sealed class WorkerClientTests
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    private readonly List<string> _crashes = [];

    [Fact]
    public async Task A_worker_answers_as_the_engine_does_in_this_process()
    {
        using var worker = ClientOf(Piped.Honest());
        var footprint = await worker.LoadAsync(Addition, Most);
        Assert.Equal(new FileInfo(Addition.Skill.ArtifactPath).Length, footprint.ResidentBytes);
        foreach (string sum in (string[])["12+34\n", "7+8\n", "99+1\n"])
        {
            var heard = new Heard();
            var answer = await worker.AskAsync(4, Asking(sum, 8) with { Sink = heard }, CancellationToken.None);
            var own = await HereAsync(Asking(sum, 8));
            Assert.Equal((RequestStatus.Answered, own.Text), (answer.Status, answer.Text));
            Assert.Equal((own.Text, 4), (heard.Text, heard.Model));
            Assert.Equal((own.PromptTokens, own.AnswerTokens, own.IsCut, own.Uncertainty), (answer.PromptTokens, answer.AnswerTokens, answer.IsCut, answer.Uncertainty));
        }

        await worker.RestAsync();
        Assert.Equal(RequestStatus.Failed, (await worker.AskAsync(0, Asking("1+1\n", 8), CancellationToken.None)).Status);
        await worker.LoadAsync(Addition, Most);
        Assert.Equal(RequestStatus.Answered, (await worker.AskAsync(0, Asking("1+1\n", 8), CancellationToken.None)).Status);
        var long_ = await worker.AskAsync(0, Asking(new string('1', 5000), 8), CancellationToken.None);
        Assert.Equal((RequestStatus.Refused, RefusalKind.Input), (long_.Status, long_.Refusal));
        await worker.CloseAsync();
        Assert.Empty(_crashes);
    }

    [Fact]
    public async Task An_adapter_brings_its_base_along()
    {
        using var worker = ClientOf(Piped.Honest());
        var footprint = await worker.LoadAsync(Lora, Most);
        Assert.True(footprint.ResidentBytes > new FileInfo(Lora.Under!.ArtifactPath).Length);
        var answer = await worker.AskAsync(0, Asking("sub 57-12\n", 8), CancellationToken.None);
        Assert.Equal((await HereAsync(Asking("sub 57-12\n", 8), Lora)).Text, answer.Text);
    }

    [Fact]
    public async Task A_request_that_is_given_up_ends_within_the_answer_and_its_worker_goes_on()
    {
        using var worker = ClientOf(Piped.Honest());
        await worker.LoadAsync(Stories, Most);
        using var stop = new CancellationTokenSource();
        var heard = new Heard { After = (5, stop.Cancel) };
        var answer = await worker.AskAsync(0, Asking("Once upon a time", 400) with { Sink = heard }, stop.Token);
        Assert.Equal(RequestStatus.Cancelled, answer.Status);
        Assert.Equal(RequestStatus.Answered, (await worker.AskAsync(0, Asking("Once", 5), CancellationToken.None)).Status);
        Assert.Empty(_crashes);
    }

    [Fact]
    public async Task A_worker_that_is_closed_lets_what_it_has_finish_and_nothing_else_in()
    {
        using var worker = ClientOf(Piped.Honest());
        await worker.LoadAsync(Stories, Most);
        var begun = new TaskCompletionSource();
        var answer = worker.AskAsync(0, Asking("Once upon a time", 100) with { Sink = new Heard { After = (1, () => begun.TrySetResult()) } }, CancellationToken.None);
        await begun.Task;
        var closing = worker.CloseAsync();
        Assert.Equal(RequestStatus.Failed, (await worker.AskAsync(0, Asking("Once", 5), CancellationToken.None)).Status);
        Assert.Equal(100, (await answer).AnswerTokens);
        await closing;
        Assert.Empty(_crashes);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_refused_with_the_reason_and_not_a_crash()
    {
        using var worker = ClientOf(Piped.Honest());
        var wrong = Addition with { Skill = Addition.Skill with { ArtifactPath = Repository.PathOf("README.md") } };
        var problem = await Assert.ThrowsAsync<PoolWorkException>(() => worker.LoadAsync(wrong, Most));
        Assert.Contains("README.md", problem.Message, StringComparison.Ordinal);
        Assert.Empty(_crashes);
    }

    [Theory]
    [InlineData("Load")]
    [InlineData("Ask")]
    [InlineData("Ready")]
    public async Task A_worker_that_says_what_no_worker_says_ends_with_all_that_it_had(string nonsense)
    {
        using var worker = ClientOf(Piped.Which((frames, _) =>
        {
            frames.Write(Enum.Parse<FrameKind>(nonsense), 1, "nonsense"u8);
            return true;
        }));
        await worker.ReadyAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => worker.AskAsync(0, Asking("a", 5), CancellationToken.None)));
        Assert.All(answers, answer => Assert.Equal(RequestStatus.Failed, answer.Status));
        Assert.Single(_crashes);
        Assert.True(worker.HasEnded);
        await Assert.ThrowsAsync<PoolWorkException>(() => worker.LoadAsync(Addition, Most));
    }

    [Fact]
    public async Task A_worker_that_ends_leaves_no_load_and_no_request_waiting()
    {
        int heard = 0;
        using var worker = ClientOf(Piped.Which((_, _) => ++heard < 3));
        await worker.ReadyAsync();
        var loading = worker.LoadAsync(Addition, Most);
        var first = worker.AskAsync(0, Asking("a", 5), CancellationToken.None);
        var second = worker.AskAsync(0, Asking("b", 5), CancellationToken.None);
        Assert.True((await Assert.ThrowsAsync<PoolWorkException>(() => loading)).IsGone);
        Assert.Equal([RequestStatus.Failed, RequestStatus.Failed], [(await first).Status, (await second).Status]);
        Assert.Single(_crashes);
    }

    [Fact]
    public async Task A_worker_that_hangs_while_it_loads_fails_the_load()
    {
        using var worker = ClientOf(Piped.Which((_, _) => true));
        var problem = await Assert.ThrowsAsync<PoolWorkException>(() => worker.LoadAsync(Addition, TimeSpan.FromMilliseconds(50)));
        Assert.Contains("did not load it", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>Answers for nobody, second answers and late pieces change nothing.</summary>
    [Fact]
    public async Task A_worker_that_says_too_much_is_heard_once()
    {
        byte[] answered = WorkerMessages.Of(new PoolAnswer(RequestStatus.Answered)), failed = WorkerMessages.Of(new PoolAnswer(RequestStatus.Failed));
        using var worker = ClientOf(Piped.Which((frames, frame) =>
        {
            long request = frame.Request;
            frames.Write(FrameKind.Answer, 77, answered);
            frames.Write(FrameKind.Loaded, 0, new byte[16]);
            frames.Write(FrameKind.Piece, request, "one"u8);
            frames.Write(FrameKind.Answer, request, answered);
            frames.Write(FrameKind.Piece, request, "two"u8);
            frames.Write(FrameKind.Answer, request, failed);
            return true;
        }));
        var heard = new Heard();
        var answer = await worker.AskAsync(0, Asking("a", 5) with { Sink = heard }, CancellationToken.None);
        Assert.Equal((RequestStatus.Answered, "one"), (answer.Status, answer.Text));
        Assert.Equal(RequestStatus.Answered, (await worker.AskAsync(0, Asking("b", 5), CancellationToken.None)).Status);
        Assert.Equal("one", heard.Text);
        Assert.Empty(_crashes);
    }

    [Fact]
    public async Task A_program_that_is_no_worker_is_told_apart_at_once()
    {
        using var other = ClientOf(new Piped((_, output) => new FrameStream(Stream.Null, output, 0).Write(FrameKind.Ready, 0, "teleo worker 0"u8)));
        Assert.Contains("teleo worker 0", (await Assert.ThrowsAsync<PoolWorkException>(other.ReadyAsync)).Message, StringComparison.Ordinal);
        using var talker = ClientOf(new Piped((_, output) => output.Write("Hello, I am another program."u8)));
        await Assert.ThrowsAsync<PoolWorkException>(talker.ReadyAsync);
    }

    private static WorkerModel Addition { get; } = Model("addition", Repository.PathOf("skills", "addition", "model.q8_0.gguf"));

    private static WorkerModel Lora
    {
        get
        {
            var under = new PoolSkill(new SkillName("lora", "1.0.0", "f32.base"), Repository.PathOf("skills", "generalist", "model.f32.gguf"));
            var adapter = new PoolSkill(new SkillName("lora", "1.0.0", "f32"), Repository.PathOf("skills", "generalist-lora", "adapter.f32.gguf"));
            return new WorkerModel(adapter with { Base = under.Name }, under, 2);
        }
    }

    private static WorkerModel Stories { get; } = Model("stories", Repository.PathOf("skills", "stories260K", "stories260K.gguf"));

    private static WorkerModel Model(string name, string path) => new(new PoolSkill(new SkillName(name, "1.0.0", "f32"), path), null, 2);

    private static PoolRequest Asking(string prompt, int tokens) =>
        new("", prompt) { Prompt = new PromptSettings { Generation = new GenerationOptions { MaxTokens = tokens, IgnoresEnd = tokens >= 100 } } };

    private WorkerClient ClientOf(Piped process) => new("addition", process, TimeProvider.System, _crashes.Add);

    /// <summary>The same request at the engine in this process.</summary>
    private static async Task<PoolAnswer> HereAsync(PoolRequest request, WorkerModel? other = null)
    {
        var model = other ?? Addition;
        using var pool = new RuntimePool(new PoolOptions { Runtime = new() { MaxThreads = 1 } }, TimeProvider.System);
        if (model.Under is { } under) pool.Load(under);
        var handle = pool.Load(model.Skill);
        pool.Activate(handle);
        return await LiveAnswers.ServeAsync(pool, handle, 0, request, CancellationToken.None);
    }

    private sealed class Heard : IPoolSink
    {
        private int _pieces;

        public (int Pieces, Action Act)? After { get; init; }

        public string Text { get; private set; } = "";

        public int Model { get; private set; } = -1;

        public void Output(int model, string text)
        {
            (Model, Text) = (model, Text + text);
            if (++_pieces == After?.Pieces) After.Value.Act();
        }
    }
}
