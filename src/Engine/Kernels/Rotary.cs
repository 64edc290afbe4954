using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Teleo.Engine.Models;

namespace Teleo.Engine.Kernels;

/// <summary>The rotary position embedding of one model: how fast each pair of a head turns, and the turning itself.</summary>
internal sealed unsafe class Rotary
{
    private readonly double[] _radiansPerPosition;   // [pairs]
    private readonly float _magnitude = 1;   // factor of all cosines and sines; 1 without YaRN
    private readonly RopePairing _pairing;

    public Rotary(ModelFacts facts, ReadOnlySpan<float> divisors)
    {
        _pairing = facts.RopePairing;
        _radiansPerPosition = new double[facts.RopeSize / 2];
        for (int pair = 0; pair < Pairs; pair++)
        {
            double unscaled = Math.Pow(facts.RopeTheta, -2.0 * pair / facts.RopeSize);
            _radiansPerPosition[pair] = facts.RopeScaling switch
            {
                RopeScaling.Linear linear => unscaled / linear.Factor,
                RopeScaling.PerPair => unscaled / divisors[pair],
                RopeScaling.Yarn scaling => unscaled * YarnFactor(facts, scaling, pair),
                _ => unscaled,
            };
        }

        if (facts.RopeScaling is RopeScaling.Yarn yarn)
            _magnitude = yarn.AttentionFactor * (yarn.ExtFactor == 0 ? 1 : 1 + (0.1f * MathF.Log(yarn.Factor)));
    }

    public int Pairs => _radiansPerPosition.Length;

    /// <summary>
    /// Fills the table that <see cref="Turn"/> reads at one position: for every element the cosine of its pair, then for every element the
    /// factor of its partner: the sine, subtracted for the first and added for the second of a pair.
    /// </summary>
    public void Angles(int position, float* table)
    {
        // table [2, 2 * Pairs]: cosines, then factors of the partners: minus the sine, or the sine.
        for (int pair = 0; pair < Pairs; pair++)
        {
            var (sine, cosine) = Math.SinCos(position * _radiansPerPosition[pair]);
            var (first, second) = _pairing == RopePairing.Adjacent ? (2 * pair, (2 * pair) + 1) : (pair, pair + Pairs);
            table[first] = table[second] = (float)cosine * _magnitude;
            table[(2 * Pairs) + second] = (float)sine * _magnitude;
            table[(2 * Pairs) + first] = -table[(2 * Pairs) + second];
        }
    }

    /// <summary>Turns the pairs of one head in place.</summary>
    public void Turn(float* head, float* table)
    {
        if (_pairing == RopePairing.Adjacent) TurnNeighbours(head, table, 2 * Pairs);
        else TurnHalves(head, table, Pairs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TurnNeighbours(float* head, float* table, int size)
    {
        float* sines = table + size;   // [size]; minus the sine for the first of a pair
        int i = 0;
        for (; i + Lanes.Floats <= size; i += Lanes.Floats)
        {
            var own = Vector512.Load(head + i);
            // Lane 2i: a cos - b sin, lane 2i + 1: b cos + a sin.
            ((own * Vector512.Load(table + i)) + (Lanes.SwapNeighbours(own) * Vector512.Load(sines + i))).Store(head + i);
        }
        for (; i < size; i += 2)
        {
            float a = head[i], b = head[i + 1];
            head[i] = (a * table[i]) + (b * sines[i]);
            head[i + 1] = (b * table[i + 1]) + (a * sines[i + 1]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TurnHalves(float* head, float* table, int half)
    {
        float* sines = table + (2 * half);   // [2, half]; minus the sine in the first half
        int i = 0;
        for (; i + Lanes.Floats <= half; i += Lanes.Floats)
        {
            // a: first elements of 16 pairs, b: second elements
            Vector512<float> a = Vector512.Load(head + i), b = Vector512.Load(head + half + i);
            ((a * Vector512.Load(table + i)) + (b * Vector512.Load(sines + i))).Store(head + i);
            ((b * Vector512.Load(table + half + i)) + (a * Vector512.Load(sines + half + i))).Store(head + half + i);
        }
        for (; i < half; i++)
        {
            float a = head[i], b = head[half + i];
            head[i] = (a * table[i]) + (b * sines[i]);
            head[half + i] = (b * table[half + i]) + (a * sines[half + i]);
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
