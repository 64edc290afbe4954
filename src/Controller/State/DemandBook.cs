using System.Runtime.Intrinsics;
using Teleo.Controller.Resources;

namespace Teleo.Controller.State;

/// <summary>
/// Requests per second of every skill, recent ones counting more. How much more is learned: the counts are kept under
/// several half-lives at once, and each is believed as far as it foretold the arrivals of the whole pool. Demand belongs
/// to the skill and not to the structure, so it survives unloading.
/// </summary>
/// <remarks>
/// A half-life's likelihood is that of a Poisson process with its rates: it gains by the rate it gave to the skill that was
/// asked for, and loses by the arrivals it expected meanwhile. A small share of belief is dealt out evenly at each arrival,
/// so that none is written off for good (Herbster and Warmuth, Tracking the Best Expert, 1998). Time moves in steps of a
/// small part of the shortest half-life, and counts are kept as if made at the origin: reading one is a product.
/// </remarks>
internal sealed class DemandBook
{
    private const double Ln2 = 0.6931471805599453;
    private const int StepsPerHalfLife = 256;

    /// <summary>Half-lives in one vector; those not in use hold zeros, which change no sum and no maximum.</summary>
    private const int Lanes = AdaptationOptions.MostHalfLives;

    /// <summary>Halvings of the fastest count after which the origin moves; a power of two this large is far from the limits of a double.</summary>
    private const int HalvingsPerOrigin = 256;

    /// <summary>Arrivals per second that even a skill never asked for may be expected to have.</summary>
    private const double LeastRate = 1e-4;

    private readonly int _kinds;
    private readonly double _sharing;
    private readonly long _stepNs;

    // By half-life: its seconds, its belief, what is dealt to it at each arrival, and the counts of all skills together.
    private readonly double[] _halfLife = new double[Lanes];
    private readonly double[] _belief = new double[Lanes];
    private readonly double[] _dealt = new double[Lanes];
    private readonly double[] _total = new double[Lanes];

    // What is left at the moment read of a count made at the origin, and the rate that such a count stands for.
    private readonly double[] _left = new double[Lanes];
    private readonly double[] _ratePerCount = new double[Lanes];

    private readonly double[] _expected = new double[Lanes];
    private readonly double[] _counts;
    private long _startNs = long.MinValue;
    private long _originNs;
    private long _believedAt;
    private long _readAt = -1;

    public DemandBook(int skills, AdaptationOptions options)
    {
        _kinds = options.DemandHalfLives;
        _sharing = options.DemandSharing;
        _stepNs = Math.Max(1, (long)(options.DemandHalfLifeSeconds * 1e9 / StepsPerHalfLife));
        _counts = new double[skills * Lanes];
        double halfLife = options.DemandHalfLifeSeconds;
        for (int k = 0; k < _kinds; k++, halfLife *= options.DemandHalfLifeRatio)
            (_halfLife[k], _belief[k]) = (halfLife, 1.0 / _kinds);
        _left.AsSpan(_kinds).Fill(double.PositiveInfinity);
        _dealt.AsSpan(0, _kinds).Fill(_sharing / _kinds);
    }

    /// <summary>How far the half-life of this rank is believed; all add up to 1.</summary>
    public double Belief(int kind) => _belief[kind];

    public void Start(long nowNs) => _startNs = _originNs = nowNs;

    public void Add(int skill, long arrivals, long nowNs)
    {
        long step = StepAt(nowNs);
        if (step * _stepNs > HalvingsPerOrigin * _halfLife[0] * 1e9) step = MoveOrigin(step);
        var counts = CountsOf(skill);
        Believe(arrivals, counts, step);
        var asIfAtOrigin = Vector512.Create((double)arrivals) / Vector512.Create(_left);
        (Vector512.Create<double>(counts) + asIfAtOrigin).CopyTo(counts);
        (Vector512.Create(_total) + asIfAtOrigin).CopyTo(_total);
    }

    public double PerSecond(int skill, long nowNs)
    {
        ReadAt(StepAt(nowNs));
        return SumInOrder(Vector512.Create(_belief) * (Vector512.Create<double>(CountsOf(skill)) * Vector512.Create(_ratePerCount)));
    }

    /// <summary>The standard error of a rate when events come at random: a window of half-life / ln 2 seconds holds that many.</summary>
    public double StandardError(double perSecond)
    {
        double perWindow = 0;
        for (int k = 0; k < _kinds; k++) perWindow += _belief[k] * Ln2 / (2 * _halfLife[k]);
        return Math.Sqrt(perSecond * perWindow);
    }

