using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Chooses the skill of a request: Zipf over ranks, and a map from ranks to skills that may drift by one position at a time or change
/// completely at a known time.
/// </summary>
internal sealed class Popularity
{
    private readonly double[] _upTo;
    private readonly int[] _before;
    private readonly int[] _after;
    private readonly SynthesisSpec _spec;

    public Popularity(SynthesisSpec spec, RandomStream ranks)
    {
        _spec = spec;
        _upTo = new double[spec.Skills];
        double sum = 0;
        for (int rank = 0; rank < spec.Skills; rank++) _upTo[rank] = sum += Math.Pow(rank + 1, -spec.Zipf);
        for (int rank = 0; rank < spec.Skills; rank++) _upTo[rank] /= sum;

        // Ranks are dealt to skills by chance, so that no policy profits from the order of the catalog.
        _before = [.. Enumerable.Range(0, spec.Skills)];
        ranks.Shuffle(_before.AsSpan());
        _after = [.. _before];
        ranks.Shuffle(_after.AsSpan());
    }

    public int Skill(double uniform, double seconds)
    {
        int found = Array.BinarySearch(_upTo, uniform);
        int rank = Math.Min(found < 0 ? ~found : found + 1, _upTo.Length - 1);
        int shift = _spec.DriftSeconds > 0 ? (int)(seconds / _spec.DriftSeconds % _upTo.Length) : 0;
        var dealt = seconds >= _spec.RegimeChangeSeconds ? _after : _before;
        return dealt[(rank + shift) % dealt.Length];
    }
}
