using System.Runtime.CompilerServices;
using Teleo.Engine.Models;

namespace Teleo.Engine.Kernels;

/// <summary>The rotary position embedding of one model: how fast each pair of a head turns, and the turning itself.</summary>
internal sealed unsafe class Rotary
{
    private readonly double[] _radiansPerPosition;
    private readonly float _magnitude = 1;
    private readonly RopePairing _pairing;

    public Rotary(ModelFacts facts, ReadOnlySpan<float> divisors)
    {
        _pairing = facts.RopePairing;
        _radiansPerPosition = new double[facts.RopeSize / 2];
        for (int pair = 0; pair < Pairs; pair++)
            _radiansPerPosition[pair] = Math.Pow(facts.RopeTheta, -2.0 * pair / facts.RopeSize);
        switch (facts.RopeScaling)
        {
            case RopeScaling.Linear linear:
                for (int pair = 0; pair < Pairs; pair++) _radiansPerPosition[pair] /= linear.Factor;
                break;
            case RopeScaling.PerPair:
                for (int pair = 0; pair < Pairs; pair++) _radiansPerPosition[pair] /= divisors[pair];
                break;
            case RopeScaling.Yarn yarn:
                for (int pair = 0; pair < Pairs; pair++) _radiansPerPosition[pair] *= YarnFactor(facts, yarn, pair);
                _magnitude = yarn.AttentionFactor;
                if (yarn.ExtFactor != 0) _magnitude *= 1 + (0.1f * MathF.Log(yarn.Factor));
                break;
        }
    }

    public int Pairs => _radiansPerPosition.Length;

    /// <summary>Cosine and sine for every pair at one position: first all cosines, then all sines.</summary>
    public void Angles(int position, float* table)
    {
        for (int pair = 0; pair < Pairs; pair++)
        {
            var (sine, cosine) = Math.SinCos(position * _radiansPerPosition[pair]);
            table[pair] = (float)cosine * _magnitude;
            table[Pairs + pair] = (float)sine * _magnitude;
        }
    }

    /// <summary>Turns the pairs of one head in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Turn(float* head, float* table)
    {
        int pairs = Pairs;
        float* cosines = table;
        float* sines = table + pairs;
        if (_pairing == RopePairing.Adjacent)
            for (int pair = 0; pair < pairs; pair++)
            {
                float a = head[2 * pair], b = head[(2 * pair) + 1];
                head[2 * pair] = (a * cosines[pair]) - (b * sines[pair]);
                head[(2 * pair) + 1] = (a * sines[pair]) + (b * cosines[pair]);
            }
        else
            for (int pair = 0; pair < pairs; pair++)
            {
                float a = head[pair], b = head[pairs + pair];
                head[pair] = (a * cosines[pair]) - (b * sines[pair]);
                head[pairs + pair] = (a * sines[pair]) + (b * cosines[pair]);
            }
    }

    // Fast pairs keep their speed, slow ones are interpolated, with a ramp between (Peng et al. 2023, YaRN).
    private static double YarnFactor(ModelFacts facts, RopeScaling.Yarn yarn, int pair)
    {
        double PairTurning(double rotations) =>
            facts.RopeSize * Math.Log(yarn.OriginalContext / (rotations * 2 * Math.PI)) / (2 * Math.Log(facts.RopeTheta));
        double low = Math.Max(0, Math.Floor(PairTurning(yarn.BetaFast)));
        double high = Math.Min(facts.RopeSize - 1, Math.Ceiling(PairTurning(yarn.BetaSlow)));
        double keep = (1 - Math.Clamp((pair - low) / Math.Max(0.001, high - low), 0, 1)) * yarn.ExtFactor;
        return ((1 - keep) / yarn.Factor) + keep;
    }
}
