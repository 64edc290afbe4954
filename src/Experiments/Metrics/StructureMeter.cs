using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Plants;
using Teleo.Pool.Telemetry;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// Measures the cost of loading and unloading, and the steadiness of the structure. Definitions are in docs/reference/EXPERIMENTS.md.
/// </summary>
internal sealed class StructureMeter
{
    /// <summary>An unload followed by a load of the same skill within this many of its load times is a thrash event.</summary>
    public const double ThrashLoads = 10;

    /// <summary>An action followed by its inverse within this time is a reversal.</summary>
    public const double ReversalSeconds = 60;

    private const double NanoGiga = 1e-18;

    private readonly ImmutableArray<SkillProfile> _profiles;
    private readonly SkillHistory[] _skills;
    private readonly SortedDictionary<string, long> _actions = new(StringComparer.Ordinal);

    public StructureMeter(ImmutableArray<SkillProfile> profiles, ImmutableArray<int> residentAtStart)
    {
        _profiles = profiles;
        _skills = new SkillHistory[profiles.Length];
        for (int i = 0; i < _skills.Length; i++)
            _skills[i] = new SkillHistory { PushedOutBy = -1, UnloadedAtNs = long.MinValue, MovedAtNs = long.MinValue };
        foreach (int skill in residentAtStart) (_skills[skill].IsHeld, _skills[skill].IsIdle) = (true, true);
    }

    public long Loads { get; private set; }

    public long FirstLoads { get; private set; }

    public long FailedLoads { get; private set; }

    public long OutOfMemory { get; private set; }

    /// <summary>Number of loads that started while a request for the skill waited.</summary>
    public long ColdStarts { get; private set; }

    public double LoadSeconds { get; private set; }

    public double FirstLoadSeconds { get; private set; }

    public double BytesReadGb { get; private set; }

    public double FirstBytesReadGb { get; private set; }

    public double MemoryGbSeconds { get; private set; }

    public double IdleGbSeconds { get; private set; }

    public long Unloads { get; private set; }

    public long Crashes { get; private set; }

    public long Thrashes { get; private set; }

    public double ThrashSeconds { get; private set; }

    public double InducedSeconds { get; private set; }

    public long Moves { get; private set; }

    public long Reversals { get; private set; }

    public long RefusedCommands { get; private set; }

    public IReadOnlyDictionary<string, long> Actions => _actions;

    /// <summary>Load-seconds that each skill's own loads caused others, in the order of the catalog.</summary>
    public IEnumerable<double> InducedBySkill => _skills.Select(skill => skill.Induced);

    /// <summary>Stated load times against measured ones.</summary>
    public EstimateErrors LoadTimes { get; } = new();

    /// <summary>Loads, their seconds, and the seconds they caused others.</summary>
    public (long Loads, double Seconds, double Induced) Of(int skill) =>
        (_skills[skill].Loads, _skills[skill].LoadSeconds, _skills[skill].Induced);

    public void Commanded(ControlAction action, bool accepted)
    {
        if (!accepted)
        {
            RefusedCommands++;
            return;
        }

        string name = ActionWords.Of(action);
        _actions[name] = _actions.GetValueOrDefault(name) + 1;
    }

    /// <param name="stated">The load time estimate for policies, and its standard error.</param>
    public void LoadBegins(int skill, long nowNs, bool wakes, bool isWaitedFor, (double Seconds, double StandardError) stated)
    {
        ref var history = ref Settled(skill, nowNs);
        history.Stated = stated;
        history.IsHeld = true;
        history.IsIdle = true;
        Move(ref history, nowNs, isIn: true);
        if (wakes) return;
        Loads++;
        if (isWaitedFor) ColdStarts++;
        double gb = _profiles[skill].Footprint.ResidentBytes * 1e-9;
        BytesReadGb += gb;
        if (history.Loads == 0)
        {
            FirstLoads++;
            FirstBytesReadGb += gb;
        }
    }

    public void LoadEnds(int skill, long nowNs, double seconds, bool wakes, LoadOutcome outcome)
    {
        ref var history = ref Settled(skill, nowNs);
        if (outcome != LoadOutcome.Ok)
        {
            history.IsHeld = false;
            if (outcome == LoadOutcome.OutOfMemory) OutOfMemory++;
            FailedLoads++;
        }

        if (wakes) return;
        LoadSeconds += seconds;
        history.LoadSeconds += seconds;
        if (outcome == LoadOutcome.Ok) LoadTimes.Add(history.Stated.Seconds, history.Stated.StandardError, seconds);
        if (history.Loads++ == 0)
        {
            FirstLoadSeconds += seconds;
            return;
        }

        if (history.PushedOutBy >= 0)
        {
            InducedSeconds += seconds;
            _skills[history.PushedOutBy].Induced += seconds;
        }

        if (history.UnloadedAtNs == long.MinValue
            || nowNs - seconds * 1e9 - history.UnloadedAtNs > ThrashLoads * _profiles[skill].ColdLoadSeconds * 1e9) return;
        Thrashes++;
        ThrashSeconds += seconds;
    }

    public void Unloading(int skill, int causedBy, long nowNs)
    {
        ref var history = ref _skills[skill];
        history.PushedOutBy = causedBy;
        history.UnloadedAtNs = nowNs;
        Move(ref history, nowNs, isIn: false);
        Unloads++;
    }

    public void Gone(int skill, long nowNs, bool crashed)
    {
        ref var history = ref Settled(skill, nowNs);
        history.IsHeld = false;
        if (!crashed) return;
        Crashes++;
        history.PushedOutBy = -1;
    }

    public void Idle(int skill, long nowNs, bool isIdle) => Settled(skill, nowNs).IsIdle = isIdle;

    public void Close(long nowNs)
    {
        for (int skill = 0; skill < _skills.Length; skill++) Settled(skill, nowNs);
    }

    /// <summary>Adds the memory that a skill held since it was last settled, and returns its history.</summary>
    private ref SkillHistory Settled(int skill, long nowNs)
    {
        ref var history = ref _skills[skill];
        if (history.IsHeld)
        {
            double amount = (double)_profiles[skill].Footprint.ResidentBytes * (nowNs - history.SettledAtNs) * NanoGiga;
            MemoryGbSeconds += amount;
            if (history.IsIdle) IdleGbSeconds += amount;
        }

        history.SettledAtNs = nowNs;
        return ref history;
    }

    private void Move(ref SkillHistory history, long nowNs, bool isIn)
    {
        Moves++;
        if (history.MovedAtNs != long.MinValue && history.MovedIn != isIn && nowNs - history.MovedAtNs <= ReversalSeconds * 1e9)
            Reversals++;
        history.MovedIn = isIn;
        history.MovedAtNs = nowNs;
    }

    private struct SkillHistory
    {
        public long SettledAtNs;
        public long UnloadedAtNs;
        public long MovedAtNs;
        public long Loads;
        public double LoadSeconds;
        public double Induced;
        public (double Seconds, double StandardError) Stated;
        public int PushedOutBy;
        public bool MovedIn;
        public bool IsHeld;
        public bool IsIdle;
    }
}
