using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Learning;

/// <summary>
/// Estimates requests per second of every skill, with more weight on recent ones. Counts exist under several half-lives;
/// <see cref="DemandMean"/> combines their rates. Demand belongs to the skill, not to the structure, and survives unloads.
/// </summary>
/// <remarks>
/// Where the mean is by belief, a half-life's likelihood is that of a Poisson process with its rates: it gains by the rate it gave
/// to the skill that was asked for, and loses by the arrivals it expected meanwhile.
/// A small share of belief is dealt out evenly at each arrival,
/// so that none is written off for good (Herbster and Warmuth, Tracking the Best Expert, 1998). Time moves in steps of a
/// small part of the shortest half-life, and counts are kept as if made at the origin: reading one is a product.
/// </remarks>
internal sealed class DemandCounters
{
    private const double Ln2 = 0.6931471805599453;
    private const int StepsPerHalfLife = 256;

    /// <summary>
    /// Halvings of the fastest count after which the origin moves; a power of two this large is far from the limits of a double.
    /// </summary>
    private const int HalvingsPerOrigin = 256;

    /// <summary>The least arrivals per second that are expected, also for a skill without requests.</summary>
    private const double LeastRate = 1e-4;

    /// <summary>A little that is added to each rate, so that one that has faded does not make nothing of the mean.</summary>
    private const double LeastFactor = 1e-7;

    private readonly int _kinds;
    private readonly bool _isGeometric;
    private readonly double _sharing;
    private readonly long _stepNs;
    private readonly Kind[] _by;
    private readonly double[] _counts;
    private long _startNs = long.MinValue;
    private long _originNs;
    private long _believedAt;
    private long _readAt = -1;

    // Caches only: what was read never changes what is read.
    private readonly Mean[] _means;
    private double _perWindow;

    public DemandCounters(int skills, AdaptationOptions options)
    {
        _kinds = options.DemandHalfLives;
        _isGeometric = options.DemandMean == DemandMean.Geometric;
        _sharing = options.DemandSharing;
        _stepNs = Math.Max(1, (long)(options.DemandHalfLifeSeconds * 1e9 / StepsPerHalfLife));
        _counts = new double[skills * _kinds];
        _means = new Mean[skills];
        _by = new Kind[_kinds];
        double halfLife = options.DemandHalfLifeSeconds;
        for (int k = 0; k < _kinds; k++, halfLife *= options.DemandHalfLifeRatio)
            _by[k] = new() { HalfLifeSeconds = halfLife, Belief = 1.0 / _kinds };
    }

    /// <summary>Returns the weight of a half-life; all weights add up to 1.</summary>
    public double Belief(int kind) => _by[kind].Belief;

    public void Start(long nowNs) => _startNs = _originNs = nowNs;

    public void Add(int skill, long arrivals, long nowNs)
    {
        long step = StepAt(nowNs);
        if (step * _stepNs > HalvingsPerOrigin * _by[0].HalfLifeSeconds * 1e9) step = MoveOrigin(step);
        if (!_isGeometric) Believe(skill, arrivals, step);
        ReadAt(step);
        var counts = CountsOf(skill);
        for (int k = 0; k < _kinds; k++)
        {
            double asIfAtOrigin = arrivals / _by[k].Left;
            counts[k] += asIfAtOrigin;
            _by[k].Total += asIfAtOrigin;
        }

        _means[skill] = default;
    }

    /// <summary>Sets the counts of a skill to zero, because its client is gone.</summary>
    public void Forget(int skill)
    {
        var counts = CountsOf(skill);
        for (int k = 0; k < _kinds; k++)
        {
            _by[k].Total = Math.Max(0, _by[k].Total - counts[k]);
            counts[k] = 0;
        }

        _means[skill] = default;
    }

    /// <summary>The rate, where a silence allows no more than <paramref name="atMost"/>.</summary>
    public double PerSecond(int skill, long nowNs, double atMost = double.PositiveInfinity)
    {
        ReadAt(StepAt(nowNs));
        var counts = CountsOf(skill);
        return _isGeometric ? Geometric(ref _means[skill], counts, atMost) : Math.Min(Believed(counts), atMost);
    }

    /// <summary>Returns the mean if no factor is above <paramref name="atMost"/>; the result is reused for one step of time.</summary>
    private double Geometric(ref Mean mean, ReadOnlySpan<double> counts, double atMost)
    {
        if (counts[_kinds - 1] == 0) return 0;
        if (mean.IsKnown && mean.ReadAt == _readAt && mean.Highest <= atMost) return Math.Min(mean.PerSecond, atMost);
        double product = 1, highest = 0;
        for (int k = 0; k < _kinds; k++)
        {
            double factor = counts[k] * _by[k].RatePerCount + LeastFactor;
            product *= Math.Min(factor, atMost);
            highest = Math.Max(highest, factor);
        }

        double root = NthRoot.Of(product, _kinds);
        mean = new(highest <= atMost, _readAt, highest, root);
        return Math.Min(root, atMost);
    }

    private double Believed(ReadOnlySpan<double> counts)
    {
        double sum = 0;
        for (int k = 0; k < _kinds; k++) sum += _by[k].Belief * (counts[k] * _by[k].RatePerCount);
        return sum;
    }