    public void Visit(StateFields fields)
    {
        fields.Number(ref _startNs);
        fields.Number(ref _originNs);
        fields.Number(ref _believedAt);
        fields.Require(_originNs >= _startNs, "an origin not before the start");
        for (int k = 0; k < _kinds; k++)
        {
            fields.Amount(ref _belief[k]);
            fields.Amount(ref _total[k]);
            fields.Require(_belief[k] <= 1, "a belief of at most 1");
        }

        for (int i = 0; i < _counts.Length; i += Lanes)
            foreach (ref double count in _counts.AsSpan(i, _kinds)) fields.Amount(ref count);
        _readAt = -1;
    }

    /// <summary>Weighs the half-lives anew by what each expected since the last arrival, and of this one.</summary>
    private void Believe(long arrivals, ReadOnlySpan<double> counts, long step)
    {
        var likelihood = Vector512.Create(_belief);
        if (step != _believedAt) likelihood *= Silence(step);
        ReadAt(step);
        var rates = Vector512.Create(counts) * Vector512.Create(_ratePerCount) + Vector512.Create(LeastRate);
        likelihood *= Power(rates / Vector512.Create(Highest(rates)), arrivals);
        double sum = SumInOrder(likelihood);
        if (sum > 0) (Vector512.Create(1 - _sharing) * (likelihood / Vector512.Create(sum)) + Vector512.Create(_dealt)).CopyTo(_belief);
    }

    /// <summary>The likelihood under each half-life that nothing arrived since the last arrival, against the likeliest.</summary>
    private Vector512<double> Silence(long step)
    {
        double passed = (step - _believedAt) * _stepNs * 1e-9;
        double least = double.PositiveInfinity;
        ReadAt(_believedAt);
        for (int k = 0; k < _kinds; k++)
        {
            _expected[k] = _total[k] * _ratePerCount[k] * _halfLife[k] / Ln2 * (1 - Decay.Left(passed, _halfLife[k]));
            least = Math.Min(least, _expected[k]);
        }

        for (int k = 0; k < _kinds; k++) _expected[k] = Decay.Left(_expected[k] - least, Ln2);
        _believedAt = step;
        return Vector512.Create(_expected);
    }

    /// <summary>Prepares the factors of one moment. Only a cache: what was read never changes what is read.</summary>
    private void ReadAt(long step)
    {
        if (step == _readAt) return;
        _readAt = step;
        double sinceOrigin = step * _stepNs * 1e-9;
        double watched = sinceOrigin + (_originNs - _startNs) * 1e-9;
        for (int k = 0; k < _kinds; k++)
        {
            _left[k] = Decay.Left(sinceOrigin, _halfLife[k]);

            // What was not watched is no time without arrivals.
            double watchedShare = 1 - Decay.Left(Math.Max(watched, _halfLife[k] / 16), _halfLife[k]);
            _ratePerCount[k] = _left[k] * Ln2 / (_halfLife[k] * watchedShare);
        }
    }

    private long MoveOrigin(long step)
    {
        ReadAt(step);
        for (int i = 0; i < _counts.Length; i += Lanes)
            for (int k = 0; k < _kinds; k++) _counts[i + k] *= _left[k];
        for (int k = 0; k < _kinds; k++) _total[k] *= _left[k];
        _originNs += step * _stepNs;
        _believedAt -= step;
        _readAt = -1;
        return 0;
    }

    private long StepAt(long nowNs) => _startNs == long.MinValue ? 0 : Math.Max(0, nowNs - _originNs) / _stepNs;

    private Span<double> CountsOf(int skill) => _counts.AsSpan(skill * Lanes, Lanes);

    private static Vector512<double> Power(Vector512<double> x, long times)
    {
        if (times == 1) return x;
        var power = Vector512<double>.One;
        for (; times > 0; times >>= 1, x *= x)
            if ((times & 1) != 0) power *= x;
        return power;
    }

    private static double Highest(Vector512<double> x)
    {
        var four = Vector256.Max(x.GetLower(), x.GetUpper());
        var two = Vector128.Max(four.GetLower(), four.GetUpper());
        return Math.Max(two[0], two[1]);
    }

    /// <summary>From the first to the last, so that every machine rounds alike.</summary>
    private static double SumInOrder(Vector512<double> x)
    {
        double sum = x[0];
        for (int k = 1; k < Lanes; k++) sum += x[k];
        return sum;
    }
}
