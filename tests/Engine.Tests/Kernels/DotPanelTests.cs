using System.Runtime.Intrinsics.X86;
using Teleo.Engine.Kernels;
using Teleo.Engine.Models;

namespace Teleo.Engine.Tests.Kernels;

/// <summary>Kernels in 256 bits give what those in 512 give, to the bit.</summary>
public sealed unsafe class DotPanelTests
{
    private const int Columns = 4, Rows = 16, Length = 5 * Inputs.BlockSize, Blocks = 5, FirstBlock = 1;

    private static InputBuffer RandomInput(TestRandom rng, int length = Length)
    {
        var input = new InputBuffer(Columns, length, InputForms.Words | InputForms.Bytes);
        for (int column = 0; column < Columns; column++)
        {
            for (int i = 0; i < length; i++) input.View.Values[(column * input.View.Stride) + i] = rng.NextNormal();
            Quantizer.Column(input.View, column, length, InputForms.Words | InputForms.Bytes);
        }

        return input;
    }

    [VnniTheory, InlineData(false), InlineData(true)]
    public void Nibbles_give_the_same_sums(bool accumulate)
    {
        var rng = new TestRandom(1);
        using var input = RandomInput(rng);
        byte[] values = new byte[Blocks * NibblePanels.BlockBytes];
        rng.Fill(values);
        for (int i = 0; i < values.Length; i++) values[i] &= 15;
        float[] scales = Numbers(rng, Blocks * Rows), expected = Numbers(rng, Columns * Rows), found = [.. expected];
        fixed (byte* w = values)
        fixed (float* s = scales, y = expected, z = found)
        {
            var panels = new NibblePanels { Values = w, Scales = s, Stride = Blocks };
            panels.Multiply(input.View, FirstBlock, Blocks - FirstBlock, Columns, y, Rows, isPair: false, accumulate);
            DotPanels.Nibbles(w, s, input.View, FirstBlock, Blocks - FirstBlock, z, Rows, accumulate);
        }

        Assert.Equal(expected, found);
    }

    [VnniTheory, InlineData(false, false), InlineData(true, true)]
    public void Words_give_the_same_sums(bool accumulate, bool hasOffsets)
    {
        var rng = new TestRandom(2);
        using var input = RandomInput(rng);
        short[] values = new short[Blocks * IntegerPanels.BlockShorts];
        for (int i = 0; i < values.Length; i++) values[i] = (short)(rng.Below(8192) - 4096);
        float[] scales = Numbers(rng, Blocks * Rows), offsets = Numbers(rng, Blocks * Rows);
        float[] expected = Numbers(rng, Columns * Rows), found = [.. expected];
        fixed (short* w = values)
        fixed (float* s = scales, o = offsets, y = expected, z = found)
        {
            var view = input.View;
            var panels = new IntegerPanels { Values = w, Scales = s, Offsets = hasOffsets ? o : null, Stride = Blocks };
            panels.Multiply(view, 0, Blocks, Columns, y, Rows, isPair: false, accumulate);
            DotPanels.Words(
                w, s, hasOffsets ? o : null, view.Quants, view.Scales, view.Sums, view.PaddedBlocks, Blocks, z, Rows, accumulate);
        }

        Assert.Equal(expected, found);
    }

    [Avx2Fact]
    public void Rows_of_nibbles_give_the_same_sums_however_many_blocks_they_have()
    {
        for (int blocks = 1; blocks <= 9; blocks++)
        {
            int length = blocks * Inputs.BlockSize;
            using var input = RandomInput(new TestRandom(blocks), length);
            using var tensor = new RandomTensor(TensorType.Q4_0, 7, length, blocks);
            float[] expected = new float[8], found = new float[8];
            fixed (float* y = expected, z = found)
            {
                RowProducts.Q4_0(tensor.View.Data, length, input.View, y, 1, 7);
                NibbleRows.Multiply(tensor.View.Data, length, input.View, z, 1, 7);
            }

            Assert.Equal(expected, found);
            Assert.Contains(found, value => value != 0);
        }
    }

    private static float[] Numbers(TestRandom rng, int count) => [.. Enumerable.Range(0, count).Select(_ => rng.NextNormal())];
}

/// <summary>Runs where the processor has AVX2.</summary>
public sealed class Avx2FactAttribute : FactAttribute
{
    public Avx2FactAttribute() => Skip = Avx2.IsSupported ? null : "this processor has no AVX2";
}

/// <summary>Runs where the processor has AVX-VNNI.</summary>
public sealed class VnniTheoryAttribute : TheoryAttribute
{
    public VnniTheoryAttribute() => Skip = AvxVnni.IsSupported ? null : "this processor has no AVX-VNNI";
}
