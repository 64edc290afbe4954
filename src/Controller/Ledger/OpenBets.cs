using Teleo.Controller.Domain;

namespace Teleo.Controller.Ledger;

/// <summary>
/// The open bets of all sources, at most one per skill: stake, victims and results so far. It processes events and reports ended bets; it
/// changes no account.
/// </summary>
/// <remarks>
/// A load ahead is useful when its skill is requested: this saves the load and the wait for it, also for requests that would have arrived
/// during the load. Its harm is its own load in any case, a reload and its wait if a victim is requested first, and the seconds for which
/// other requests wait while it occupies the last loader. The harm of an unload is a reload and its wait if the skill is requested.
/// </remarks>
internal sealed class OpenBets(int skills)
{
    private const int None = -1;

    /// <summary>The longest time in nanoseconds that a bet without its own time stays open.</summary>
    private const long LongestNs = 3600L * 1_000_000_000;

    private readonly Bet[] _bets = new Bet[skills];
    private readonly int[] _leftFor = [.. Enumerable.Repeat(None, skills)];
    private readonly List<int> _ended = [];
    private int _open;
    private int _loading;
    private long _nextEndNs = long.MaxValue;

    public int Open => _open;

    public ref readonly Bet this[int skill] => ref _bets[skill];

    public bool IsOpen(int skill) => _bets[skill].IsOpen;

    /// <summary>Opens a bet on a load ahead.</summary>
    public void Load(
        int skill, int source, long decision, double stake, double loadSeconds, ReadOnlySpan<short> leaving, long nowNs, long untilNs)
    {
        var bet = new Bet { Source = source, Decision = decision, Stake = stake, LoadSeconds = loadSeconds };
        bet.IsLoad = bet.IsLoading = true;
        Add(skill, bet, nowNs, untilNs);
        _loading++;
        foreach (short victim in leaving) _leftFor[victim] = skill;
    }

    /// <summary>Opens a bet on an unload that no waiting request needs.</summary>
    public void Free(int skill, int source, long decision, double stake, double loadSeconds, long nowNs, long untilNs) =>
        Add(skill, new() { Source = source, Decision = decision, Stake = stake, LoadSeconds = loadSeconds }, nowNs, untilNs);

