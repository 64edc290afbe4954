using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Controller.Deciding;

/// <summary>The value of each skill over the horizon, computed once per decision and used by generator and scorer alike.</summary>
internal sealed class SkillValues(int skills, ScoreOptions options)
{
    private readonly Value[] _values = new Value[skills];
    private readonly double[] _densities = new double[skills];
    private readonly int[] _byDensity = new int[skills];

    /// <summary>Seconds of all owed loads that have not started.</summary>
    private double _loadsWaitedFor;

    /// <summary>The seconds that a request without company is thought to wait on.</summary>
    private double _waitingSeconds;

    public ref readonly Value this[int skill] => ref _values[skill];

    /// <summary>The seconds that this decision looks ahead.</summary>
    public double HorizonSeconds { get; private set; }

    /// <summary>Credits per second of waiting of all requests for absent skills.</summary>
    public double WaitingElsewhere { get; private set; }

    /// <summary>Number of requests that wait for an absent skill without a running load.</summary>
    public int RequestsWaiting { get; private set; }

    /// <summary>Credits over the horizon for all of the tightest byte lane, if a victim is needed.</summary>
    public double RoomPrice { get; private set; }

    /// <summary>Requests in service at any moment, by demand and service time; they are what a load slows down.</summary>
    public double InService { get; private set; }

    public void Prepare(DecisionInputs inputs)
    {
        WaitingElsewhere = 0;
        RequestsWaiting = 0;
        InService = 0;
        double longest = Loads(inputs);
        HorizonSeconds = Horizon.Of(options, inputs.IdleAgeSeconds, longest);
        _waitingSeconds = Horizon.Of(options, inputs.IdleAgeSeconds, longest, options.WaitingSpansOwedLoads ? _loadsWaitedFor : 0);
        for (int i = 0; i < _values.Length; i++)
        {
            ref readonly var state = ref inputs.Skills[i];
            _values[i] = state.IsSane ? Of(state, inputs.Estimates[i], inputs) : default;
            if (!state.IsSane) continue;
            if (state.CanServe) InService += inputs.Estimates[i].DemandPerSecond * state.ServiceSeconds;
            if (!IsWaitedFor(state)) continue;
            WaitingElsewhere += state.Queued * options.WaitPrice;
            RequestsWaiting += state.Queued;
        }

        RoomPrice = options.RoomShare * MarginalDensity(inputs);
        for (int i = 0; i < _values.Length; i++) _values[i].Displaced -= RoomPrice * _values[i].Share;
    }

    /// <summary>
    /// Returns the earnings of the least valuable residents per share of the pool: the value of free memory. Zero while they do not fill
    /// that margin.
    /// </summary>
    private double MarginalDensity(DecisionInputs inputs)
    {
        int count = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            if (!inputs.Skills[i].IsResident || !(_values[i].Share > 0)) continue;
            _densities[count] = _values[i].Keep / _values[i].Share;
            _byDensity[count++] = i;
        }

        _densities.AsSpan(0, count).Sort(_byDensity.AsSpan(0, count));
        double share = 0, keep = 0;
        for (int i = 0; i < count && share < options.MarginShare; i++)
        {
            share += _values[_byDensity[i]].Share;
            keep += _values[_byDensity[i]].Keep;
        }

