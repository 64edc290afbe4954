using Teleo.Vision.Reading;

namespace Teleo.Vision.Tests.Reading;

/// <summary>Spaces are restored where gaps are plainly of two kinds, and nowhere else.</summary>
public sealed class WordGapsTests
{
    private const int Height = 48;

    /// <summary>A line of letters 10 columns wide; gaps between letters are of up to 6 columns, between words of 18 to 24.</summary>
    private static (bool[] Ink, float[] Centers, bool[] Ends) Line(uint seed, int wordLength)
    {
        var random = Cases.Stream("line", seed);
        List<bool> ink = [.. new bool[random.NextInt(30)]];
        List<float> centers = [];
        List<bool> ends = [];
        for (int letter = 0; letter < 24; letter++)
        {
            if (letter > 0)
            {
                bool ended = letter % wordLength == 0;
                ends.Add(ended);
                ink.AddRange(new bool[ended ? 18 + random.NextInt(7) : random.NextInt(7)]);
            }

            centers.Add(ink.Count + Cases.Between(ref random, 3, 7));   // a recogniser says no more than about where
            ink.AddRange(Enumerable.Repeat(true, 10));
        }

        ink.AddRange(new bool[random.NextInt(30)]);
        return ([.. ink], [.. centers], [.. ends]);
    }

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Words_are_parted_where_they_were(uint seed)
    {
        for (int wordLength = 1; wordLength < 12; wordLength++)
        {
            var (ink, centers, ends) = Line(seed, wordLength == 1 ? 24 : wordLength);
            Assert.Equal(ends, WordGaps.Ends(ink, centers, Height));
        }
    }

    /// <summary>The limit is that of all splits which leaves least variance within its two parts.</summary>
    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void The_limit_is_the_best_of_all_splits(uint seed)
    {
        var random = Cases.Stream("widths", seed);
        for (int i = 0; i < 50; i++)
        {
            int[] widths = new int[2 + random.NextInt(12)];
            for (int k = 0; k < widths.Length; k++) widths[k] = random.NextInt(4) == 0 ? 20 + random.NextInt(9) : random.NextInt(8);
            float limit = WordGaps.Limit(widths, 10);
            if (float.IsPositiveInfinity(limit)) continue;
            double Within(float split) => Variance(widths.Where(width => width < split)) + Variance(widths.Where(width => width > split));
            Assert.All(Enumerable.Range(0, 29), split => Assert.True(Within(limit) <= Within(split + 0.5f) + 1e-9));
        }

        static double Variance(IEnumerable<int> values) => values.Any() ? values.Sum(value => Math.Pow(value - values.Average(), 2)) : 0;
    }

    [Fact]
    public void Lines_without_two_kinds_of_gap_are_left_whole()
    {
        Assert.Equal(float.PositiveInfinity, WordGaps.Limit([], 10));
        Assert.Equal(float.PositiveInfinity, WordGaps.Limit([12], 10));
        Assert.Equal(float.PositiveInfinity, WordGaps.Limit([5, 5, 5], 10));
        Assert.Equal(float.PositiveInfinity, WordGaps.Limit([6, 7, 13, 14], 10));   // a font of one width: not two and a half times
        Assert.Equal(float.PositiveInfinity, WordGaps.Limit([1, 2, 8, 9], 10));     // letters and narrow letters: not wide for the height
        Assert.Empty(WordGaps.Ends([], [], Height));
    }
}
