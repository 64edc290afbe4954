using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Tests.Sessions;

/// <summary>
/// The definition of a forward pass: one token after the other, in double precision, as plain as it can be written.
/// </summary>
internal sealed class ReferenceTransformer(ModelFacts facts, ModelWeights weights)
{
    private readonly List<double[]>[] _keys = NewCache(facts), _values = NewCache(facts);

    public double[] Next(int token)
    {
        int position = _keys[0].Count;
        double[] x = Row(weights.Embedding, token);
        for (int layer = 0; layer < facts.LayerCount; layer++)
        {
            var w = weights.Layers[layer];
            x = Plus(x, Times(w.AttentionOutput, Attend(layer, position, Normed(x, w.AttentionNorm))));
            double[] input = Normed(x, w.FeedForwardNorm);
            double[] gate = Times(w.Gate, input), up = Times(w.Up, input);
            x = Plus(x, Times(w.Down, [.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)]));
        }
        return Times(weights.Output, Normed(x, weights.OutputNorm));
    }

    private double[] Attend(int layer, int position, double[] input)
    {
        var w = weights.Layers[layer];
        double[] query = Plus(Times(w.Query, input), w.QueryBias), key = Plus(Times(w.Key, input), w.KeyBias);
        for (int head = 0; head < facts.HeadCount; head++) Turn(query, head, w.QueryNorm, position);
        for (int head = 0; head < facts.KvHeadCount; head++) Turn(key, head, w.KeyNorm, position);
        _keys[layer].Add(key);
        _values[layer].Add(Plus(Times(w.Value, input), w.ValueBias));

        var mixed = new double[facts.QuerySize];
        for (int head = 0; head < facts.HeadCount; head++)
        {
            int size = facts.HeadSize, at = head * size, from = head / (facts.HeadCount / facts.KvHeadCount) * size;
            double[] scores = [.. _keys[layer].Select(k => Enumerable.Range(0, size).Sum(i => query[at + i] * k[from + i]) / Math.Sqrt(size))];
            double[] shares = [.. scores.Select(score => Math.Exp(score - scores.Max()))];
            for (int i = 0; i < size; i++)
                mixed[at + i] = _values[layer].Zip(shares, (v, share) => v[from + i] * share).Sum() / shares.Sum();
        }
        return mixed;
    }

    private void Turn(double[] vector, int head, TensorView norm, int position)
    {
        var own = vector.AsSpan(head * facts.HeadSize, facts.HeadSize);
        if (norm.Exists) Normed(own.ToArray(), norm).CopyTo(own);
        int pairs = facts.RopeSize / 2;
        for (int pair = 0; pair < pairs; pair++)
        {
            double angle = position * Math.Pow(facts.RopeTheta, -2.0 * pair / facts.RopeSize), magnitude = 1;
            if (facts.RopeScaling is RopeScaling.Linear linear) angle /= linear.Factor;
            if (facts.RopeScaling is RopeScaling.PerPair) angle /= Row(weights.RopeFactors, 0)[pair];
            if (facts.RopeScaling is RopeScaling.Yarn yarn) (angle, magnitude) = Yarn(yarn, pair, angle);
            var (a, b) = facts.RopePairing == RopePairing.Adjacent ? (2 * pair, (2 * pair) + 1) : (pair, pair + pairs);
            var (sine, cosine) = Math.SinCos(angle);
            (own[a], own[b]) = (((own[a] * cosine) - (own[b] * sine)) * magnitude, ((own[a] * sine) + (own[b] * cosine)) * magnitude);
        }
    }

    // The wavelength of a pair against the bounds of the ramp, as in the paper on YaRN.
    private (double Angle, double Magnitude) Yarn(RopeScaling.Yarn yarn, int pair, double angle)
    {
        double Bound(double rotations) =>
            facts.RopeSize * Math.Log(yarn.OriginalContext / (rotations * 2 * Math.PI)) / (2 * Math.Log(facts.RopeTheta));
        double low = Math.Max(0, Math.Floor(Bound(yarn.BetaFast))), high = Math.Min(facts.RopeSize - 1, Math.Ceiling(Bound(yarn.BetaSlow)));
        double interpolated = Math.Clamp((pair - low) / Math.Max(0.001, high - low), 0, 1);
        double mix = (1 - interpolated) * yarn.ExtFactor;
        return ((angle / yarn.Factor * (1 - mix)) + (angle * mix), yarn.AttentionFactor * (yarn.ExtFactor == 0 ? 1 : 1 + (0.1 * Math.Log(yarn.Factor))));
    }

    private double[] Normed(double[] x, TensorView weight)
    {
        double factor = 1 / Math.Sqrt((x.Sum(v => v * v) / x.Length) + facts.RmsEpsilon);
        return [.. x.Zip(Row(weight, 0), (v, w) => v * factor * w)];
    }

    private static double[] Times(TensorView matrix, double[] x) =>
        [.. Enumerable.Range(0, matrix.Rows).Select(row => Row(matrix, row).Zip(x, (w, v) => w * v).Sum())];

    private static double[] Plus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double[] Plus(double[] a, TensorView bias) => bias.Exists ? Plus(a, Row(bias, 0)) : a;

    private static double[] Row(TensorView matrix, int row)
    {
        var values = new float[matrix.Columns];
        matrix.DecodeRow(row, values);
        return [.. values.Select(value => (double)value)];
    }

    private static List<double[]>[] NewCache(ModelFacts facts) => [.. Enumerable.Range(0, facts.LayerCount).Select(_ => new List<double[]>())];
}
