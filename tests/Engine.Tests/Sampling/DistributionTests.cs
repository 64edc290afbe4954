using Teleo.Engine.Sampling;

namespace Teleo.Engine.Tests.Sampling;

public class DistributionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(37)]
    [InlineData(1000)]
    public void Log_probability_and_entropy_equal_their_definitions(int size)
    {
        var chance = new SplitMix64((ulong)size);
        float[] logits = [.. Enumerable.Range(0, size).Select(_ => (float)(chance.NextDouble() * 40 - 20))];
        double total = logits.Sum(l => Math.Exp(l));
        double[] p = [.. logits.Select(l => Math.Exp(l) / total)];
        double entropy = -p.Sum(x => x > 0 ? x * Math.Log(x) : 0);
        var (logSum, measured) = Distribution.Measure(logits);
        Assert.Equal(Math.Log(total), logSum, 1e-5);
        Assert.Equal(entropy, measured, 1e-5);
        var choice = new Sampler(SamplingOptions.Greedy, size).Choose(logits, []);
        Assert.Equal(Math.Log(p[choice.Token]), choice.LogProbability, 1e-4);
        Assert.Equal(entropy, choice.Entropy, 1e-4);
    }

    [Fact]
    public void Impossible_tokens_add_nothing_and_a_uniform_choice_has_the_entropy_of_its_size()
    {
        float[] logits = new float[100];
        Array.Fill(logits, float.NegativeInfinity);
        for (int i = 10; i < 26; i++) logits[i] = -3;
        Assert.Equal(Math.Log(16), Distribution.Measure(logits).Entropy, 1e-6);
        logits.AsSpan(10, 15).Fill(float.NegativeInfinity);
        Assert.Equal(0, Distribution.Measure(logits).Entropy, 1e-6);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(33)]
    public void The_largest_is_found_wherever_it_stands_and_NaN_never_is(int size)
    {
        for (int at = 0; at < size; at++)
        {
            float[] values = new float[size];
            Array.Fill(values, -1);
            values[at] = 2;
            values[(at + 1) % size] = float.NaN;
            Assert.Equal(2, Distribution.Max(values));
        }

        Assert.Equal(float.NegativeInfinity, Distribution.Max([float.NaN]));
        Assert.Equal(float.NegativeInfinity, Distribution.Max([]));
    }

    [Fact]
    public void Unmeasured_choices_say_so()
    {
        var choice = new Sampler(SamplingOptions.Greedy with { MeasuresUncertainty = false }, 3).Choose([1, 2, 3], []);
        Assert.Equal((2, true, true), (choice.Token, float.IsNaN(choice.LogProbability), float.IsNaN(choice.Entropy)));
    }
}