    /// <summary>Returns the standard error of a rate for Poisson events: a window of half-life / ln 2 seconds has that many.</summary>
    public double StandardError(double perSecond)
    {
        if (_perWindow == 0)
            for (int k = 0; k < _kinds; k++) _perWindow += _by[k].Belief * Ln2 / (2 * _by[k].HalfLifeSeconds);
        return Math.Sqrt(perSecond * _perWindow);
    }

    public void Visit(StateFields fields)
    {
        fields.Number(ref _startNs);
        fields.Number(ref _originNs);
        fields.Number(ref _believedAt);
        fields.Require(_originNs >= _startNs, "an origin not before the start");
        for (int k = 0; k < _kinds; k++)
        {
            fields.Amount(ref _by[k].Belief);
            fields.Amount(ref _by[k].Total);
            fields.Require(_by[k].Belief <= 1, "a belief of at most 1");
        }

        foreach (ref double count in _counts.AsSpan()) fields.Amount(ref count);
        _readAt = -1;
        _perWindow = 0;
        _means.AsSpan().Clear();
    }

    /// <summary>Updates the weights of the half-lives by their predictions since the last arrival, and of this one.</summary>
    private void Believe(int skill, long arrivals, long step)
    {
        foreach (ref var by in _by.AsSpan()) by.Likelihood = by.Belief;
        if (step != _believedAt) WeighSilence(step);
        ReadAt(step);
        var counts = CountsOf(skill);
        double highest = 0, sum = 0;
        for (int k = 0; k < _kinds; k++) highest = Math.Max(highest, RateOf(k, counts));
        for (int k = 0; k < _kinds; k++)
        {
            ref var by = ref _by[k];
            by.Likelihood *= Power(RateOf(k, counts) / highest, arrivals);
            sum += by.Likelihood;
        }

        if (!(sum > 0)) return;
        _perWindow = 0;
        for (int k = 0; k < _kinds; k++) _by[k].Belief = (1 - _sharing) * (_by[k].Likelihood / sum) + _sharing / _kinds;
    }

    /// <summary>Updates the weight of each half-life by the silence since the last arrival.</summary>
    private void WeighSilence(long step)
    {
        double passed = (step - _believedAt) * _stepNs * 1e-9;
        double leastExpected = double.PositiveInfinity;
        ReadAt(_believedAt);
        foreach (ref var by in _by.AsSpan())
        {
            by.Expected = by.Total * by.RatePerCount * by.HalfLifeSeconds / Ln2 * (1 - Decay.Left(passed, by.HalfLifeSeconds));
            leastExpected = Math.Min(leastExpected, by.Expected);
        }

        foreach (ref var by in _by.AsSpan()) by.Likelihood *= Decay.Left(by.Expected - leastExpected, Ln2);
        _believedAt = step;
    }

    private double RateOf(int kind, ReadOnlySpan<double> counts) => counts[kind] * _by[kind].RatePerCount + LeastRate;

    /// <summary>Prepares the decay factors of one time. This is a cache; reading never changes later results.</summary>
    private void ReadAt(long step)
    {
        if (step == _readAt) return;
        _readAt = step;
        double sinceOrigin = step * _stepNs * 1e-9;
        double watched = sinceOrigin + (_originNs - _startNs) * 1e-9;
        for (int k = 0; k < _kinds; k++)
        {
            ref var by = ref _by[k];
            by.Left = Decay.Left(sinceOrigin, by.HalfLifeSeconds);

            // What was not watched is no time without arrivals.
            double watchedShare = 1 - Decay.Left(Math.Max(watched, by.HalfLifeSeconds / 16), by.HalfLifeSeconds);
            by.RatePerCount = by.Left * Ln2 / (by.HalfLifeSeconds * watchedShare);
        }
    }

    private long MoveOrigin(long step)
    {
        ReadAt(step);
        for (int i = 0; i < _counts.Length; i++) _counts[i] *= _by[i % _kinds].Left;
        for (int k = 0; k < _kinds; k++) _by[k].Total *= _by[k].Left;
        _originNs += step * _stepNs;
        _believedAt -= step;
        _readAt = -1;
        _means.AsSpan().Clear();
        return 0;
    }

    private long StepAt(long nowNs) => _startNs == long.MinValue ? 0 : Math.Max(0, nowNs - _originNs) / _stepNs;

    private Span<double> CountsOf(int skill) => _counts.AsSpan(skill * _kinds, _kinds);

    private static double Power(double x, long times)
    {
        double power = 1;
        for (; times > 0; times >>= 1, x *= x)
            if ((times & 1) != 0) power *= x;
        return power;
    }

    /// <summary>The geometric mean of a skill's rates at one step of time, where nothing held any of them down.</summary>
    private readonly record struct Mean(bool IsKnown, long ReadAt, double Highest, double PerSecond);

    /// <summary>One half-life.</summary>
    private struct Kind
    {
        public double HalfLifeSeconds;
        public double Belief;

        /// <summary>The counts of all skills together.</summary>
        public double Total;

        /// <summary>The remaining part, at the time of reading, of a count made at the origin, and the rate of such a count.</summary>
        public double Left;
        public double RatePerCount;

        public double Expected;
        public double Likelihood;
    }
}
