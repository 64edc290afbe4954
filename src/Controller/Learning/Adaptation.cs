using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Learning;

/// <summary>
/// Theta, the estimates that the fast loop learns: success, latency, demand and gaps of each skill. They change on every event, also while
/// structure is frozen, and have their own revision. An event allocates nothing.
/// </summary>
/// <remarks>
/// Demand is read from the plant's counters and not from the events, so that requests which came and went between two
/// looks, or were told twice, count exactly once. Times are the policy's own, which never run backwards.
/// </remarks>
public sealed class Adaptation
{
    private readonly AdaptationOptions _options;
    private readonly Row[] _rows;
    private readonly DemandCounters _demand;
    private readonly OpenForetellings _foretold;
    private readonly SuccessorCounts? _successors;
    private readonly PeriodTrains? _periods;
    private readonly Action<Foretelling> _tellPeriod;
    private readonly Func<int, double> _rate;
    private long _nowNs;
    private IdleAge _idleAge;
    private long _startNs = long.MinValue;

    public Adaptation(Catalog catalog, AdaptationOptions options, ForesightOptions? foresight = null)
    {
        _options = options;
        _rows = new Row[catalog.Count];
        _demand = new(catalog.Count, options);
        foresight ??= new();
        _foretold = new(catalog.Count, new Sources(foresight).Count, foresight.ReliabilityMemory);
        if (foresight.SuccessorSeconds > 0) _successors = new(catalog.Count, foresight.SuccessorSeconds);
        if (foresight.PeriodSeconds > 0) _periods = new(catalog.Count, foresight.PeriodSeconds);
        _tellPeriod = foretelling => _foretold.Add(foretelling.Skill, Sources.Period, foretelling, _nowNs);
        _rate = skill => DemandPerSecond(skill, _nowNs);
        _idleAge = new(options.IdleAgePriorSeconds);
        for (int i = 0; i < _rows.Length; i++)
        {
            // A prior that is certain could never learn.
            _rows[i].Success = BetaPosterior.Prior(Math.Clamp(catalog.Skills[i].Quality, 0.01, 0.99), options.QualityPriorWeight);
            _rows[i].LastArrivalNs = long.MinValue;
            _rows[i].SeenArrivals = -1;
            _rows[i].Summarise();
        }
    }

    /// <summary>Updates so far.</summary>
    public long Revision { get; private set; }

    public void Observe(in PoolEvent happened, in PoolView pool, long nowNs)
    {
        if (_startNs == long.MinValue) Start(pool, nowNs, happened);
        _foretold.Pass(nowNs);
        _nowNs = nowNs;
        _periods?.Pass(nowNs, pool.Skills, _rate, _tellPeriod);
        switch (happened.Kind)
        {
            case PolicyEvents.Tick:
                for (int i = 0; i < _rows.Length; i++) CatchUp(i, pool.Skills[i].Arrivals, nowNs);
                Revision++;
                break;
            case PolicyEvents.Arrival or PolicyEvents.Miss when IsKnown(happened.Skill):
                CatchUp(happened.Skill, pool.Skills[happened.Skill].Arrivals, nowNs);
                Revision++;
                break;
            case PolicyEvents.Completion when IsKnown(happened.Skill):
                Complete(ref _rows[happened.Skill], happened);
                Revision++;
                break;
            case PolicyEvents.Judged when IsKnown(happened.Skill):
                Judge(ref _rows[happened.Skill], happened.Correct);
                Revision++;
                break;
        }
    }

    public SkillEstimate Estimate(int skill, long nowNs, double horizonSeconds)
    {
        var estimate = default(SkillEstimate);
        Estimate(skill, nowNs, horizonSeconds, ref estimate);
        return estimate;
    }

    /// <summary>The same, written over another estimate.</summary>
    internal void Estimate(int skill, long nowNs, double horizonSeconds, ref SkillEstimate estimate)
    {
        ref readonly var row = ref _rows[skill];
        double idle = IdleSeconds(row, nowNs);
        double demand = _demand.PerSecond(skill, nowNs, _options.SilenceArrivals / idle);
        estimate = row.OfAnswers;
        estimate.DemandPerSecond = demand;
        estimate.DemandStandardError = _demand.StandardError(demand);
        estimate.ArrivalChance = double.IsInfinity(idle) ? double.NaN : row.Gaps.ArrivalChance(idle, horizonSeconds);
        estimate.EvidenceAgeSeconds = idle;
        _foretold.AddTo(ref estimate, skill);
    }

    /// <summary>Returns the expected requests per second of a skill.</summary>
    public double DemandPerSecond(int skill, long nowNs) =>
        _demand.PerSecond(skill, nowNs, _options.SilenceArrivals / IdleSeconds(_rows[skill], nowNs));