        return share >= options.MarginShare ? keep / share : 0;
    }

    /// <summary>Returns true if requests wait for it and no load is under way.</summary>
    public static bool IsWaitedFor(in SkillState state) =>
        state.Queued > 0 && !state.CanServe && state.Transition != Transition.Loading;

    /// <summary>Adds up the loads that are waited for and returns the seconds of the longest load of all.</summary>
    private double Loads(DecisionInputs inputs)
    {
        double longest = 0;
        _loadsWaitedFor = 0;
        foreach (ref readonly var state in inputs.Skills.AsSpan())
        {
            if (!state.IsSane) continue;
            longest = Math.Max(longest, state.LoadSeconds);
            if (IsWaitedFor(state)) _loadsWaitedFor += LoadSecondsFrom(state);
        }

        return longest;
    }

    private Value Of(in SkillState state, in SkillEstimate estimate, DecisionInputs inputs)
    {
        double miss = MissCredits(state.LoadSeconds, estimate);
        double foretold = ForetoldCredits(state.LoadSeconds, miss, estimate);
        double keep = miss * Misses(state.LoadSeconds, estimate.DemandPerSecond) + foretold;
        double stake = Stake(state);
        double waiting = options.WaitPrice * (AccruedSeconds(state, inputs.NowNs) + ComingSeconds(state, estimate));
        return new()
        {
            LoadSeconds = LoadSecondsFrom(state),
            Keep = keep,
            Variance = Square(HorizonSeconds * miss * estimate.DemandStandardError) + LoadVariance(state, estimate),
            Miss = miss,
            Stake = stake,
            Waiting = waiting,
            Displaced = keep * stake + waiting + options.SwitchPrice,
            Share = ByteShare.Of(state.Footprint, inputs.Capacity),
            Source = (short)(2 * foretold > keep ? estimate.Source : 0),
        };
    }

    private double LoadSecondsFrom(in SkillState state) => state.Lifecycle switch
    {
        Lifecycle.Active or Lifecycle.Resident => 0,
        Lifecycle.Suspended => options.ResumeShare * state.LoadSeconds,
        _ => state.LoadSeconds,
    };

    /// <summary>
    /// Returns the part of a skill's value that is already available: all if it serves, most if its weights are loaded and a miss only
    /// wakes it.
    /// </summary>
    private double Stake(in SkillState state)
    {
        if (state.Transition is Transition.Unloading or Transition.Draining) return 0;
        if (state.Transition == Transition.Loading || state.Lifecycle == Lifecycle.Active) return 1;
        return state.IsResident ? RestingStake : 0;
    }

    /// <summary>The stake of a suspended skill.</summary>
    public double RestingStake => RequestsWait ? 1 - options.ResumeShare : 0;

    /// <summary>
    /// Returns the number of misses that its absence would cause over the horizon: one for each request; but where requests wait for a
    /// load, no more than there is time for loads.
    /// </summary>
    private double Misses(double load, double demand)
    {
        double requests = HorizonSeconds * demand;
        return RequestsWait ? Math.Min(requests, Math.Max(1, HorizonSeconds / load)) : requests;
    }

    private bool RequestsWait => options.MissMode is MissMode.Wait or MissMode.LoadThrough;

    /// <summary>
    /// Returns the loss in credits of a request for the absent skill. Where requests wait, it waits for the load, requests that join it
    /// wait half of the load on average, and the load has to be paid.
    /// </summary>
    private double MissCredits(double load, in SkillEstimate estimate) => options.MissMode switch
    {
        MissMode.Refuse => estimate.Quality,
        MissMode.Fallback => Math.Max(0, estimate.Quality - options.FallbackQuality),
        _ => load * (options.WaitPrice * (1 + estimate.DemandPerSecond * load / 2) + options.LoadPrice),
    };

    /// <summary>
    /// Returns the cost in credits of its absence for predicted requests: they arrive together, and each waits for one load.
    /// </summary>
    private double ForetoldCredits(double load, double miss, in SkillEstimate estimate)
    {
        if (estimate.ForetoldChance == 0) return 0;
        double credits = RequestsWait
            ? load * (options.WaitPrice * estimate.ForetoldRequests + options.LoadPrice)
            : estimate.ForetoldRequests * miss;
        return estimate.ForetoldChance * credits;
    }

    private double LoadVariance(in SkillState state, in SkillEstimate estimate) =>
        RequestsWait && double.IsFinite(state.LoadSecondsStandardError)
            ? Square(HorizonSeconds * estimate.DemandPerSecond * (options.WaitPrice + options.LoadPrice) * state.LoadSecondsStandardError)
            : 0;

    /// <summary>
    /// Expected further waiting in seconds of its waiting requests if no load starts now: until another request joins them (a load is worth
    /// delaying only if company is expected soon), or until all owed loads could be made. If requests wait for other skills too, it is at
    /// least the half of their loads that goes first in random order. Without that, a long queue for one slow load ranks behind every quick
    /// load.
    /// </summary>
    private double ComingSeconds(in SkillState state, in SkillEstimate estimate)
    {
        if (state.Queued == 0) return 0;
        double company = Math.Min(_waitingSeconds, 1 / estimate.DemandPerSecond);
        double turn = IsWaitedFor(state) ? (_loadsWaitedFor - LoadSecondsFrom(state)) / 2 : 0;
        return state.Queued * Math.Max(company, turn);
    }

    private static double AccruedSeconds(in SkillState state, long nowNs) =>
        Math.Max(0, (double)((Int128)state.Queued * nowNs - state.QueuedArrivalSumNs) * 1e-9);

    private static double Square(double x) => x * x;

    /// <summary>The value of one skill, in credits unless a name says otherwise.</summary>
    public struct Value
    {
        /// <summary>Seconds from now until it could serve.</summary>
        public double LoadSeconds;

        /// <summary>The saving of its requests over the horizon from being active.</summary>
        public double Keep;

        /// <summary>Variance of <see cref="Keep"/>.</summary>
        public double Variance;

        /// <summary>The loss of one request that finds it absent.</summary>
        public double Miss;

        /// <summary>The part of <see cref="Keep"/> that is available in its present stage.</summary>
        public double Stake;

        /// <summary>The losses of its waiting requests, past and expected.</summary>
        public double Waiting;

        /// <summary>Its footprint as a share of the tightest byte lane.</summary>
        public double Share;

        /// <summary>The number of the source that most of <see cref="Keep"/> rests on.</summary>
        public short Source;

        /// <summary>
        /// The loss of an unload minus the value of the freed memory: the one number by which victims are compared and added up.
        /// </summary>
        public double Displaced;
    }
}
