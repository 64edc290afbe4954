using System.Runtime.Intrinsics;

namespace Teleo.Experiments.Training;

/// <summary>
/// Attention of one head over one sequence. Keys and values are first turned on their side, so that the scores of one query against
/// all earlier tokens are computed sixteen at a time.
/// </summary>
internal sealed unsafe class CausalAttention
{
    private const int Lanes = 16;
    private readonly int _headSize;
    private readonly int _stride;
    private readonly float[] _sideways;
    private readonly float[] _row;

    public CausalAttention(int headSize, int maxLength)
    {
        _headSize = headSize;
        _stride = RoundUp(maxLength);
        _sideways = GC.AllocateArray<float>(headSize * _stride, pinned: true);
        _row = GC.AllocateArray<float>(_stride, pinned: true);
    }

    /// <summary>Floats needed to keep the probabilities of one head over a sequence: rows of a padded width.</summary>
    public static int ProbabilityCount(int length) => length * RoundUp(length);

    /// <summary>Fills <paramref name="output"/> and keeps the probabilities. Rows of q, k, v and output lie a stride apart.</summary>
    public void Forward(float* output, float* probabilities, float* q, int qStride, float* k, float* v, int kvStride, int length)
    {
        int padded = RoundUp(length);
        float scale = 1 / MathF.Sqrt(_headSize);
        fixed (float* keys = _sideways)
        {
            TurnSideways(keys, k, kvStride, length, padded);
            for (int t = 0; t < length; t++)
            {
                float* p = probabilities + (long)t * padded;
                Scores(p, q + (long)t * qStride, keys, t + 1, padded);
                Softmax(p, t + 1, padded, scale);
                float* o = output + (long)t * qStride;
                new Span<float>(o, _headSize).Clear();
                for (int j = 0; j <= t; j++) Pointwise.AddScaled(o, v + (long)j * kvStride, p[j], _headSize);
            }
        }
    }

    /// <summary>Adds to dq, dk and dv what <paramref name="dOutput"/> says of them.</summary>
    public void Backward(
        float* dq, float* dk, float* dv, float* dOutput, float* probabilities, float* q, int qStride, float* k, float* v, int kvStride, int length)
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
                Scores(slope, d, values, t + 1, padded);
                float mean = Pointwise.Dot(p, slope, t + 1);
                float* query = q + (long)t * qStride;
                for (int j = 0; j <= t; j++)
                {
                    float s = p[j] * (slope[j] - mean) * scale;
                    Pointwise.AddScaled(dv + (long)j * kvStride, d, p[j], _headSize);
                    Pointwise.AddScaled(dq + (long)t * qStride, k + (long)j * kvStride, s, _headSize);
                    Pointwise.AddScaled(dk + (long)j * kvStride, query, s, _headSize);
                }
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
            var sum = Vector512<float>.Zero;
            float* line = sideways + j;
            for (int d = 0; d < _headSize; d++, line += padded) sum = Vector512.FusedMultiplyAdd(Vector512.Create(vector[d]), Vector512.Load(line), sum);
            sum.Store(scores + j);
        }
    }

    private static void Softmax(float* p, int count, int padded, float scale)
    {
        float max = float.NegativeInfinity;
        for (int j = 0; j < count; j++) max = MathF.Max(max, p[j]);
        for (int j = 0; j < count; j += Lanes) Vector512.Exp((Vector512.Load(p + j) - Vector512.Create(max)) * scale).Store(p + j);
        for (int j = count; j < padded; j++) p[j] = 0;
        float sum = 0;
        for (int j = 0; j < count; j++) sum += p[j];
        float inverse = 1 / sum;
        for (int j = 0; j < count; j++) p[j] *= inverse;
    }

    private static int RoundUp(int length) => (length + Lanes - 1) / Lanes * Lanes;
}