    private static double IdleSeconds(in Row row, long nowNs) =>
        row.LastArrivalNs == long.MinValue ? double.PositiveInfinity : (nowNs - row.LastArrivalNs) * 1e-9;

    /// <summary>Mean idle seconds of recently unloaded skills before their unload.</summary>
    internal double IdleAgeSeconds => _idleAge.Seconds;

    /// <summary>Takes note of what a source foretells; a silence ends what is believed of the skill's demand.</summary>
    internal void Foretell(in Foretelling foretelling, int source, long nowNs)
    {
        Revision++;
        if (foretelling.IsSilence) _demand.Forget(foretelling.Skill);
        else _foretold.Add(foretelling.Skill, source, foretelling, nowNs);
    }

    /// <summary>Learns from an accepted unload of a skill after this idle time.</summary>
    internal void Unload(double idleSeconds) => _idleAge.Add(Math.Max(0, idleSeconds), _options.IdleAgeMemory);

    /// <summary>The expected share of right answers.</summary>
    public double Quality(int skill) => _rows[skill].Success.Mean;

    /// <summary>Starts the observation. What happened before it is not demand; the arrival that began it is.</summary>
    private void Start(in PoolView pool, long nowNs, in PoolEvent first)
    {
        _startNs = nowNs;
        _demand.Start(nowNs);
        for (int i = 0; i < _rows.Length; i++)
        {
            bool isFirst = i == first.Skill && first.Kind is PolicyEvents.Arrival or PolicyEvents.Miss;
            _rows[i].SeenArrivals = pool.Skills[i].Arrivals - (isFirst && pool.Skills[i].Arrivals > 0 ? 1 : 0);
        }
    }

    private void CatchUp(int skill, long arrivals, long nowNs)
    {
        ref var row = ref _rows[skill];
        long fresh = arrivals - row.SeenArrivals;
        row.SeenArrivals = arrivals;
        if (fresh <= 0) return;   // a counter that went back belongs to a plant that restarted
        if (row.LastArrivalNs != long.MinValue)
            row.Gaps.Add((nowNs - row.LastArrivalNs) * 1e-9 / fresh, (uint)Math.Min(fresh, uint.MaxValue));
        _demand.Add(skill, fresh, nowNs);
        _foretold.Arrive(skill, fresh);
        _periods?.Arrive(skill, fresh, nowNs);
        if (_successors is not null && _successors.Arrive(skill, fresh, nowNs)) ForetellSuccessors(_successors, skill);
        row.LastArrivalNs = nowNs;
    }

    private void ForetellSuccessors(SuccessorCounts successors, int skill)
    {
        for (int place = 0; place < SuccessorCounts.Places; place++)
            if (successors.TryForetell(skill, place, _rate, out var foretelling))
                _foretold.Add(foretelling.Skill, Sources.Successor, foretelling, _nowNs);
    }

    private void Complete(ref Row row, in PoolEvent completion)
    {
        Judge(ref row, completion.Correct);
        row.LatencyMedian.Add(completion.Waited + completion.Seconds, 0.5);
        row.LatencyP95.Add(completion.Waited + completion.Seconds, 0.95);
        row.Summarise();
    }

    private void Judge(ref Row row, double correct)
    {
        row.Success.Add(correct, _options.QualityMemory);
        if (!double.IsNaN(correct)) row.Judged++;
        row.Summarise();
    }

    internal void Visit(StateFields fields)
    {
        long revision = Revision;
        fields.Number(ref _startNs);
        fields.Count(ref revision);
        Revision = revision;
        foreach (ref var row in _rows.AsSpan())
        {
            row.Success.Visit(fields);
            row.LatencyMedian.Visit(fields);
            row.LatencyP95.Visit(fields);
            row.Gaps.Visit(fields);
            fields.Count(ref row.Judged);
            fields.Number(ref row.SeenArrivals);
            fields.Number(ref row.LastArrivalNs);
            row.Summarise();
        }

        _demand.Visit(fields);
        _foretold.Visit(fields);
        _successors?.Visit(fields);
        _periods?.Visit(fields);
        _idleAge.Visit(fields);
    }

    private bool IsKnown(int skill) => (uint)skill < (uint)_rows.Length;

    private struct Row
    {
        public BetaPosterior Success;
        public QuantileEstimate LatencyMedian;
        public QuantileEstimate LatencyP95;
        public GapHistogram Gaps;
        public long Judged;
        public long SeenArrivals;
        public long LastArrivalNs;

        /// <summary>The part of an estimate that only answers change.</summary>
        public SkillEstimate OfAnswers;

        public void Summarise() => OfAnswers = new()
        {
            Quality = Success.Mean,
            QualityStandardError = Success.StandardError,
            Judged = Judged,
            LatencyMedian = LatencyMedian.Value(0.5),
            LatencyP95 = LatencyP95.Value(0.95),
        };
    }
}
