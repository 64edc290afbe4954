using Teleo.Engine.Models;
using Teleo.Engine.Sessions;
using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Sessions;

public sealed class ForwardPassTests
{
    public static TheoryData<string> Architectures => [.. All.Keys];

    private static readonly Dictionary<string, ModelFacts> All = new()
    {
        ["plain"] = RandomModel.Shape,
        ["one key/value head for all"] = RandomModel.Shape with { KvHeadCount = 1 },
        ["as many key/value heads as heads"] = RandomModel.Shape with { KvHeadCount = 6 },
        ["pairs of halves"] = RandomModel.Shape with { RopePairing = RopePairing.Halves },
        ["part of a head turns"] = RandomModel.Shape with { RopeSize = 4 },
        ["tied output"] = RandomModel.Shape with { TiedOutput = true },
        ["Qwen2"] = RandomModel.Shape with { HasQkvBias = true, RopePairing = RopePairing.Halves },
        ["Qwen3"] = RandomModel.Shape with { HasQkNorm = true, RopePairing = RopePairing.Halves, HeadSize = 20, RopeSize = 20 },
        ["linear scaling"] = RandomModel.Shape with { RopeScaling = new RopeScaling.Linear(4) },
        ["a divisor per pair"] = RandomModel.Shape with { RopeScaling = new RopeScaling.PerPair() },
        ["YaRN"] = RandomModel.Shape with { RopeScaling = new RopeScaling.Yarn(4, 32, 1, 1, 32, 1), HeadSize = 16, RopeSize = 16 },
        ["odd sizes"] = RandomModel.Shape with { HiddenSize = 22, FeedForwardSize = 37, VocabularySize = 33, HeadSize = 6, RopeSize = 6 },
    };

    [Theory, MemberData(nameof(Architectures))]
    public void Every_architecture_computes_what_its_definition_says(string architecture)
    {
        using var model = new RandomModel(All[architecture], seed: 1);
        var tokens = Tokens(model.Facts, 40);
        var expected = Expected(model, tokens);
        AssertClose(expected, AllAtOnce(model, tokens, threads: 1), 2e-5);
        AssertClose(expected, OneByOne(model, tokens), 2e-5);
    }

    [Fact]
    public void Types_may_differ_from_tensor_to_tensor()
    {
        var types = new Dictionary<string, TensorType>
        {
            ["embedding"] = TensorType.Q5_1,
            ["output"] = TensorType.Q6_K,
            ["query"] = TensorType.Q8_0,
            ["key"] = TensorType.BF16,
            ["value"] = TensorType.Q4_K,
            ["attention output"] = TensorType.Q5_K,
            ["gate"] = TensorType.Q4_0,
            ["up"] = TensorType.Q5_0,
            ["down"] = TensorType.SlmQ8,
            ["row"] = TensorType.F16,
        };
        var facts = RandomModel.Shape with { HiddenSize = 256, HeadCount = 8, KvHeadCount = 2, HeadSize = 32, RopeSize = 32, FeedForwardSize = 100 };
        using var model = new RandomModel(facts, seed: 2, name => types[name]);
        var tokens = Tokens(facts, 30);
        var expected = Expected(model, tokens);
        AssertClose(expected, AllAtOnce(model, tokens, threads: 1), 1e-3);
        AssertClose(expected, OneByOne(model, tokens), 1e-3);
    }

    [Theory, MemberData(nameof(EmbeddingTypes))]
    public void An_embedding_may_be_of_any_type(TensorType type)
    {
        var facts = RandomModel.Shape with { HiddenSize = 256, FeedForwardSize = 32, LayerCount = 1 };
        using var model = new RandomModel(facts, seed: 3, name => name == "embedding" ? type : TensorType.F32);
        AssertClose(Expected(model, [5, 6]), OneByOne(model, [5, 6]), 1e-4);
    }

    public static TheoryData<TensorType> EmbeddingTypes => [.. Enum.GetValues<TensorType>()];

