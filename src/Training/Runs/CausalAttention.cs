using System.Runtime.Intrinsics;

namespace Teleo.Training.Runs;

/// <summary>
/// Attention of one head over one sequence. Keys and values are first turned on their side, so that the scores of one query against
/// all earlier tokens are computed sixteen at a time.
/// </summary>
internal sealed unsafe class CausalAttention
{
    private const int Lanes = 16;
    private readonly int _headSize;
    private readonly int _stride;
    private readonly float[] _sideways;   // [headSize, padded length]: keys, or values on the way back
    private readonly float[] _row;   // [padded length]: gradient of the scores of one token

    public CausalAttention(int headSize, int maxLength)
    {
        _headSize = headSize;
        _stride = RoundUp(maxLength);
        _sideways = GC.AllocateArray<float>(headSize * _stride, pinned: true);
        _row = GC.AllocateArray<float>(_stride, pinned: true);
    }

    /// <summary>Floats needed to keep the probabilities of one head over a sequence: rows of a padded width.</summary>
    public static int ProbabilityCount(int length) => length * RoundUp(length);

    /// <summary>Fills <paramref name="output"/> and keeps the probabilities. Rows of q, k, v and output are a stride apart.</summary>
    public void Forward(float* output, float* probabilities, float* q, int qStride, float* k, float* v, int kvStride, int length)
    {
        int padded = RoundUp(length);
        float scale = 1 / MathF.Sqrt(_headSize);
        fixed (float* keys = _sideways)
        {
            TurnSideways(keys, k, kvStride, length, padded);
            for (int t = 0; t < length; t++)
            {
                float* p = probabilities + (long)t * padded;   // [padded]: token t over all tokens
                Scores(p, q + (long)t * qStride, keys, t + 1, padded);
                // Later tokens get zero up to the padding.
                Softmax(p, t + 1, padded, scale);
                WeightedSum(output + (long)t * qStride, p, v, kvStride, t + 1);
            }
        }
    }

    /// <summary>Fills dq, and adds the gradient from <paramref name="dOutput"/> to dk and dv.</summary>
    public void Backward(
        float* dq, float* dk, float* dv, float* dOutput, float* probabilities, float* q, int qStride,
        float* k, float* v, int kvStride, int length)
    {
        int padded = RoundUp(length);
        float scale = 1 / MathF.Sqrt(_headSize);
        fixed (float* values = _sideways, slope = _row)
        {
            TurnSideways(values, v, kvStride, length, padded);
            for (int t = 0; t < length; t++)
            {
                float* p = probabilities + (long)t * padded;
                float* d = dOutput + (long)t * qStride;
                Scores(slope, d, values, t + 1, padded);   // slope[j]: gradient of p[j]
                // Derivative of softmax: p[j] * (slope[j] - sum of p * slope). With the factor of the scores; zero where p is zero.
                float mean = Pointwise.Dot(p, slope, t + 1);
                for (int j = 0; j <= t; j += Lanes)
                    ((Vector512.Load(slope + j) - Vector512.Create(mean)) * Vector512.Load(p + j) * scale).Store(slope + j);
                WeightedSum(dq + (long)t * qStride, slope, k, kvStride, t + 1);   // dq[t] = sum of slope[j] * k[j]
                Spread(dv, d, p, kvStride, t + 1);   // dv[j] += p[j] * dOutput[t]
                Spread(dk, q + (long)t * qStride, slope, kvStride, t + 1);   // dk[j] += slope[j] * q[t]
            }
        }
    }

    private void TurnSideways(float* sideways, float* rows, int stride, int length, int padded)
    {
        for (int d = 0; d < _headSize; d++)
        {
            float* line = sideways + (long)d * padded;
            for (int j = 0; j < length; j++) line[j] = rows[(long)j * stride + d];
            for (int j = length; j < padded; j++) line[j] = 0;
        }
    }

    /// <summary>scores[j] = vector . row j, for all j below <paramref name="count"/>.</summary>
    private void Scores(float* scores, float* vector, float* sideways, int count, int padded)
    {
        for (int j = 0; j < count; j += Lanes)
        {
            var sum = Vector512<float>.Zero;   // scores j..j + 15, each added over d in order
            float* line = sideways + j;
            for (int d = 0; d < _headSize; d++, line += padded)
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(vector[d]), Vector512.Load(line), sum);
            sum.Store(scores + j);
        }
    }

    /// <summary>sum = weights . rows.</summary>
    private void WeightedSum(float* sum, float* weights, float* rows, int stride, int count)
    {
        int d = 0;
        for (; d <= _headSize - Lanes; d += Lanes)
        {
            var total = Vector512<float>.Zero;
            float* row = rows + d;
            for (int j = 0; j < count; j++, row += stride)
                total = Vector512.FusedMultiplyAdd(Vector512.Load(row), Vector512.Create(weights[j]), total);
            total.Store(sum + d);
        }

        for (; d < _headSize; d++)
        {
            float total = 0;
            for (int j = 0; j < count; j++) total += rows[(long)j * stride + d] * weights[j];
            sum[d] = total;
        }
    }

    /// <summary>Each row += its weight * vector.</summary>
    private void Spread(float* rows, float* vector, float* weights, int stride, int count)
    {
        int d = 0;
        for (; d <= _headSize - Lanes; d += Lanes)
        {
            var part = Vector512.Load(vector + d);   // 16 elements of the vector, for all rows
            float* row = rows + d;
            for (int j = 0; j < count; j++, row += stride)
                Vector512.FusedMultiplyAdd(part, Vector512.Create(weights[j]), Vector512.Load(row)).Store(row);
        }

        for (; d < _headSize; d++)
            for (int j = 0; j < count; j++) rows[(long)j * stride + d] += vector[d] * weights[j];
    }

    // p[j] = e^(scale * (p[j] - max)) / sum: the factor of the scores is in the exponent.
    private static void Softmax(float* p, int count, int padded, float scale)
    {
        for (int j = count; j < padded; j++) p[j] = float.NegativeInfinity;
        var highest = Vector512.Load(p);
        for (int j = Lanes; j < count; j += Lanes) highest = Vector512.Max(highest, Vector512.Load(p + j));
        float max = Pointwise.Highest(highest);
        var sum = Vector512<float>.Zero;
        for (int j = 0; j < count; j += Lanes)
        {
            var e = Vector512.Exp((Vector512.Load(p + j) - Vector512.Create(max)) * scale);
            sum += e;
            e.Store(p + j);
        }

        float inverse = 1 / Vector512.Sum(sum);
        for (int j = 0; j < padded; j += Lanes)
            Vector512.ConditionalSelect(Below(count - j), Vector512.Load(p + j) * inverse, Vector512<float>.Zero).Store(p + j);
    }

    /// <summary>All bits in the lanes below <paramref name="count"/>.</summary>
    private static Vector512<float> Below(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    private static int RoundUp(int length) => (length + Lanes - 1) / Lanes * Lanes;
}
