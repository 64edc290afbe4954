using Teleo.Engine.Models;
using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Sessions;

/// <summary>A small model in memory with every part its facts ask for, each matrix of the type a rule gives it.</summary>
internal sealed class RandomModel : IDisposable
{
    private readonly List<RandomTensor> _tensors = [];
    private readonly Func<string, TensorType> _typeOf;
    private int _seed;

    public RandomModel(ModelFacts facts, int seed, Func<string, TensorType>? typeOf = null)
    {
        Facts = facts;
        _seed = seed * 1000;
        _typeOf = typeOf ?? (_ => TensorType.F32);
        var embedding = Matrix("embedding", facts.VocabularySize, facts.HiddenSize);
        var layers = Enumerable.Range(0, facts.LayerCount).Select(_ => Layer()).ToArray();
        Weights = new(
            embedding, layers, Row(facts.HiddenSize, 1),
            facts.TiedOutput ? embedding : Matrix("output", facts.VocabularySize, facts.HiddenSize),
            facts.RopeScaling is RopeScaling.PerPair ? Row(facts.RopeSize / 2, 2) : default);
    }

    public ModelFacts Facts { get; }

    public ModelWeights Weights { get; }

    public static ModelFacts Shape => new()
    {
        Architecture = "llama",
        VocabularySize = 70,
        HiddenSize = 48,
        LayerCount = 3,
        FeedForwardSize = 80,
        HeadCount = 6,
        KvHeadCount = 3,
        HeadSize = 8,
        ContextLength = 64,
        RmsEpsilon = 1e-5f,
        RopeTheta = 10000,
        RopePairing = RopePairing.Adjacent,
        RopeSize = 8,
    };

    public void Dispose() => _tensors.ForEach(tensor => tensor.Dispose());

    private LayerWeights Layer()
    {
        var facts = Facts;
        return new()
        {
            AttentionNorm = Row(facts.HiddenSize, 1),
            Query = Matrix("query", facts.QuerySize, facts.HiddenSize),
            Key = Matrix("key", facts.KvSize, facts.HiddenSize),
            Value = Matrix("value", facts.KvSize, facts.HiddenSize),
            AttentionOutput = Matrix("attention output", facts.HiddenSize, facts.QuerySize),
            FeedForwardNorm = Row(facts.HiddenSize, 1),
            Gate = Matrix("gate", facts.FeedForwardSize, facts.HiddenSize),
            Up = Matrix("up", facts.FeedForwardSize, facts.HiddenSize),
            Down = Matrix("down", facts.HiddenSize, facts.FeedForwardSize),
            QueryBias = facts.HasQkvBias ? Row(facts.QuerySize, 0) : default,
            KeyBias = facts.HasQkvBias ? Row(facts.KvSize, 0) : default,
            ValueBias = facts.HasQkvBias ? Row(facts.KvSize, 0) : default,
            QueryNorm = facts.HasQkNorm ? Row(facts.HeadSize, 1) : default,
            KeyNorm = facts.HasQkNorm ? Row(facts.HeadSize, 1) : default,
        };
    }

    private TensorView Matrix(string name, int rows, int columns) => Make(_typeOf(name), rows, columns, 0, 0.25f);

    private TensorView Row(int columns, float around) => Make(_typeOf("row"), 1, columns, around, 0.2f);

    // Whatever the type, values are of a size that keeps the activations near one.
    private unsafe TensorView Make(TensorType type, int rows, int columns, float around, float spread)
    {
        var tensor = new RandomTensor(type, rows, columns, ++_seed);
        _tensors.Add(tensor);
        if (type == TensorType.F32)
            for (int i = 0; i < rows * columns; i++) ((float*)tensor.View.Data)[i] = around + (spread * ((float*)tensor.View.Data)[i]);
        else if (type == TensorType.F16)
            for (int i = 0; i < rows * columns; i++)
                ((Half*)tensor.View.Data)[i] = (Half)(around + (spread * (float)((Half*)tensor.View.Data)[i]));
        return tensor.View;
    }
}
