using System.Numerics;
using System.Runtime.Intrinsics;
using Teleo.Engine.Kernels;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Tests.Kernels;

public sealed unsafe class ProductTests
{
    public static TheoryData<TensorType> Types => [.. Enum.GetValues<TensorType>()];

    public static IEnumerable<object[]> TypesAndColumns =>
        from type in Enum.GetValues<TensorType>() from columns in new[] { 1, 4, 7, 64 } select new object[] { type, columns };

    [Theory, MemberData(nameof(TypesAndColumns))]
    public void A_product_is_what_the_definition_says_for_any_shape(TensorType type, int columns)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            var rng = new TestRandom(seed + 1);
            int rows = 1 + rng.Below(90);
            int length = LengthFor(type, rng);
            using var tensor = new RandomTensor(type, rows, length, seed);
            using var input = RandomInput(columns, length, rng);
            using var workspace = new MatrixProducts();
            int stride = (rows + 15) / 16 * 16;
            using var output = new NativeBuffer<float>((long)columns * stride);

            Multiply(tensor.View, input.View, columns, output.Pointer, stride, 0, rows, workspace);

            var seen = Enumerable.Range(0, columns).Select(column => AsSeen(type, input.View, column, length)).ToArray();
            var weights = new float[length];
            for (int row = 0; row < rows; row++)
            {
                tensor.View.DecodeRow(row, weights);
                for (int column = 0; column < columns; column++)
                    AssertClose(weights, seen[column], output.Pointer[(column * stride) + row], $"seed {seed}, row {row} of {rows}, length {length}");
            }
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void A_row_does_not_depend_on_how_the_rows_are_shared_out(TensorType type)
    {
        var rng = new TestRandom(5);
        const int rows = 100;
        int length = LengthFor(type, rng);
        using var tensor = new RandomTensor(type, rows, length, 5);
        using var workspace = new MatrixProducts();
        foreach (int columns in new[] { 1, 9 })
        {
            using var input = RandomInput(columns, length, rng);
            using var whole = new NativeBuffer<float>(columns * 112);
            using var parts = new NativeBuffer<float>(columns * 112);
            Multiply(tensor.View, input.View, columns, whole.Pointer, 112, 0, rows, workspace);
            Multiply(tensor.View, input.View, columns, parts.Pointer, 112, 64, rows, workspace);
            Multiply(tensor.View, input.View, columns, parts.Pointer, 112, 0, 64, workspace);
            for (int column = 0; column < columns; column++)
                Assert.Equal(whole.Span(column * 112, rows).ToArray(), parts.Span(column * 112, rows).ToArray());
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void A_column_does_not_depend_on_its_company(TensorType type)
    {
        var rng = new TestRandom(6);
        int length = LengthFor(type, rng);
        using var tensor = new RandomTensor(type, 40, length, 6);
        using var workspace = new MatrixProducts();
        using var input = RandomInput(19, length, rng);
        using var together = new NativeBuffer<float>(19 * 48);
        using var alone = new NativeBuffer<float>(48);
        Products.Many(tensor.View, input.View, 19, together.Pointer, 48, 0, 40, workspace);
        for (int column = 0; column < 19; column++)
        {
            Products.Many(tensor.View, input.View.From(column), 1, alone.Pointer, 48, 0, 40, workspace);
            Assert.Equal(alone.Span(0, 40).ToArray(), together.Span(column * 48, 40).ToArray());
        }
    }

    [Fact]
    public void Quantising_follows_its_definition()
    {
        var rng = new TestRandom(9);
        foreach (int length in new[] { 8, 32, 172, 512, 600 })
        {
            using var input = RandomInput(1, length, rng);
            var quants = new short[Inputs.ChunkSize];
            for (int at = 0; at < length; at += Inputs.ChunkSize)
            {
                int count = Math.Min(Inputs.ChunkSize, length - at);
                float scale = Quantized(new(input.View.Values + at, count), Quantizer.Largest, quants.AsSpan());
                for (int i = 0; i < count; i++)
                {
                    Assert.Equal(scale, input.View.Scales[(at + i) / Inputs.BlockSize]);
                    Assert.Equal(quants[i], input.View.Quants[at + i]);
                    Assert.True(Math.Abs(input.View.Values[at + i] - (quants[i] * scale)) <= 0.51f * scale);
                }
            }
        }
    }

    [Fact]
    public void Quantising_to_bytes_follows_its_definition()
    {
        var rng = new TestRandom(10);
        foreach (int length in new[] { 8, 32, 172, 512, 600 })
        {
            using var input = RandomInput(1, length, rng);
            var quants = new sbyte[Inputs.BlockSize];
            for (int at = 0; at < length; at += Inputs.BlockSize)
            {
                int count = Math.Min(Inputs.BlockSize, length - at), block = at / Inputs.BlockSize;
                quants.AsSpan().Clear();
                float scale = Quantizer.ElevenBits(Quantized(new(input.View.Values + at, count), Quantizer.LargestByte, quants.AsSpan(0, count)));
                for (int i = 0; i < count; i++) Assert.Equal(quants[i], input.View.Bytes[PlaceOf(at + i)]);
                for (int i = 0; i < 4; i++) Assert.Equal(scale, input.View.ByteScales[(4 * block) + i]);
                for (int i = 0; i < 8; i++) Assert.Equal(-quants.Sum(quant => quant), input.View.ByteSums[(8 * block) + i]);
            }
        }
    }

    [Fact]
    public void A_column_of_zeros_stays_zero()
    {
        using var input = new InputBuffer(1, 64, AllForms);
        Quantizer.Column(input.View, 0, 64, AllForms);
        Assert.Equal(0, input.View.Scales[0]);
        Assert.Equal(0, input.View.Quants[0]);
        Assert.Equal(0, input.View.ByteScales[0]);
        Assert.Equal(0, input.View.Bytes[0]);
    }

    [Fact]
    public void Portable_steps_equal_the_instructions_of_this_machine()
    {
        var rng = new TestRandom(3);
        var bytes = new byte[128];
        rng.Fill(bytes);
        var a = Vector512.Create(bytes).AsInt16();
        var b = Vector512.Create(bytes, 64).AsInt16();
        Assert.Equal(Lanes.MultiplyAddPairsPortable(a, b), Lanes.MultiplyAddPairs(a, b));

        Assert.Equal(
            Lanes.MultiplyAddPairsPortable((a.AsByte() & Vector512.Create((byte)127)), b.AsSByte()),
            Lanes.MultiplyAddPairs((a.AsByte() & Vector512.Create((byte)127)), b.AsSByte()));

        Assert.Equal(Lanes.DealPortable(a.AsSingle(), b.AsSingle()), Lanes.Deal(a.AsSingle(), b.AsSingle()));

        var floats = Vector256.Create(1f, 2, 3, 4, 5, 6, 7, 1e7f);
        Assert.Equal(Lanes.SumPortable(floats), Lanes.Sum(floats));

        var source = new int[16 * 20];
        for (int i = 0; i < source.Length; i++) source[i] = i;
        var (fast, portable) = (new int[64], new int[64]);
        fixed (int* from = source, to = fast, other = portable)
        {
            Lanes.TransposeFour(from, 20, to);
            Lanes.TransposeFourPortable(from, 20, other);
        }
        Assert.Equal(portable, fast);
    }

    [Fact]
    public void Four_blocks_are_the_same_however_they_are_fetched()
    {
        var bytes = new byte[4 * Q4_0Blocks.Bytes];
        new TestRandom(4).Fill(bytes);
        fixed (byte* at = bytes)
        {
            var packed = Nibbles.FourBlocks(at, out var scales);
            Assert.Equal(Nibbles.FourBlocks(at, at + 18, at + 36, at + 54, out var expected), packed);
            Assert.Equal(expected.AsInt32(), scales.AsInt32());
        }
    }

    [Fact]
    public void Every_finite_half_reads_as_its_value()
    {
        int* both = stackalloc int[16];
        for (int bits = 0; bits < 65536; bits++)
        {
            var half = BitConverter.UInt16BitsToHalf((ushort)bits);
            if (!Half.IsFinite(half)) continue;
            Assert.Equal((float)half, Lanes.FromHalf((byte*)&half));
            new Span<int>(both, 16).Fill(bits | (~bits << 16));
            Assert.Equal((float)half, Lanes.DealHalves((byte*)both).Even[3] * Lanes.HalfBias);
            new Span<int>(both, 16).Fill((bits << 16) | (~bits & 0xffff));
            Assert.Equal((float)half, Lanes.DealHalves((byte*)both).Odd[3] * Lanes.HalfBias);
        }
    }

    internal const InputForms AllForms = InputForms.Words | InputForms.Bytes | InputForms.Raised;

    internal static int LengthFor(TensorType type, TestRandom rng) => type switch
    {
        TensorType.F32 or TensorType.F16 or TensorType.BF16 => 1 + rng.Below(1300),
        TensorType.Q4_K or TensorType.Q5_K or TensorType.Q6_K => 256 * (1 + rng.Below(5)),
        TensorType.SlmQ8 => 1 + rng.Below(700),
        TensorType.SlmQ4 => rng.Below(2) == 0 ? 2 * (1 + rng.Below(15)) : 32 * (1 + rng.Below(20)),
        _ => 32 * (1 + rng.Below(40)),
    };

    internal static InputBuffer RandomInput(int columns, int length, TestRandom rng)
    {
        var input = new InputBuffer(columns, length, AllForms);
        for (int column = 0; column < columns; column++)
        {
            for (int i = 0; i < length; i++) input.View.Values[(column * input.View.Stride) + i] = rng.NextNormal();
            Quantizer.Column(input.View, column, length, AllForms);
        }
        return input;
    }

    private static void Multiply(
        in TensorView w, in Inputs x, int columns, float* y, int yStride, int begin, int end, MatrixProducts workspace)
    {
        if (columns == 1) Products.One(w, x, y, begin, end);
        else Products.Many(w, x, columns, y, yStride, begin, end, workspace);
    }

    private static float[] AsSeen(TensorType type, in Inputs inputs, int column, int length)
    {
        var own = inputs.From(column);
        var values = new float[length];
        for (int i = 0; i < length; i++)
            values[i] = Inputs.FormOf(type) switch
            {
                InputForms.Bytes => own.Bytes[PlaceOf(i)] * own.ByteScales[4 * (i / 32)],
                InputForms.Words => own.Quants[i] * own.Scales[i / 32],
                _ => own.Values[i],
            };
        return values;
    }

    // Of four blocks first all first halves, then all second ones.
    /// <summary>The definition: the largest magnitude becomes <paramref name="most"/>, the rest round to the nearest. Returns the scale.</summary>
    private static float Quantized<T>(ReadOnlySpan<float> values, int most, Span<T> quants) where T : INumberBase<T>
    {
        float largest = 0;
        foreach (float value in values) largest = MathF.Max(largest, MathF.Abs(value));
        float inverse = largest > 0 ? most / largest : 0;
        for (int i = 0; i < values.Length; i++) quants[i] = T.CreateChecked(Math.Round((double)values[i] * inverse, MidpointRounding.ToEven));
        return largest / most;
    }

    private static int PlaceOf(int element) => (element / 128 * 128) + (element % 32 / 16 * 64) + (element % 128 / 32 * 16) + (element % 16);

    private static void AssertClose(float[] weights, float[] x, float actual, string where)
    {
        double expected = 0, size = 0;
        for (int i = 0; i < x.Length; i++)
        {
            expected += (double)weights[i] * x[i];
            size += Math.Abs((double)weights[i] * x[i]);
        }
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * size + 1e-9, $"{where}: {actual} for {expected}");
    }
}
