using Teleo.Engine.Loading;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Tests.Quantization;

public class TensorCodecTests
{
    private static readonly TensorType[] SelfContained = [.. Enum.GetValues<TensorType>().Where(type => type < TensorType.SlmQ8)];

    public static TheoryData<TensorType, int> Cases()
    {
        var cases = new TheoryData<TensorType, int>();
        foreach (var type in Enum.GetValues<TensorType>())
            for (int seed = 1; seed <= 20; seed++)
                cases.Add(type, seed);
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void What_is_encoded_comes_back_within_the_bound_of_its_type(TensorType type, int seed)
    {
        float[] values = Numbers(seed, 512);
        float[] back = RoundTrip(type, values);
        int group = type switch
        {
            TensorType.F32 or TensorType.F16 or TensorType.BF16 => 1,
            TensorType.Q6_K or TensorType.Q5_K or TensorType.Q4_K => 256,
            TensorType.SlmQ8 => 512,
            _ => 32,
        };
        for (int start = 0; start < values.Length; start += group)
        {
            float bound = Bound(type, values.AsSpan(start, group));
            for (int index = start; index < start + group; index++) Assert.InRange(back[index] - values[index], -bound, bound);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Zeros_stay_zeros(TensorType type, int seed)
    {
        if (seed == 1) Assert.All(RoundTrip(type, new float[512]), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("stories260Kp-q8_0.gguf")]
    [InlineData("stories260Kp-q4_0.gguf")]
    [InlineData("stories260Kp-q4_0pure.gguf")]
    [InlineData("stories260K-f16.gguf")]
    [InlineData("stories260K-q8mix.gguf")]
    public void Encoding_gives_the_bytes_of_the_reference_quantizer(string name)
    {
        string original = name.StartsWith("stories260Kp", StringComparison.Ordinal) ? "stories260Kp-f32.gguf" : "stories260K.gguf";
        Assert.True(ModelFile.TryOpen(Repository.Model(original), out var source, out _));
        Assert.True(ModelFile.TryOpen(Repository.Model(name), out var quantised, out _));
        using (source)
        using (quantised)
        {
            AssertEncodes(source.Weights.Embedding, quantised.Weights.Embedding);
            AssertEncodes(source.Weights.Output, quantised.Weights.Output);
            for (int layer = 0; layer < source.Facts.LayerCount; layer++)
            {
                var (from, to) = (source.Weights.Layers[layer], quantised.Weights.Layers[layer]);
                AssertEncodes(from.AttentionNorm, to.AttentionNorm);
                AssertEncodes(from.Query, to.Query);
                AssertEncodes(from.Key, to.Key);
                AssertEncodes(from.Value, to.Value);
                AssertEncodes(from.AttentionOutput, to.AttentionOutput);
                AssertEncodes(from.Gate, to.Gate);
                AssertEncodes(from.Up, to.Up);
                AssertEncodes(from.Down, to.Down);
            }
        }
    }

    [Fact]
    public void Every_half_survives_a_round_trip_through_single()
    {
        var bytes = new byte[2];
        var value = new float[1];
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            byte[] half = [(byte)bits, (byte)(bits >> 8)];
            TensorCodec.Decode(TensorType.F16, half, value);
            if (float.IsNaN(value[0])) continue;
            TensorCodec.Encode(TensorType.F16, value, bytes);
            Assert.Equal(half, bytes);
        }
    }

    private static void AssertEncodes(TensorView from, TensorView to)
    {
        var values = new float[from.Columns];
        var bytes = new byte[to.RowBytes(0).Length];
        for (int row = 0; row < from.Rows; row++)
        {
            from.DecodeRow(row, values);
            TensorCodec.Encode(to.Type, values, bytes);
            Assert.True(to.RowBytes(row).SequenceEqual(bytes));
        }
    }

    private static float[] RoundTrip(TensorType type, float[] values)
    {
        var back = new float[values.Length];
        var bytes = new byte[type.RowBytes(values.Length)];
        if (SelfContained.Contains(type))
        {
            TensorCodec.Encode(type, values, bytes);
            TensorCodec.Decode(type, bytes, back);
            return back;
        }
        var scales = new float[SlmCodec.ScalesPerRow(type, values.Length)];
        SlmCodec.EncodeRow(type, values, bytes, scales);
        SlmCodec.DecodeRow(type, bytes, scales, back);
        return back;
    }

    // Half a step of the coarsest group, plus what scales in half precision lose: a part of their size while they are normal
    // numbers, a fixed amount below, each times the largest code that multiplies them.
    private static float Bound(TensorType type, ReadOnlySpan<float> group)
    {
        const float HalfUlp = 1f / 2048;
        const float Tiny = 1f / (1 << 25);
        float largest = 0, smallest = group[0], highest = group[0];
        foreach (float value in group)
        {
            largest = Math.Max(largest, Math.Abs(value));
            (smallest, highest) = (Math.Min(smallest, value), Math.Max(highest, value));
        }
        float spread = Math.Max(highest, 0) - Math.Min(smallest, 0);
        return 1e-7f + type switch
        {
            TensorType.F32 => 0,
            TensorType.F16 => largest * HalfUlp + Tiny,
            TensorType.BF16 => largest / 256,
            TensorType.Q8_0 => largest * (0.5f / 127 + HalfUlp) + 127 * Tiny,
            TensorType.Q4_0 => largest * (1f / 8 + HalfUlp) + 8 * Tiny,     // a whole step at the end opposite to the extreme
            TensorType.Q5_0 => largest * (1f / 16 + HalfUlp) + 16 * Tiny,
            TensorType.Q4_1 => (highest - smallest) * (0.5f / 15 + HalfUlp) + largest * HalfUlp + 16 * Tiny,
            TensorType.Q5_1 => (highest - smallest) * (0.5f / 31 + HalfUlp) + largest * HalfUlp + 32 * Tiny,
            TensorType.Q4_K => spread * (0.5f / 15 * 64 / 63 + 2f / 63) + 63 * 16 * Tiny,
            TensorType.Q5_K => spread * (0.5f / 31 * 64 / 63 + 2f / 63) + 63 * 32 * Tiny,
            TensorType.Q6_K => largest * (0.5f / 31 * 128 / 127 + HalfUlp) + 127 * 32 * Tiny,
            TensorType.SlmQ8 => largest * 0.5001f / 127,
            _ => largest * 0.5001f / 7,
        };
    }

    private static float[] Numbers(int seed, int count)
    {
        ulong state = (ulong)seed;
        var values = new float[count];
        for (int index = 0; index < count; index++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            float uniform = (int)(state >> 32) / 2147483648f;
            values[index] = uniform * uniform * uniform * MathF.Pow(10, seed % 5 - 3);
        }
        return values;
    }
}
