using System.Runtime.Intrinsics;
using Teleo.Engine.Kernels;

namespace Teleo.Engine.Tests.Kernels;

public sealed unsafe class VectorMathTests
{
    [Fact]
    public void Exponentials_are_right_to_seven_digits()
    {
        for (int i = -8600; i <= 8700; i++)
        {
            float x = i / 100f;
            double expected = Math.Exp(x);
            Assert.InRange(VectorMath.Exp(Vector512.Create(x))[3], expected * (1 - 3e-7), expected * (1 + 3e-7));
        }
    }

    [Theory, InlineData(1), InlineData(7), InlineData(16), InlineData(61)]
    public void Softmax_sums_up_and_leaves_zeros_after_the_last_score(int count)
    {
        using var scores = new NativeBuffer<float>(64);
        var rng = new TestRandom(count);
        var expected = new double[count];
        for (int i = 0; i < 64; i++) scores.Pointer[i] = i < count ? 5 * rng.NextNormal() : float.NaN;
        for (int i = 0; i < count; i++) expected[i] = Math.Exp(scores.Pointer[i]);
        float sum = VectorMath.SoftmaxUnscaled(scores.Pointer, count, 64);
        for (int i = 0; i < 64; i++) Assert.Equal(i < count ? expected[i] / expected.Sum() : 0, scores.Pointer[i] / sum, 1e-6);
    }

    [Theory, InlineData(16), InlineData(37)]
    public void The_gated_activation_is_its_definition(int count)
    {
        using var gate = new NativeBuffer<float>(48);
        using var up = new NativeBuffer<float>(48);
        var rng = new TestRandom(count);
        var expected = new double[count];
        for (int i = 0; i < count; i++)
        {
            (gate.Pointer[i], up.Pointer[i]) = (4 * rng.NextNormal(), rng.NextNormal());
            expected[i] = gate.Pointer[i] / (1 + Math.Exp(-gate.Pointer[i])) * up.Pointer[i];
        }
        VectorMath.SwiGlu(gate.Pointer, up.Pointer, count);
        for (int i = 0; i < count; i++) Assert.Equal(expected[i], up.Pointer[i], 1e-5);
    }

    [Fact]
    public void A_buffer_guards_its_bounds_and_its_end()
    {
        var buffer = new NativeBuffer<float>(10);
        Assert.Equal(40, buffer.SizeBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Span(5, 6));
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Span(0, 1));
    }
}