    /// <summary>Returns the skills whose bets ended with an event, and its effects on the other bets.</summary>
    public IReadOnlyList<int> Observe(in PoolEvent happened, in PoolView pool, long nowNs, double elapsedSeconds)
    {
        _ended.Clear();
        if (_open == 0) return _ended;
        if (_loading > 0 && elapsedSeconds > 0 && pool.FreeLoaders == 0 && !pool.NobodyWaits) HoldUp(pool, elapsedSeconds);
        if (nowNs >= _nextEndNs) EndDue(nowNs);
        if ((uint)happened.Skill >= (uint)_bets.Length) return _ended;
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) != 0) Arrive(happened.Skill, pool.Skills[happened.Skill], nowNs);
        if ((happened.Kind & (PolicyEvents.Loaded | PolicyEvents.Failure)) != 0) EndLoad(happened);
        return _ended;
    }

    /// <summary>Ends the bet on a skill that is unloaded or otherwise moved; true if one was open.</summary>
    public bool Leave(int skill)
    {
        if (!_bets[skill].IsOpen || !_bets[skill].IsLoad) return false;
        Close(ref _bets[skill]);
        return true;
    }

    /// <summary>Takes a bet that has ended off the book.</summary>
    public void Remove(int skill)
    {
        Stop(ref _bets[skill]);
        _bets[skill] = default;
        _open--;
        for (int i = 0; i < _leftFor.Length; i++)
            if (_leftFor[i] == skill) _leftFor[i] = None;
    }

    public void Visit(StateFields fields)
    {
        _open = _loading = 0;
        _nextEndNs = long.MaxValue;
        for (int i = 0; i < _bets.Length; i++)
        {
            _bets[i].Visit(fields);
            fields.Number(ref _leftFor[i]);
            fields.Require(_leftFor[i] >= None && _leftFor[i] < _bets.Length, "a skill that left for one of the catalog");
            if (!_bets[i].IsOpen) continue;
            _open++;
            if (_bets[i].IsLoading) _loading++;
            _nextEndNs = Math.Min(_nextEndNs, _bets[i].EndNs);
        }
    }

    private void Add(int skill, Bet bet, long nowNs, long untilNs)
    {
        bet.IsOpen = true;
        bet.OpenedNs = nowNs;
        bet.EndNs = Math.Min(untilNs, nowNs + LongestNs);
        bet.UsedNs = long.MaxValue;
        _bets[skill] = bet;
        _open++;
        _nextEndNs = Math.Min(_nextEndNs, bet.EndNs);
    }

    private void Arrive(int skill, in SkillState state, long nowNs)
    {
        ref var bet = ref _bets[skill];
        if (bet.IsOpen && bet.IsLoad) Use(ref bet, nowNs);
        else if (bet.IsOpen && !state.IsResident)
        {
            bet.Harm += 2 * bet.LoadSeconds;
            End(skill);
        }

        int newcomer = _leftFor[skill];
        if (newcomer == None || state.IsResident) return;
        _leftFor[skill] = None;
        if (_bets[newcomer].UsedNs == long.MaxValue) _bets[newcomer].Harm += 2 * state.LoadSeconds;
    }

    /// <summary>
    /// Records a request that finds the skill resident or loading and would have waited for a load that starts with the first of them.
    /// </summary>
    private void Use(ref Bet bet, long nowNs)
    {
        if (bet.UsedNs == long.MaxValue)
        {
            bet.UsedNs = nowNs;
            bet.Saved += bet.LoadSeconds;
            bet.EndNs = nowNs + (long)(bet.LoadSeconds * 1e9);
            _nextEndNs = Math.Min(_nextEndNs, bet.EndNs);
        }

        double without = bet.LoadSeconds - (nowNs - bet.UsedNs) * 1e-9;
        double with = bet.IsLoading ? Math.Max(0, bet.LoadSeconds - (nowNs - bet.OpenedNs) * 1e-9) : 0;
        bet.Saved += Math.Max(0, without - with);
    }

    private void EndLoad(in PoolEvent happened)
    {
        ref var bet = ref _bets[happened.Skill];
        Stop(ref bet);
        if (bet.IsOpen && bet.IsLoad && (happened.Kind & PolicyEvents.Failure) != 0) End(happened.Skill);
    }

    private void Stop(ref Bet bet)
    {
        if (!bet.IsLoading) return;
        bet.IsLoading = false;
        _loading--;
    }

    private void HoldUp(in PoolView pool, double elapsedSeconds)
    {
        long waiting = 0;
        foreach (ref readonly var state in pool.Skills)
            if (state.Queued > 0 && !state.CanServe && state.Transition != Transition.Loading) waiting += state.Queued;
        if (waiting == 0) return;
        foreach (ref var bet in _bets.AsSpan())
            if (bet.IsLoading) bet.Harm += waiting * elapsedSeconds / _loading;
    }

    private void EndDue(long nowNs)
    {
        _nextEndNs = long.MaxValue;
        for (int i = 0; i < _bets.Length; i++)
        {
            if (!_bets[i].IsOpen) continue;
            if (nowNs >= _bets[i].EndNs) End(i);
            else _nextEndNs = Math.Min(_nextEndNs, _bets[i].EndNs);
        }
    }

    private void End(int skill)
    {
        if (_ended.Contains(skill)) return;
        Close(ref _bets[skill]);
        _ended.Add(skill);
    }

    private static void Close(ref Bet bet)
    {
        if (bet.IsLoad) bet.Harm += bet.LoadSeconds;
    }

    /// <summary>One bet; times are those of the policy.</summary>
    public struct Bet
    {
        public bool IsOpen;

        /// <summary>True for a load ahead, false for an unload.</summary>
        public bool IsLoad;
        public bool IsLoading;
        public int Source;
        public long Decision;
        public double Stake;
        public double LoadSeconds;
        public long OpenedNs;
        public long EndNs;

        /// <summary>The first request; <see cref="long.MaxValue"/> before it.</summary>
        public long UsedNs;
        public double Saved;
        public double Harm;

        public readonly bool WasInVain => IsLoad && UsedNs == long.MaxValue;

        public void Visit(StateFields fields)
        {
            fields.Flag(ref IsOpen);
            fields.Flag(ref IsLoad);
            fields.Flag(ref IsLoading);
            fields.Number(ref Source);
            fields.Number(ref Decision);
            fields.Amount(ref Stake);
            fields.Amount(ref LoadSeconds);
            fields.Number(ref OpenedNs);
            fields.Number(ref EndNs);
            fields.Number(ref UsedNs);
            fields.Amount(ref Saved);
            fields.Amount(ref Harm);
        }
    }
}
