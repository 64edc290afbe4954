using Teleo.Engine.Kernels;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Tests.Kernels;

/// <summary>The worst bytes against the worst input: nothing wraps around.</summary>
public sealed unsafe class OverflowTests
{
    /// <param name="positive">How many of each four neighbours of the input are; two alone fill a 16-bit lane.</param>
    [Theory, MemberData(nameof(Quantized))]
    public void The_worst_block_of_a_type_still_adds_up(TensorType type, int positive)
    {
        foreach (byte fill in new byte[] { 0x80, 0x7f, 0xff, 0x00 })
        {
            const int columns = 256;
            long rowBytes = type.RowBytes(columns);
            using var data = new NativeBuffer<byte>(rowBytes * 4);
            using var scales = new NativeBuffer<float>(4 * 8);
            data.Span(0, (int)data.Length).Fill(fill);
            for (int i = 0; i < scales.Length; i++) scales.Pointer[i] = 1;
            foreach (int offset in RandomTensor.HalvesOf(type))
                for (int at = offset; at < data.Length; at += type.BlockBytes()) *(Half*)(data.Pointer + at) = Half.One;
            var tensor = new TensorView(type, 4, columns, data.Pointer, data.Length, scales.Pointer);

            using var input = new InputBuffer(5, columns, ProductTests.AllForms);
            for (int column = 0; column < 5; column++)
            {
                for (int i = 0; i < columns; i++) input.View.Values[(column * input.View.Stride) + i] = ValueAt(i);
                Quantizer.Column(input.View, column, columns, ProductTests.AllForms);
            }
            var weights = new float[columns];
            tensor.DecodeRow(0, weights);
            double expected = weights.Select((weight, i) => (double)weight * ValueAt(i)).Sum(), size = 127 * weights.Sum(weight => Math.Abs((double)weight));

            int ValueAt(int i) => i % 4 < positive ? 127 : -127;   // whose scale in bytes is exactly one

            using var output = new NativeBuffer<float>(5 * 16);
            using var workspace = new MatrixProducts();
            Products.One(tensor, input.View, output.Pointer, 0, 4);
            Assert.Equal(expected, output.Pointer[3], size * 1e-5 + 1e-3);
            Products.Many(tensor, input.View, 5, output.Pointer, 16, 0, 4, workspace);
            Assert.Equal(expected, output.Pointer[(4 * 16) + 3], size * 1e-5 + 1e-3);
        }
    }

    public static IEnumerable<object[]> Quantized =>
        from type in Enum.GetValues<TensorType>()
        where Inputs.FormOf(type) is InputForms.Words or InputForms.Bytes
        from positive in new[] { 0, 1, 2 }
        select new object[] { type, positive };
}
