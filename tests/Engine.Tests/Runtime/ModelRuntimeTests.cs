using Teleo.Engine.Bytes;
using Teleo.Engine.Models;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;
using Teleo.Engine.Tests.Formats;

namespace Teleo.Engine.Tests.Runtime;

public sealed class ModelRuntimeTests
{
    [Fact]
    public void A_failed_load_leaves_nothing_behind_and_another_file_can_be_tried()
    {
        using var runtime = new ModelRuntime(new(), TimeProvider.System);
        Assert.Equal(RuntimeState.Uninitialised, runtime.State);
        Assert.False(runtime.TryLoad(Repository.Model("PROVENANCE.md"), out var error));
        Assert.Equal(FormatFault.BadMagic, error.Fault);
        Assert.Equal(RuntimeState.Uninitialised, runtime.State);
        Assert.Equal(EngineErrorCode.ModelNotLoaded, Assert.Throws<EngineException>(() => runtime.Facts).Code);
        Assert.Equal(EngineErrorCode.ModelNotLoaded, Assert.Throws<EngineException>(() => runtime.NewSession()).Code);

        Assert.True(runtime.TryLoad(Repository.Model("stories260K.gguf"), out _));
        Assert.Equal(RuntimeState.Initialised, runtime.State);
        Assert.Throws<InvalidOperationException>(() => runtime.TryLoad(Repository.Model("stories260K.gguf"), out _));
        runtime.Dispose();
        Assert.Equal(RuntimeState.Freed, runtime.State);
        Assert.Throws<ObjectDisposedException>(() => runtime.TryLoad(Repository.Model("stories260K.gguf"), out _));
    }

    [Theory]
    [InlineData("stories260K.gguf")]
    [InlineData("stories260Kp-q4_0.gguf")]
    [InlineData("stories260Kp-q8_0.gguf")]
    public void A_model_is_the_same_from_a_file_from_bytes_and_from_a_stream(string name)
    {
        byte[] bytes = File.ReadAllBytes(Repository.Model(name));
        byte[] shifted = [0, .. bytes];   // a place that no vector is aligned to
        byte[] overwritten = [.. bytes];
        float[] expected = LogitsOf(runtime => runtime.TryLoad(Repository.Model(name), out _));
        Assert.Equal(expected, LogitsOf(runtime => runtime.TryLoad(bytes, out _)));
        Assert.Equal(expected, LogitsOf(runtime => runtime.TryLoad(shifted.AsMemory(1), out _)));
        Assert.Equal(expected, LogitsOf(runtime => runtime.TryLoad(new MemoryStream(bytes), bytes.Length, out _)));
        Assert.Equal(expected, LogitsOf(runtime =>
        {
            bool loaded = runtime.TryLoadCopy(overwritten, out _);
            overwritten.AsSpan().Clear();
            return loaded;
        }));
    }

