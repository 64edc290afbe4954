using Teleo.Engine.Sessions;

namespace Teleo.Engine.Sampling;

/// <summary>
/// The sampling chain, streaming or not: repetition penalty, temperature, top-k, top-p, min-p, then the most likely token or a seeded draw.
/// The draw goes through the remaining tokens by id, so a rule that removes nothing changes nothing. One sampler serves one generation at a
/// time; it allocates at construction only.
/// </summary>
public sealed class Sampler : ITokenChooser
{
    private const int FewestSorted = 64;

    private readonly SamplingOptions _options;
    private readonly float[] _scores;
    private readonly float[] _weights;
    private readonly int[] _penalised;   // the last round in which a token was penalised
    private readonly Best _best;
    private SplitMix64 _chance;
    private int _round;

    public Sampler(SamplingOptions options, int vocabularySize)
    {
        OptionFaults.ThrowIfAny(options.Problems(), nameof(options));
        _options = options;
        bool greedy = options.Temperature == 0;
        bool penalises = Penalises(options);
        bool filters = !greedy && (KeepsBest(options, vocabularySize) || options.TopP < 1);
        _scores = greedy && !penalises ? [] : new float[vocabularySize];
        _weights = greedy ? [] : new float[vocabularySize];
        _penalised = penalises ? new int[vocabularySize] : [];
        _best = new Best(filters ? vocabularySize : 0);
        Restart();
    }

    /// <summary>Restarts the stream of draws: the same logits then give the same tokens.</summary>
    public void Restart() => _chance = new SplitMix64(_options.Seed);

    public TokenChoice Choose(ReadOnlySpan<float> logits, ReadOnlySpan<int> context)
    {
        int token = Pick(Penalised(logits, context));
        if (token < 0) throw new EngineException(EngineErrorCode.GenerationFailed, "no token has a finite logit");
        if (!_options.MeasuresUncertainty) return new(token, float.NaN, float.NaN);
        var (logSum, entropy) = Distribution.Measure(logits);
        return new(token, (float)(logits[token] - logSum), (float)entropy);
    }

    private static bool Penalises(SamplingOptions options) => options.RepeatPenalty != 1 && options.RepeatWindow > 0;

    private static bool KeepsBest(SamplingOptions options, int count) => options.TopK > 0 && options.TopK < count;

    private ReadOnlySpan<float> Penalised(ReadOnlySpan<float> logits, ReadOnlySpan<int> context)
    {
        if (!Penalises(_options)) return logits;
        logits.CopyTo(_scores);
        _round++;
        foreach (int token in context[^Math.Min(context.Length, _options.RepeatWindow)..])
        {
            if (_penalised[token] == _round) continue;
            _penalised[token] = _round;
            ref float score = ref _scores[token];
            score = score > 0 ? score / _options.RepeatPenalty : score * _options.RepeatPenalty;
        }

        return _scores;
    }

    private int Pick(ReadOnlySpan<float> logits)
    {
        float max = Distribution.Max(logits);
        if (!float.IsFinite(max)) return -1;
        if (_options.Temperature == 0) return logits.IndexOf(max);

        Distribution.Scale(logits, max, 1 / _options.Temperature, _scores);
        double total = Distribution.Exponentials(_scores, _weights);
        float floor = _options.MinP > 0 ? MathF.Log(_options.MinP) : float.NegativeInfinity;
        if (!KeepsBest(_options, _scores.Length) && _options.TopP == 1) return DrawAbove(floor, total);
        var survivors = Nucleus(floor, total);
        survivors.Sort();
        return Draw(survivors);
    }

    /// <summary>Returns the tokens that remain after top-k, top-p and min-p: a prefix of the order from best to worst.</summary>
    private Span<int> Nucleus(float floor, double total)
    {
        if (KeepsBest(_options, _scores.Length))
        {
            var best = _best.Of(_scores, _options.TopK);
            double kept = 0;
            foreach (int token in best) kept += _weights[token];
            return best[..Beginning(best, floor, _options.TopP * kept)];
        }

        // As a rule few tokens reach the wanted probability: sort few, and more only where they do not.
        for (int count = FewestSorted; ; count = (int)Math.Min(4L * count, _scores.Length))
        {
            var best = _best.Of(_scores, Math.Min(count, _scores.Length));
            int length = Beginning(best, floor, _options.TopP * total);
            if (length < best.Length || count >= _scores.Length) return best[..length];
        }
    }

    /// <summary>Counts the best tokens needed to reach a weight, none of them below the floor.</summary>
    private int Beginning(ReadOnlySpan<int> best, float floor, double wanted)
    {
        double reached = 0;
        for (int i = 0; i < best.Length; i++)
        {
            if (_scores[best[i]] < floor || (i > 0 && _options.TopP < 1 && reached >= wanted)) return i;
            reached += _weights[best[i]];
        }

        return best.Length;
    }

    private int Draw(ReadOnlySpan<int> tokens)
    {
        double total = 0;
        foreach (int token in tokens) total += _weights[token];
        double left = _chance.NextDouble() * total;
        foreach (int token in tokens)
        {
            left -= _weights[token];
            if (left < 0) return token;
        }

        return tokens[^1];
    }

    private int DrawAbove(float floor, double total)
    {
        if (floor > float.NegativeInfinity)
        {
            total = 0;
            for (int i = 0; i < _scores.Length; i++) total += _scores[i] >= floor ? _weights[i] : 0;
        }

        double left = _chance.NextDouble() * total;
        int last = -1;
        for (int i = 0; i < _scores.Length; i++)
        {
            if (_scores[i] < floor || _weights[i] == 0) continue;
            left -= _weights[last = i];
            if (left < 0) break;
        }

        return last;
    }
}
