using Teleo.Engine.Runtime;
using Teleo.Engine.Sessions;

namespace Teleo.Engine.Tests.Sessions;

public sealed class SessionTests
{
    // "Once upon a time", and what llama.cpp 3f545be says next, always taking the most likely token.
    private static readonly int[] Prompt = [1, 403, 407, 261, 378];
    private static readonly int[] Continuation = [432, 383, 286, 261, 376, 298, 315, 421, 395, 317, 426, 338, 401, 396, 267, 337, 410, 408, 419, 292];

    [Fact]
    public void The_shipped_model_tells_its_story()
    {
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession();
        session.Append(Prompt);
        Assert.Equal(Continuation, Greedy(session, Continuation.Length));
    }

    [Theory, InlineData("stories260K.gguf"), InlineData("stories260K-q8mix.gguf"), InlineData("stories260Kp-q4_0.gguf")]
    public void Logits_do_not_depend_on_the_batch_size(string file)
    {
        var tokens = Story(150);
        var expected = LogitsAfter(file, tokens, new() { BatchSize = 64 });
        foreach (int batch in new[] { 1, 7 }) Assert.Equal(expected, LogitsAfter(file, tokens, new() { BatchSize = batch }));
    }

    [Fact]
    public void Reading_at_once_and_one_by_one_agree()
    {
        var tokens = Story(100);
        var expected = LogitsAfter("stories260K.gguf", tokens, new());
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession(128);
        foreach (int token in tokens) session.Append([token]);
        AssertClose(expected, session.Logits, 1e-4f);
    }

    [Fact]
    public void A_kept_prefix_gives_the_same_as_reading_anew()
    {
        var tokens = Story(90);
        var other = tokens.ToArray();
        other[60] = 17;
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession(128);
        session.Append(other);
        Assert.Equal(60, session.KeepPrefix(tokens));
        session.Append(tokens.AsSpan(60));
        Assert.Equal(LogitsAfter("stories260K.gguf", tokens, new()), session.Logits.ToArray());
    }

    [Fact]
    public void The_last_token_is_always_read_again()
    {
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession(128);
        session.Append(Prompt);
        Assert.Equal(Prompt.Length - 1, session.KeepPrefix(Prompt));
        Assert.Equal(RuntimeState.Ready, session.State);
        Assert.True(session.Logits.IsEmpty);
    }

    [Fact]
    public void Sessions_of_one_model_do_not_see_each_other()
    {
        using var runtime = Load("stories260K.gguf");
        using var first = runtime.NewSession(64);
        using var second = runtime.NewSession(128);
        first.Append(Prompt);
        second.Append([1, 300, 301]);
        foreach (int token in Continuation)
        {
            Assert.Equal(token, first.Logits.IndexOfMax());
            first.Append([token]);
            second.Append([second.Logits.IndexOfMax()]);
        }
    }

    [Fact]
    public void A_full_context_is_refused_and_the_session_goes_on()
    {
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession(8);
        session.Append(Prompt);
        var logits = session.Logits.ToArray();
        var refusal = Assert.Throws<EngineException>(() => session.Append([5, 6, 7, 8]));
        Assert.Equal(EngineErrorCode.ContextExceeded, refusal.Code);
        Assert.Equal(RuntimeState.RecoverableError, session.State);
        Assert.Same(refusal, session.LastError);
        Assert.Equal(Prompt, session.Tokens.ToArray());
        session.KeepPrefix(Prompt);
        session.Append(Prompt.AsSpan(session.Length));
        AssertClose(logits, session.Logits, 1e-4f);
        Assert.Null(session.LastError);
    }

    [Theory, InlineData(512), InlineData(-1), InlineData(int.MaxValue)]
    public void A_token_outside_the_vocabulary_is_refused(int token)
    {
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession(8);
        Assert.Equal(EngineErrorCode.GenerationFailed, Assert.Throws<EngineException>(() => session.Append([1, token])).Code);
        Assert.Equal(0, session.Length);
        Assert.Equal(EngineErrorCode.InvalidLength, Assert.Throws<EngineException>(() => session.Append([])).Code);
    }