    // Six heads are shared out evenly, so that nobody waits between projecting and attending; five are not.
    [Theory]
    [InlineData(TensorType.F32, 5), InlineData(TensorType.F16, 5), InlineData(TensorType.Q8_0, 5), InlineData(TensorType.Q4_0, 5)]
    [InlineData(TensorType.F32, 6), InlineData(TensorType.F16, 6), InlineData(TensorType.Q8_0, 6), InlineData(TensorType.Q4_0, 6)]
    public void The_number_of_threads_never_changes_a_bit(TensorType type, int heads)
    {
        var facts = RandomModel.Shape with { HiddenSize = 64 * heads, HeadCount = heads, KvHeadCount = heads, HeadSize = 64, RopeSize = 64, FeedForwardSize = 736 };
        using var model = new RandomModel(facts, seed: 4, name => name == "row" ? TensorType.F32 : type);
        var tokens = Tokens(facts, 49);   // in batches of sixteen, of which the last is one token alone
        var one = AllAtOnce(model, tokens, threads: 1);
        foreach (int threads in new[] { 2, 3 })
        {
            Assert.Equal(one, AllAtOnce(model, tokens, threads));
            Assert.Equal(one, AllAtOnce(model, tokens, threads, ModelEngine.SmallestSharedByRows));
            Assert.Equal(OneByOne(model, tokens), OneByOne(model, tokens, threads));
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void A_few_tokens_together_are_bit_for_bit_what_they_are_one_by_one(int threads)
    {
        var types = Enum.GetValues<TensorType>();
        int matrix = 0;
        var facts = RandomModel.Shape with { HiddenSize = 512, HeadCount = 8, KvHeadCount = 4, HeadSize = 64, RopeSize = 64, FeedForwardSize = 1024 };
        using var model = new RandomModel(facts, seed: 7, name => name == "row" ? TensorType.F32 : types[matrix++ % types.Length]);
        var tokens = Tokens(facts, 9);
        using var engine = new ModelEngine(new(facts, model.Weights), ModelEngine.SmallestSharedToken, threads, 64, TimeProvider.System);
        using var session = new Session(engine, tokens.Length, KvPrecision.F32);
        var one = OneByOne(model, tokens);
        foreach (var part in new[] { 0..2, 2..5, 5..9 })
        {
            session.Append(tokens.AsSpan()[part]);
            Assert.Equal(one[part.End.Value - 1], session.Logits);
        }
    }

    [Fact]
    public void A_prompt_may_be_shared_out_and_its_answer_not()
    {
        using var model = new RandomModel(RandomModel.Shape, seed: 6);
        var tokens = Tokens(model.Facts, 50);
        const long weightBytes = ModelEngine.SmallestSharedPrompt / 20;   // twenty tokens at once are shared, fewer are not
        Assert.Equal(Turns(1), Turns(2));

        float[][] Turns(int threads)
        {
            using var engine = new ModelEngine(new(model.Facts, model.Weights), weightBytes, threads, 64, TimeProvider.System);
            using var session = new Session(engine, tokens.Length, KvPrecision.F32);
            var logits = new List<float[]>();
            foreach (var part in new[] { 0..1, 1..23, 23..24, 24..25, 25..28, 28..50 })
            {
                Assert.Equal(tokens[part].Length >= 20 ? threads : 1, engine.ThreadsFor(tokens[part].Length));
                session.Append(tokens[part]);
                logits.Add(session.Logits.ToArray());
            }
            return [.. logits];
        }
    }

    [Fact]
    public void Logits_that_are_not_finite_are_an_error_and_the_session_goes_on()
    {
        using var model = new RandomModel(RandomModel.Shape, seed: 5);
        unsafe
        {
            ((float*)model.Weights.Embedding.Data)[7 * model.Facts.HiddenSize] = float.NaN;
        }
        using var engine = new ModelEngine(new(model.Facts, model.Weights), 0, 1, 64, TimeProvider.System);
        using var session = new Session(engine, 32, KvPrecision.F32);
        session.Append([3]);
        Assert.Equal(EngineErrorCode.GenerationFailed, Assert.Throws<EngineException>(() => session.Append([7])).Code);
        Assert.Equal(RuntimeState.RecoverableError, session.State);
        Assert.Equal(1, session.Length);
        session.Append([4]);
        AssertClose(Expected(model, [3, 4])[1..], [session.Logits.ToArray()], 2e-5);
    }

    private static int[] Tokens(ModelFacts facts, int count)
    {
        var rng = new TestRandom(8);
        return [.. Enumerable.Range(0, count).Select(_ => rng.Below(facts.VocabularySize))];
    }

    private static double[][] Expected(RandomModel model, int[] tokens)
    {
        var reference = new ReferenceTransformer(model.Facts, model.Weights);
        return [.. tokens.Select(reference.Next)];
    }

    private static float[][] AllAtOnce(RandomModel model, int[] tokens, int threads, long weightBytes = ModelEngine.SmallestSharedToken)
    {
        using var engine = new ModelEngine(new(model.Facts, model.Weights), weightBytes, threads, 64, TimeProvider.System);
        using var session = new Session(engine, tokens.Length, KvPrecision.F32);
        var logits = new List<float[]>();
        session.Append(tokens, (_, row) => logits.Add(row.ToArray()), CancellationToken.None);
        return [.. logits];
    }

    private static float[][] OneByOne(RandomModel model, int[] tokens, int threads = 1)
    {
        using var engine = new ModelEngine(new(model.Facts, model.Weights), ModelEngine.SmallestSharedToken, threads, 64, TimeProvider.System);
        using var session = new Session(engine, tokens.Length, KvPrecision.F32);
        var logits = new List<float[]>();
        foreach (int token in tokens)
        {
            session.Append([token]);
            logits.Add(session.Logits.ToArray());
        }
        return [.. logits];
    }

    private static void AssertClose(double[][] expected, float[][] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double size = expected.Max(row => row.Max(Math.Abs));
        for (int position = 0; position < expected.Length; position++)
            for (int i = 0; i < expected[position].Length; i++)
                Assert.True(
                    Math.Abs(expected[position][i] - actual[position][i]) <= tolerance * size,
                    $"position {position}, logit {i}: {actual[position][i]} for {expected[position][i]}");
    }
}
