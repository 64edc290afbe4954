using System.Runtime.Intrinsics.X86;
using Teleo.Engine.Kernels;

namespace Teleo.Engine.Tests.Kernels;

/// <summary>Kernels for AVX-VNNI give what the others give, to the bit.</summary>
public sealed unsafe class DotPanelTests
{
    private const int Columns = 4, Rows = 16, Length = 5 * Inputs.BlockSize, Blocks = 5, FirstBlock = 1;

    private static InputBuffer RandomInput(TestRandom rng)
    {
        var input = new InputBuffer(Columns, Length, InputForms.Words | InputForms.Bytes);
        for (int column = 0; column < Columns; column++)
        {
            for (int i = 0; i < Length; i++) input.View.Values[(column * input.View.Stride) + i] = rng.NextNormal();
            Quantizer.Column(input.View, column, Length, InputForms.Words | InputForms.Bytes);
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

    private static float[] Numbers(TestRandom rng, int count) => [.. Enumerable.Range(0, count).Select(_ => rng.NextNormal())];
}

/// <summary>Runs where the processor has AVX-VNNI.</summary>
public sealed class VnniTheoryAttribute : TheoryAttribute
{
    public VnniTheoryAttribute() => Skip = AvxVnni.IsSupported ? null : "this processor has no AVX-VNNI";
}
