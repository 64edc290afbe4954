using System.Runtime.Intrinsics;

namespace Teleo.Training.Runs;

/// <summary>The operations between the matrix products, each with its derivative. Widths need not divide the vector.</summary>
internal static unsafe class Pointwise
{
    private const int Lanes = 16;

    /// <summary>y = x * gain / rms(x), row by row; keeps 1 / rms for the way back.</summary>
    public static void RmsNorm(float* y, float* inverseRms, float* x, float* gain, int rows, int width, float epsilon)
    {
        for (int r = 0; r < rows; r++, x += width, y += width)
        {
            float inverse = 1 / MathF.Sqrt(Dot(x, x, width) / width + epsilon);
            inverseRms[r] = inverse;
            int i = 0;
            for (; i <= width - Lanes; i += Lanes) (Vector512.Load(x + i) * Vector512.Load(gain + i) * inverse).Store(y + i);
            for (; i < width; i++) y[i] = x[i] * gain[i] * inverse;
        }
    }

    /// <summary>Adds the gradient from dy to dx and dGain.</summary>
    public static void RmsNormGradient(float* dx, float* dGain, float* dy, float* x, float* gain, float* inverseRms, int rows, int width)
    {
        // xn = x / rms: dGain += dy * xn; dx += (dy * gain - xn * mean(dy * gain * xn)) / rms.
        for (int r = 0; r < rows; r++, x += width, dx += width, dy += width)
        {
            float inverse = inverseRms[r];
            var along = Vector512<float>.Zero;   // sum of dy * gain * xn
            int i = 0;
            for (; i <= width - Lanes; i += Lanes)
            {
                var xn = Vector512.Load(x + i) * inverse;
                var d = Vector512.Load(dy + i);
                (Vector512.Load(dGain + i) + d * xn).Store(dGain + i);
                along += d * Vector512.Load(gain + i) * xn;
            }

            float sum = Vector512.Sum(along);
            for (; i < width; i++)
            {
                float xn = x[i] * inverse;
                dGain[i] += dy[i] * xn;
                sum += dy[i] * gain[i] * xn;
            }

            float mean = sum / width;
            i = 0;
            for (; i <= width - Lanes; i += Lanes)
            {
                var direct = Vector512.Load(dy + i) * Vector512.Load(gain + i);
                (Vector512.Load(dx + i) + (direct - Vector512.Load(x + i) * (inverse * mean)) * inverse).Store(dx + i);
            }

            for (; i < width; i++) dx[i] += (dy[i] * gain[i] - x[i] * inverse * mean) * inverse;
        }
    }

    /// <summary>y = silu(gate) * up.</summary>
    public static void SwiGlu(float* y, float* gate, float* up, int count)
    {
        int i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            var g = Vector512.Load(gate + i);
            (g * Sigmoid(g) * Vector512.Load(up + i)).Store(y + i);
        }

        for (; i < count; i++) y[i] = gate[i] / (1 + MathF.Exp(-gate[i])) * up[i];
    }

    /// <summary>Replaces the values of gate and up, which are needed no more, by their gradients.</summary>
    public static void SwiGluGradient(float* gate, float* up, float* dy, int count)
    {
        // s = sigmoid(gate), silu = gate * s: dUp = dy * silu, dGate = dy * up * (s + silu * (1 - s)).
        int i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            var g = Vector512.Load(gate + i);
            var d = Vector512.Load(dy + i);
            var s = Sigmoid(g);
            var silu = g * s;
            var dUp = d * silu;
            (d * Vector512.Load(up + i) * (s + silu * (Vector512<float>.One - s))).Store(gate + i);
            dUp.Store(up + i);
        }

        for (; i < count; i++)
        {
            float s = 1 / (1 + MathF.Exp(-gate[i])), silu = gate[i] * s, dUp = dy[i] * silu;
            gate[i] = dy[i] * up[i] * (s + silu * (1 - s));
            up[i] = dUp;
        }
    }

    /// <summary>
    /// Turns adjacent pairs of every head by the angle of the row's position; with <paramref name="direction"/> -1 it turns them back.
    /// </summary>
    public static void Rotate(float* x, float* cosines, float* sines, int position, int width, int headSize, float direction)
    {
        int pairs = headSize / 2;
        float* cos = cosines + position * pairs, sin = sines + position * pairs;   // [pairs] of this position
        for (int head = 0; head < width; head += headSize)
        {
            for (int i = 0; i < pairs; i++)
            {
                float* pair = x + head + 2 * i;   // elements 2i and 2i + 1 of the head
                float s = sin[i] * direction, even = pair[0], odd = pair[1];
                pair[0] = even * cos[i] - odd * s;
                pair[1] = even * s + odd * cos[i];
            }
        }
    }

    /// <summary>Turns logits into the gradient of the mean cross-entropy, and returns the sum of the losses.</summary>
    public static double CrossEntropy(float* logits, ReadOnlySpan<int> targets, int width, float scale)
    {
        // logits [targets, width]; a loss is log(sum of e^(x - max)) - (x[target] - max), its gradient softmax, less 1 at the target.
        double loss = 0;
        foreach (int target in targets)
        {
            float max = Highest(logits, width);
            float chosen = logits[target] - max;
            var sums = Vector512<float>.Zero;
            int i = 0;
            for (; i <= width - Lanes; i += Lanes)
            {
                var e = Vector512.Exp(Vector512.Load(logits + i) - Vector512.Create(max));
                sums += e;
                e.Store(logits + i);
            }

            float sum = Vector512.Sum(sums);
            for (; i < width; i++) sum += logits[i] = MathF.Exp(logits[i] - max);

            loss += Math.Log(sum) - chosen;
            Scale(logits, scale / sum, width);
            logits[target] -= scale;   // scale * (softmax - 1)
            logits += width;
        }

        return loss;
    }

    public static float Highest(float* x, int count)
    {
        float max = float.NegativeInfinity;
        int i = 0;
        if (count >= Lanes)
        {
            var highest = Vector512.Load(x);
            for (i = Lanes; i <= count - Lanes; i += Lanes) highest = Vector512.Max(highest, Vector512.Load(x + i));
            max = Highest(highest);
        }

        for (; i < count; i++) max = MathF.Max(max, x[i]);
        return max;
    }

    public static float Highest(Vector512<float> values)
    {
        var half = Vector256.Max(values.GetLower(), values.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
    }

    public static void Scale(float* x, float factor, int count)
    {
        int i = 0;
        for (; i <= count - Lanes; i += Lanes) (Vector512.Load(x + i) * factor).Store(x + i);
        for (; i < count; i++) x[i] *= factor;
    }

    /// <summary>The sum of squares, each of many partial sums in double precision.</summary>
    public static double SquareSum(float* x, int count)
    {
        const int Stretch = 4096;
        double total = 0;
        for (int i = 0; i < count; i += Stretch) total += Dot(x + i, x + i, Math.Min(Stretch, count - i));
        return total;
    }

    public static void Add(float* to, float* from, int count)
    {
        int i = 0;
        for (; i <= count - Lanes; i += Lanes) (Vector512.Load(to + i) + Vector512.Load(from + i)).Store(to + i);
        for (; i < count; i++) to[i] += from[i];
    }

    public static float Dot(float* a, float* b, int count)
    {
        var sum = Vector512<float>.Zero;
        int i = 0;
        for (; i <= count - Lanes; i += Lanes) sum = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), sum);
        float total = Vector512.Sum(sum);
        for (; i < count; i++) total += a[i] * b[i];
        return total;
    }

    private static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Vector512.Exp(-x));
}
