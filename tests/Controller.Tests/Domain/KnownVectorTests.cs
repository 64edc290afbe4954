using System.Globalization;
using System.Text.Json;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tests.Domain;

public sealed class KnownVectorTests
{
    private static readonly JsonElement Known =
        JsonDocument.Parse(File.ReadAllText(Repository.KnownAnswers("rng.json"))).RootElement;

    [Fact]
    public void Philox_gives_the_blocks_its_authors_published()
    {
        foreach (var vector in Known.GetProperty("philox4x32_10").EnumerateArray())
        {
            var counter = Words(vector, "counter", 4);
            var key = Words(vector, "key", 2);
            var (x0, x1, x2, x3) = Philox.Block(counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
            Assert.Equal(Strings(vector, "out_hex").Select(Hex), [x0, x1, x2, x3]);
        }
    }

    [Fact]
    public void SplitMix64_gives_the_sequence_its_author_published()
    {
        foreach (var vector in Known.GetProperty("splitmix64").EnumerateArray())
        {
            var generator = new SplitMixBits(vector.GetProperty("seed").GetUInt64());
            foreach (string expected in Strings(vector, "out")) Assert.Equal(expected, $"{generator.NextUInt64()}");
        }
    }

    [Fact]
    public void Uniform_exponential_and_normal_follow_their_rules()
    {
        SplitMixBits uniform = new(1234567), exponential = new(1234567), normal = new(1234567);
        foreach (double expected in Numbers("uniform_53bit")) Assert.Equal(expected, RandomDraws.Uniform(ref uniform));
        foreach (double expected in Numbers("exponential_by_inversion")) Assert.Equal(expected, RandomDraws.Exponential(ref exponential), 1e-15);
        foreach (double expected in Numbers("normal_by_inverse_cdf")) Assert.Equal(expected, RandomDraws.Normal(ref normal), 1e-13);
    }

    [Fact]
    public void Bounded_numbers_and_shuffles_follow_their_rules()
    {
        var bounded = new SplitMixBits(7);
        foreach (double expected in Numbers("bounded_lemire32")) Assert.Equal((int)expected, RandomDraws.Bounded(ref bounded, 10));

        var shuffling = new SplitMixBits(7);
        int[] values = [.. Enumerable.Range(0, 10)];
        RandomDraws.Shuffle(ref shuffling, values.AsSpan());
        Assert.Equal(Numbers("fisher_yates").Select(value => (int)value), values);
    }

    private static IEnumerable<double> Numbers(string rule) =>
        Known.GetProperty(rule).GetProperty("out").EnumerateArray().Select(value => value.GetDouble());

    private static IEnumerable<string> Strings(JsonElement vector, string name) =>
        vector.GetProperty(name).EnumerateArray().Select(value => value.GetString()!);

    /// <summary>The file writes a block either as one run of hexadecimal digits or as a list of words.</summary>
    private static uint[] Words(JsonElement vector, string name, int count) =>
        vector.TryGetProperty(name, out var run)
            ? [.. Enumerable.Range(0, count).Select(i => Hex(run.GetString()!.Substring(8 * i, 8)))]
            : [.. Strings(vector, name + "_words").Select(Hex)];

    private static uint Hex(string word) => uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
