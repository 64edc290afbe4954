using Teleo.Engine.Adapters;
using Teleo.Engine.Bytes;
using Teleo.Engine.Models;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sessions;
using Teleo.Engine.Tests.Kernels;
using Teleo.Engine.Tests.Sessions;

namespace Teleo.Engine.Tests.Adapters;

public sealed class LoraAdapterTests : IDisposable
{
    private readonly string _folder = TestFolder.New();

    public static TheoryData<string> Shapes => [.. All.Keys];

    private static readonly Dictionary<string, ModelFacts> All = new()
    {
        ["plain"] = RandomModel.Shape,
        ["with biases"] = RandomModel.Shape with { HasQkvBias = true },
        ["tied output"] = RandomModel.Shape with { TiedOutput = true },
        ["odd sizes"] = RandomModel.Shape with { HiddenSize = 22, FeedForwardSize = 37, VocabularySize = 33, HeadSize = 6, RopeSize = 6 },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Shapes))]
    public void A_base_with_an_adapter_is_the_merged_model(string shape)
    {
        using var model = new RandomModel(All[shape], seed: 1);
        var forge = new AdapterForge(model.Facts, seed: 2);
        float[][] bare = AtOnce(model, null), adapted, oneByOne;
        using (var adapter = Load(model, forge)) (adapted, oneByOne) = (AtOnce(model, adapter), OneByOne(model, adapter));
        forge.Merge(model.Weights);
        var merged = AtOnce(model, null);
        AssertClose(merged, adapted, 2e-5);
        AssertClose(merged, oneByOne, 2e-5);
        Assert.NotEqual(bare, adapted);
    }

    [Theory, MemberData(nameof(Parts))]
    public void Every_target_alone_is_the_merged_model_too(string part)
    {
        using var model = new RandomModel(RandomModel.Shape, seed: 3);
        var forge = new AdapterForge(model.Facts, seed: 4, parts: Enum.Parse<ModelPart>(part));
        float[][] bare = AtOnce(model, null), adapted;
        using (var adapter = Load(model, forge)) adapted = AtOnce(model, adapter);
        forge.Merge(model.Weights);
        AssertClose(AtOnce(model, null), adapted, 2e-5);
        Assert.NotEqual(bare, adapted);
    }

    public static TheoryData<string> Parts => [.. AdapterFile.Targets.Select(part => part.ToString())];

    [Fact]
    public void Switching_forgets_the_context_and_switching_back_gives_the_bits_of_the_base()
    {
        using var runtime = Stories();
        using var first = LoadFor(runtime, seed: 1);
        using var second = LoadFor(runtime, seed: 2);
        using var session = runtime.NewSession(64);
        session.Append([1, 403, 407, 261, 378]);
        float[] bare = session.Logits.ToArray();
        var seen = new List<float[]> { bare };
        foreach (var adapter in new[] { first, second, null, first, null })
        {
            session.Use(adapter);
            Assert.Equal((0, RuntimeState.Ready), (session.Length, session.State));
            session.Append([1, 403, 407, 261, 378]);
            seen.Add(session.Logits.ToArray());
        }

        Assert.Equal(bare, seen[3]);
        Assert.Equal(bare, seen[5]);
        Assert.Equal(seen[1], seen[4]);
        Assert.NotEqual(seen[1], seen[2]);
        Assert.NotEqual(bare, seen[1]);

        session.Use(null);   // the same again: nothing is forgotten
        Assert.Equal(5, session.Length);
    }

    [Theory, InlineData("stories260K.gguf"), InlineData("stories260Kp-q8_0.gguf")]
    public void Sessions_with_and_without_adapters_share_one_base(string file)
    {
        using var runtime = Stories(file);
        using var adapter = LoadFor(runtime, seed: 1);
        using Session plain = runtime.NewSession(64), adapted = runtime.NewSession(64);
        adapted.Use(adapter);
        float[] alone = After(runtime, null), aloneAdapted = After(runtime, adapter);
        foreach (int token in (int[])[1, 403, 407])
        {
            plain.Append([token]);
            adapted.Append([token]);
        }

        Assert.Equal(alone, plain.Logits.ToArray());
        Assert.Equal(aloneAdapted, adapted.Logits.ToArray());
        Assert.NotEqual(alone, aloneAdapted);
    }

    [Fact]
    public void An_adapter_of_zeros_changes_no_bit()
    {
        using var runtime = Stories();
        string path = new AdapterForge(runtime.Facts, seed: 1, size: 0).Write(Path.Combine(_folder, "zeros.gguf"));
        Assert.True(runtime.TryLoadAdapter(path, out var adapter, out var error), error.ToString());
        using (adapter) Assert.Equal(After(runtime, null), After(runtime, adapter));
    }

    [Fact]
    public void The_number_of_threads_never_changes_a_bit()
    {
        var facts = RandomModel.Shape with { HiddenSize = 320, HeadCount = 5, KvHeadCount = 5, HeadSize = 64, RopeSize = 64, FeedForwardSize = 736 };
        using var model = new RandomModel(facts, seed: 5);
        var forge = new AdapterForge(facts, seed: 6);
        using var one = Load(model, forge);
        using var three = Load(model, forge, threads: 3);
        Assert.Equal(AtOnce(model, one), AtOnce(model, three, threads: 3));
    }

    [Fact]
    public void Decoding_with_an_adapter_allocates_nothing()
    {
        using var runtime = Stories();
        using var adapter = LoadFor(runtime, seed: 1);
        using var session = runtime.NewSession(256);
        session.Use(adapter);
        session.Append([1, 403, 407]);
        for (int i = 0; i < 20; i++) session.Append([5]);
        var allocated = new LeastAllocated();
        while (allocated.Again())
            for (int i = 0; i < 100; i++) session.Append([5]);
        Assert.Equal(0, allocated.Bytes);
    }

    [Fact]
    public void An_adapter_of_another_model_and_a_freed_one_are_refused()
    {
        using var runtime = Stories();
        using var other = Stories();
        using var foreign = LoadFor(other, seed: 1);
        using var session = runtime.NewSession(64);
        Assert.Equal(EngineErrorCode.ShapeMismatch, Assert.Throws<EngineException>(() => session.Use(foreign)).Code);

        var own = LoadFor(runtime, seed: 1);
        session.Use(own);
        own.Dispose();
        own.Dispose();
        Assert.Equal(EngineErrorCode.ModelNotLoaded, Assert.Throws<EngineException>(() => session.Append([1])).Code);
        session.Use(null);
        session.Append([1]);
    }

    private LoraAdapter Load(RandomModel model, AdapterForge forge, int threads = 1)
    {
        string path = forge.Write(Path.Combine(_folder, $"{threads}.gguf"));
        Assert.True(LoraAdapter.TryLoad(path, model.Weights, model.Facts, threads, out var adapter, out var error), error.ToString());
        return adapter;
    }

    private LoraAdapter LoadFor(ModelRuntime runtime, int seed)
    {
        string path = new AdapterForge(runtime.Facts, seed, size: 0.1f).Write(Path.Combine(_folder, $"seed{seed}.gguf"));
        Assert.True(runtime.TryLoadAdapter(path, out var adapter, out FormatError error), error.ToString());
        return adapter;
    }

    private static ModelRuntime Stories(string file = "stories260K.gguf")
    {
        var runtime = new ModelRuntime(new() { MaxThreads = 1 }, TimeProvider.System);
        Assert.True(runtime.TryLoad(Repository.Model(file), out var error), error.ToString());
        return runtime;
    }

    private static float[] After(ModelRuntime runtime, LoraAdapter? adapter)
    {
        using var session = runtime.NewSession(64);
        session.Use(adapter);
        foreach (int token in (int[])[1, 403, 407]) session.Append([token]);
        return session.Logits.ToArray();
    }

    private static int[] Tokens(ModelFacts facts)
    {
        var rng = new TestRandom(8);
        return [.. Enumerable.Range(0, 30).Select(_ => rng.Below(facts.VocabularySize))];
    }

    private static float[][] AtOnce(RandomModel model, LoraAdapter? adapter, int threads = 1)
    {
        using var engine = new ModelEngine(new(model.Facts, model.Weights), ModelEngine.SmallestSharedToken, threads, 64, TimeProvider.System);
        using var session = new Session(engine, 30, KvPrecision.F32);
        session.Use(adapter);
        var logits = new List<float[]>();
        session.Append(Tokens(model.Facts), (_, row) => logits.Add(row.ToArray()), CancellationToken.None);
        return [.. logits];
    }

    private static float[][] OneByOne(RandomModel model, LoraAdapter? adapter, int threads = 1)
    {
        using var engine = new ModelEngine(new(model.Facts, model.Weights), ModelEngine.SmallestSharedToken, threads, 64, TimeProvider.System);
        using var session = new Session(engine, 30, KvPrecision.F32);
        session.Use(adapter);
        var logits = new List<float[]>();
        foreach (int token in Tokens(model.Facts))
        {
            session.Append([token]);
            logits.Add(session.Logits.ToArray());
        }

        return [.. logits];
    }

    private static void AssertClose(float[][] expected, float[][] actual, double tolerance)
    {
        double size = expected.Max(row => row.Max(Math.Abs));
        for (int position = 0; position < expected.Length; position++)
            for (int i = 0; i < expected[position].Length; i++)
                Assert.InRange(actual[position][i], expected[position][i] - (tolerance * size), expected[position][i] + (tolerance * size));
    }
}
