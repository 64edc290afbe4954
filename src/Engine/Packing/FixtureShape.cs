using System.Globalization;
using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>The shape of a model to invent: V,H,L,F,heads,kv,ctx on the command line.</summary>
public sealed record FixtureShape(
    int Vocabulary, int Hidden, int Layers, int FeedForward, int Heads, int KvHeads, int Context)
{
    private const int Largest = 1 << 24;

    /// <summary>A few shapes with names, for benchmarks.</summary>
    public static IReadOnlyDictionary<string, FixtureShape> Named { get; } = new Dictionary<string, FixtureShape>
    {
        ["tiny"] = new(260, 8, 1, 16, 1, 1, 64),
        ["1M"] = new(512, 128, 4, 352, 4, 4, 512),
        ["17M"] = new(260, 512, 4, 2048, 8, 8, 512),
        ["110M"] = new(16000, 768, 12, 2048, 12, 12, 1024),
        ["500M"] = new(32000, 1536, 16, 4096, 16, 8, 2048),
    };

    public static bool TryParse(string text, out FixtureShape shape)
    {
        if (Named.TryGetValue(text, out shape!)) return true;
        int[] numbers = [.. text.Split(',').Select(Number)];
        shape = numbers.Length == 7 ? new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]) : null!;
        return shape is not null && shape.Problem() is null;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    /// <summary>Returns the fault of the shape; null if there is none.</summary>
    public string? Problem()
    {
        int[] sizes = [Vocabulary, Hidden, Layers, FeedForward, Heads, KvHeads, Context];
        if (sizes.Any(size => size is <= 0 or > Largest)) return $"every number must be from 1 to {Largest}";
        if (Vocabulary < FixtureVocabulary.FewestTokens)
            return $"a vocabulary has at least {FixtureVocabulary.FewestTokens} tokens: the bytes and the special ones";
        if (Hidden % Heads != 0) return "the heads must divide the hidden size";
        if (Hidden / Heads % 2 != 0) return "the size of a head must be even, as its elements turn in pairs";
        if (Heads % KvHeads != 0) return "the key-value heads must divide the heads";
        return null;
    }

    public ModelFacts Facts() => new()
    {
        Architecture = "llama",
        VocabularySize = Vocabulary,
        HiddenSize = Hidden,
        LayerCount = Layers,
        FeedForwardSize = FeedForward,
        HeadCount = Heads,
        KvHeadCount = KvHeads,
        HeadSize = Hidden / Heads,
        ContextLength = Context,
        RmsEpsilon = 1e-5f,
        RopeTheta = 10000,
        RopePairing = RopePairing.Adjacent,
        RopeSize = Hidden / Heads,
    };
}