    [Theory]
    [InlineData("", FormatFault.Truncated)]
    [InlineData("GGU", FormatFault.Truncated)]
    [InlineData("junk, and more of it, of no known format", FormatFault.BadMagic)]
    [InlineData("GGUF", FormatFault.Truncated)]
    public void Bytes_that_are_no_model_are_refused_and_others_can_be_tried(string text, FormatFault fault)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        using var runtime = new ModelRuntime(new(), TimeProvider.System);
        Assert.False(runtime.TryLoad(bytes, out var borrowed));
        Assert.False(runtime.TryLoadCopy(bytes, out var copied));
        Assert.False(runtime.TryLoad(new MemoryStream(bytes), 1000, out var streamed));
        Assert.Equal((fault, fault, fault), (borrowed.Fault, copied.Fault, streamed.Fault));
        Assert.True(runtime.TryLoad(Repository.Model("stories260K.gguf"), out _));
    }

    [Fact]
    public void A_llama2c_file_needs_its_vocabulary_beside_it_so_bytes_alone_are_no_model()
    {
        using var runtime = new ModelRuntime(new(), TimeProvider.System);
        Assert.False(runtime.TryLoad(File.ReadAllBytes(Repository.Model("stories260K.bin")), out var error));
        Assert.Equal(FormatFault.BadMagic, error.Fault);
    }

    [Fact]
    public void A_weight_that_is_no_number_is_named_before_the_first_token_unless_the_content_was_verified()
    {
        byte[] bytes = GgufForge.Tiny().Build();
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.Length - sizeof(float));   // the last value of the last tensor
        using var runtime = new ModelRuntime(new(), TimeProvider.System);
        Assert.True(runtime.TryLoad(bytes.AsMemory(), out _));
        for (int again = 0; again < 2; again++)
        {
            var refused = Assert.Throws<EngineException>(() => runtime.NewSession());
            Assert.Contains("row 3 of the weights blk.0.ffn_down.weight", refused.Message, StringComparison.Ordinal);
        }

        using var trusting = new ModelRuntime(new() { IsContentVerified = true }, TimeProvider.System);
        Assert.True(trusting.TryLoad(bytes.AsMemory(), out _));
        trusting.NewSession().Dispose();
    }

    [Fact]
    public void A_session_passes_through_its_states()
    {
        using var runtime = Load();
        var session = runtime.NewSession(8);
        Assert.Equal(RuntimeState.Ready, session.State);
        session.Append([1, 403]);
        Assert.Equal(RuntimeState.ContinuationReady, session.State);
        Assert.Throws<EngineException>(() => session.Append(new int[7]));
        Assert.Equal(RuntimeState.RecoverableError, session.State);
        session.Append([407]);
        Assert.Equal(RuntimeState.ContinuationReady, session.State);
        session.Truncate(0);
        Assert.Equal(RuntimeState.Ready, session.State);
        session.Dispose();
        Assert.Equal(RuntimeState.Freed, session.State);
    }

    [Fact]
    public void Options_with_faults_are_refused_with_all_of_them()
    {
        var options = new RuntimeOptions { MaxThreads = -1, BatchSize = 0, ContextLength = -5 };
        Assert.Equal(3, options.Problems().Count());
        Assert.Throws<ArgumentException>(() => new ModelRuntime(options, TimeProvider.System));
    }

    [Fact]
    public void Small_work_runs_on_one_thread_and_large_on_all_that_are_allowed()
    {
        Assert.Equal(1, ModelEngine.ThreadsFor(ModelEngine.SmallestSharedToken - 1, tokens: 1, most: 8));
        Assert.Equal(8, ModelEngine.ThreadsFor(ModelEngine.SmallestSharedToken, tokens: 1, most: 8));
        Assert.Equal(1, ModelEngine.ThreadsFor(1 << 20, tokens: 63, most: 8));
        Assert.Equal(8, ModelEngine.ThreadsFor(1 << 20, tokens: 64, most: 8));
        Assert.Equal(1, ModelEngine.ThreadsFor(long.MaxValue / 1000, tokens: 256, most: 1));
        using var runtime = Load();
        Assert.Equal(1, runtime.ThreadsFor(1));
    }

    [Fact]
    public void Diagnostics_tell_what_was_done()
    {
        using var runtime = Load();
        using var session = runtime.NewSession(64);
        var fresh = runtime.Diagnose(session);
        Assert.Null(fresh.Logits);
        Assert.Null(fresh.Chosen);
        Assert.Empty(fresh.Top);

        session.Append([1, 403, 407, 261, 378]);
        foreach (var _ in session.Generate(new Sampler(SamplingOptions.Greedy, runtime.Facts.VocabularySize), 4, [])) { }
        var told = runtime.Diagnose(session, SamplingOptions.Greedy);
        Assert.Equal(RuntimeState.ContinuationReady, told.State);
        Assert.Equal((5, 3), (told.PromptTokens, told.GeneratedTokens));
        Assert.True(told.PromptTokensPerSecond > 0 && told.GeneratedTokensPerSecond > 0);
        Assert.True(told.LoadTime > TimeSpan.Zero && told.PeakScratchBytes > 0);
        Assert.Equal((8, 64), (told.KvLength, told.KvCapacity));
        Assert.Equal(2L * runtime.Facts.LayerCount * 4 * 64 * (8 + 16) / 2 * sizeof(float), told.KvBytes);
        Assert.Equal(TensorType.F32, Assert.Single(told.Quantisation).Type);
        Assert.Equal((1, 2), (told.Bos, told.Eos));
        Assert.Equal(5, told.Top.Length);
        Assert.Equal(told.Chosen!.Value.Token, told.Top[0].Token);
        Assert.Equal(told.Top[0].Logit, told.Logits!.Value.Largest);
        Assert.InRange(told.Logits.Value.Entropy, 0, Math.Log(512));
        Assert.True(told.Logits.Value.Smallest < told.Logits.Value.Mean && told.Logits.Value.Mean < told.Logits.Value.Largest);
        Assert.Same(SamplingOptions.Greedy, told.Sampling);
        Assert.Equal(EngineErrorCode.Ok, told.LastErrorCode);

        Assert.Throws<EngineException>(() => session.Append(new int[100]));
        var failed = runtime.Diagnose(session);
        Assert.Equal(EngineErrorCode.ContextExceeded, failed.LastErrorCode);
        Assert.Contains("64", failed.LastError);
    }

    private static float[] LogitsOf(Func<ModelRuntime, bool> load)
    {
        using var runtime = new ModelRuntime(new() { MaxThreads = 1 }, TimeProvider.System);
        Assert.True(load(runtime));
        using var session = runtime.NewSession(16);
        session.Append([1, 403, 407, 261, 378]);
        session.Append([5]);
        return session.Logits.ToArray();
    }

    private static ModelRuntime Load()
    {
        var runtime = new ModelRuntime(new(), TimeProvider.System);
        Assert.True(runtime.TryLoad(Repository.Model("stories260K.gguf"), out var error), error.ToString());
        return runtime;
    }
}