    [Fact]
    public void Cancelling_while_reading_leaves_the_context_as_it_was()
    {
        using var runtime = Load("stories260K.gguf", new() { BatchSize = 8 });
        using var session = runtime.NewSession(256);
        session.Append(Prompt);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => session.Append(
            Story(100), (position, _) =>
            {
                if (position == 30) source.Cancel();
            }, source.Token));
        Assert.Equal(Prompt, session.Tokens.ToArray());
        session.Truncate(0);
        session.Append(Prompt);
        Assert.Equal(Continuation[0], session.Logits.IndexOfMax());
    }

    [Fact]
    public void A_stream_yields_what_stepwise_generation_yields_and_stops_within_one_token()
    {
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession(128);
        session.Append(Prompt);
        var tokens = new List<int>();
        foreach (var choice in session.Generate(new Likeliest(), 20, [])) tokens.Add(choice.Token);
        Assert.Equal(Continuation, tokens);
        Assert.Equal(Prompt.Length + 19, session.Length);

        using var source = new CancellationTokenSource();
        int seen = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var choice in session.Generate(new Likeliest(), 20, [], source.Token))
                if (++seen == 3) source.Cancel();
        });
        Assert.Equal(3, seen);
        session.Append([5]);
        Assert.Equal(RuntimeState.ContinuationReady, session.State);
    }

    [Fact]
    public void A_stream_ends_at_an_end_token_and_at_the_end_of_the_context()
    {
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession(8);
        session.Append(Prompt);
        Assert.Equal(3, session.Generate(new Likeliest(), 20, [Continuation[2]]).Count());
        session.Truncate(0);
        session.Append(Prompt);
        Assert.Equal(4, session.Generate(new Likeliest(), 20, []).Count());
        Assert.Equal(8, session.Length);
    }

    [Fact]
    public void Nothing_can_be_generated_from_nothing()
    {
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession(8);
        Assert.Throws<EngineException>(() => session.Generate(new Likeliest(), 1, []).Count());
    }

    [Theory, InlineData("stories260K.gguf"), InlineData("stories260Kp-q8_0.gguf")]
    public void Decoding_allocates_nothing(string file)
    {
        using var runtime = Load(file);
        using var session = runtime.NewSession(256);
        session.Append(Prompt);
        Greedy(session, 20);
        var allocated = new LeastAllocated();
        while (allocated.Again())
            for (int i = 0; i < 100; i++) session.Append([session.Logits.IndexOfMax()]);
        Assert.Equal(0, allocated.Bytes);
    }

    [Fact]
    public void Half_precision_keys_and_values_change_little()
    {
        var tokens = Story(120);
        var exact = LogitsAfter("stories260K.gguf", tokens, new());
        var half = LogitsAfter("stories260K.gguf", tokens, new() { KvPrecision = KvPrecision.F16 });
        AssertClose(exact, half, 0.05f);
        Assert.NotEqual(exact, half);
    }

    [Fact]
    public void A_freed_runtime_or_session_says_so()
    {
        var runtime = Load("stories260K.gguf");
        var session = runtime.NewSession(8);
        var orphan = runtime.NewSession(8);
        session.Dispose();
        session.Dispose();
        Assert.Equal(RuntimeState.Freed, session.State);
        Assert.Throws<ObjectDisposedException>(() => session.Append(Prompt));
        runtime.Dispose();
        runtime.Dispose();
        Assert.Equal(EngineErrorCode.ModelNotLoaded, Assert.Throws<EngineException>(() => orphan.Append(Prompt)).Code);
        Assert.Equal(EngineErrorCode.ModelNotLoaded, Assert.Throws<EngineException>(() => runtime.NewSession(8)).Code);
        orphan.Dispose();
    }

    private static ModelRuntime Load(string file, RuntimeOptions? options = null)
    {
        var runtime = new ModelRuntime(options ?? new(), TimeProvider.System);
        Assert.True(runtime.TryLoad(Repository.Model(file), out var error), error.ToString());
        return runtime;
    }

    private static float[] LogitsAfter(string file, int[] tokens, RuntimeOptions options)
    {
        using var runtime = Load(file, options);
        using var session = runtime.NewSession(tokens.Length);
        session.Append(tokens);
        return session.Logits.ToArray();
    }

    private static int[] Story(int length)
    {
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession(length);
        session.Append(Prompt);
        return [.. Prompt, .. Greedy(session, length - Prompt.Length)];
    }

    private static int[] Greedy(Session session, int count)
    {
        var tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = session.Logits.IndexOfMax();
            if (i + 1 < count) session.Append([tokens[i]]);
        }
        return tokens;
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.InRange(actual[i], expected[i] - tolerance, expected[i] + tolerance);
    }

    private sealed class Likeliest : ITokenChooser
    {
        public TokenChoice Choose(ReadOnlySpan<float> logits, ReadOnlySpan<int> context) => new(logits.IndexOfMax(), 0, 0);
    }
}
