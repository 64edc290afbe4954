using Teleo.Controller.Domain;
using Teleo.Vision.Reading;

namespace Teleo.Vision.Tests.Reading;

/// <summary>Greedy decoding against brute force: of all paths the most probable, its neighbours merged and its blanks dropped.</summary>
public sealed class CtcDecoderTests
{
    private static float[] Any(ref RandomStream random, int steps, int classes)
    {
        float[] probabilities = new float[steps * classes];
        for (int i = 0; i < probabilities.Length; i++) probabilities[i] = (float)random.NextDouble();
        return probabilities;
    }

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void The_symbols_are_those_of_the_most_probable_of_all_paths(uint seed)
    {
        var random = Cases.Stream("ctc", seed);
        for (int i = 0; i < 30; i++)
        {
            int steps = 1 + random.NextInt(6), classes = 2 + random.NextInt(3);
            float[] probabilities = Any(ref random, steps, classes);
            double Product(int[] path) => path.Select((c, step) => (double)probabilities[step * classes + c]).Aggregate((a, b) => a * b);
            int[] best = Paths(steps, classes).MaxBy(Product)!;
            var symbols = CtcDecoder.Decode(probabilities, classes);
            Assert.Equal(Collapsed(best), symbols.Select(symbol => symbol.Class));
            foreach (var symbol in symbols)
            {
                var taken = Enumerable.Range(symbol.First, symbol.Last - symbol.First + 1).ToList();
                Assert.All(taken, step => Assert.Equal(symbol.Class, best[step]));
                Assert.True(symbol.First == 0 || best[symbol.First - 1] != symbol.Class);
                Assert.True(symbol.Last == steps - 1 || best[symbol.Last + 1] != symbol.Class);
                Assert.Equal(taken.Max(step => probabilities[step * classes + symbol.Class]), symbol.Probability);
            }
        }
    }

    [Fact]
    public void A_blank_between_two_equal_symbols_keeps_both()
    {
        float[] probabilities = [0.1f, 0.9f, 0.8f, 0.2f, 0.3f, 0.7f];
        Assert.Equal([new(1, 0.9f, 0, 0), new(1, 0.7f, 2, 2)], CtcDecoder.Decode(probabilities, 2));
    }

    [Fact]
    public void Numbers_that_are_none_are_blanks() => Assert.Empty(CtcDecoder.Decode([float.NaN, float.NaN, float.NaN], 3));

    private static IEnumerable<int[]> Paths(int steps, int classes)
    {
        int[] path = new int[steps];
        while (true)
        {
            yield return [.. path];
            int last = steps - 1;
            while (last >= 0 && ++path[last] == classes) path[last--] = 0;
            if (last < 0) yield break;
        }
    }

    private static IEnumerable<int> Collapsed(int[] path) => path.Where((c, step) => c != 0 && (step == 0 || path[step - 1] != c));
}
