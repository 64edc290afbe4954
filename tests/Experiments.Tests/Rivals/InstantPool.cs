using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Tests.Rivals;

/// <summary>
/// A plant double in which loads and service take no time: who cannot be served when asked for waits until a later
/// event. The clock is moved by hand.
/// </summary>
internal sealed class InstantPool : IPlant
{
    private readonly SkillState[] _skills;
    private readonly Catalog _catalog;
    private readonly ResourceVector _capacity;
    private readonly IPolicy _policy;
    private readonly ControlStep _step;
    private readonly Queue<PoolEvent> _events = new();
    private long _revision;
    private long _usedBytes;
    private long _nextTickNs;

    public InstantPool(Catalog catalog, long capacity, IPolicy policy, GuardOptions? guard = null)
    {
        _catalog = catalog;
        _capacity = ResourceVector.Bytes(capacity);
        _policy = policy;
        _nextTickNs = (long)(policy.TickSeconds * 1e9);
        _step = new(this, policy, new Guard(guard ?? new()), new StepOptions());
        _skills = [.. catalog.Skills.Select(facts => new SkillState
        {
            Lifecycle = Lifecycle.Verified,
            Footprint = facts.Footprint,
            LoadSeconds = facts.LoadSeconds,
            OldestArrivalNs = long.MaxValue,
        })];
    }

    public long NowNs { get; set; }

    public int Misses { get; private set; }

    public List<ControlAction> Applied { get; } = [];

    public int Vetoes { get; private set; }

    public ref SkillState this[int skill] => ref _skills[skill];

    public int[] Residents => [.. Enumerable.Range(0, _skills.Length).Where(i => _skills[i].IsResident)];

    public static Catalog CatalogOf(IEnumerable<long> sizes, double loadSeconds = 1) =>
        new([.. sizes.Select((size, i) => new SkillFacts(new($"s{i:000}"), $"s{i:000}", [0], 1, ResourceVector.Bytes(size), loadSeconds))], ["any"]);

    public PoolView Sense() => new()
    {
        Catalog = _catalog,
        Revision = ++_revision,
        NowNs = NowNs,
        Capacity = _capacity,
        Used = ResourceVector.Bytes(_usedBytes),
        Reserved = default,
        Skills = _skills,
        FreeLoaders = 4,
    };

    /// <summary>One request; true when it was served at once, by a resident.</summary>
    public bool Request(int skill)
    {
        ref var state = ref _skills[skill];
        state.Arrivals++;
        bool isHit = state.CanServe;
        if (!isHit)
        {
            Misses++;
            state.OldestArrivalNs = Math.Min(state.OldestArrivalNs, NowNs);
            state.QueuedArrivalSumNs += NowNs;
            state.Queued++;
        }

        state.LastUseNs = NowNs;
        Raise(isHit ? PolicyEvents.Arrival : PolicyEvents.Miss, skill);
        if (isHit) Serve(skill);
        return isHit;
    }

    /// <summary>Moves the clock, with the policy's ticks on the way.</summary>
    public void Pass(int seconds)
    {
        long untilNs = NowNs + seconds * 1_000_000_000L;
        bool ticks = (_policy.DecidesOn & PolicyEvents.Tick) != 0;
        for (; ticks && _nextTickNs <= untilNs; _nextTickNs += (long)(_policy.TickSeconds * 1e9))
        {
            NowNs = Math.Max(NowNs, _nextTickNs);
            Raise(PolicyEvents.Tick, -1);
        }

        NowNs = untilNs;
    }

    public void Raise(PolicyEvents kind, int skill)
    {
        _events.Enqueue(new(kind, skill, NowNs));
        while (_events.TryDequeue(out var happened)) Vetoes += _step.Handle(happened).Settlements.Count(s => !s.IsAccepted);
    }

    public CommandReceipt Apply(in Command command)
    {
        Applied.Add(command.Action);
        switch (command.Action)
        {
            case ControlAction.Activate a:
                Load(a.Skill);
                break;
            case ControlAction.Deactivate d:
                Unload(d.Skill);
                break;
            case ControlAction.Replace r:
                foreach (int outgoing in r.Outgoing) Unload(outgoing);
                Load(r.Incoming);
                break;
        }

        Assert.True(Sense().Used.FitsWithin(_capacity));
        return new(command.Id, CommandStatus.Accepted);
    }

    private void Load(int skill)
    {
        _skills[skill].Lifecycle = Lifecycle.Active;
        _usedBytes += _skills[skill].Footprint.ResidentBytes;
        _skills[skill].LoadedAtNs = NowNs;
        _events.Enqueue(new(PolicyEvents.Loaded, skill, NowNs));
        for (; _skills[skill].Queued > 0; _skills[skill].Queued--) Serve(skill);
        _skills[skill].OldestArrivalNs = long.MaxValue;
        _skills[skill].QueuedArrivalSumNs = 0;
    }

    private void Unload(int skill)
    {
        _skills[skill].Lifecycle = Lifecycle.Verified;
        _usedBytes -= _skills[skill].Footprint.ResidentBytes;
        _events.Enqueue(new(PolicyEvents.Unloaded, skill, NowNs));
    }

    private void Serve(int skill)
    {
        _skills[skill].Completions++;
        _events.Enqueue(new(PolicyEvents.Completion, skill, NowNs));
    }
}
