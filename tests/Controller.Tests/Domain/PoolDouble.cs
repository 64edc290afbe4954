using Teleo.Controller.Domain;

namespace Teleo.Controller.Tests.Domain;

/// <summary>
/// A small pool for tests, driven by hand: requests are queued, served one at a time per skill, loads and unloads take
/// their time, and every event is handed to whoever listens. It obeys; its subclass does not.
/// </summary>
internal class PoolDouble : IPlant
{
    protected readonly SkillState[] Rows;
    private readonly Queue<long>[] _queues;
    private readonly long[] _endsNs;
    private readonly long[] _movesEndNs;
    private readonly HashSet<ulong> _applied = [];

    public PoolDouble(Catalog catalog, ResourceVector capacity, int loaders = 1)
    {
        Catalog = catalog;
        Capacity = capacity;
        Loaders = loaders;
        Rows = new SkillState[catalog.Count];
        _queues = [.. catalog.Skills.Select(_ => new Queue<long>())];
        _endsNs = new long[catalog.Count];
        _movesEndNs = new long[catalog.Count];
        for (int i = 0; i < Rows.Length; i++)
        {
            var facts = catalog.Skills[i];
            Rows[i] = new()
            {
                Lifecycle = Lifecycle.Verified,
                Footprint = facts.Footprint,
                FootprintKind = ReadingKind.Measured,
                LoadSeconds = facts.LoadSeconds,
                LoadSecondsKind = ReadingKind.Measured,
                ServiceSeconds = 0.1,
                OldestArrivalNs = long.MaxValue,
            };
        }
    }

    public Catalog Catalog { get; }
    public ResourceVector Capacity { get; set; }
    public int Loaders { get; set; }
    public long NowNs { get; set; }
    public long Revision { get; set; }
    public double UnloadSeconds { get; set; }

    /// <summary>Loads and unloads that were carried out, and commands seen.</summary>
    public int Loads { get; private set; }
    public int Unloads { get; private set; }
    public List<Command> Commands { get; } = [];

    /// <summary>Waits of all served requests, in seconds.</summary>
    public List<double> Waits { get; } = [];

    public Action<PoolEvent> Listener { get; set; } = _ => { };

    public ref SkillState this[int skill] => ref Rows[skill];

    public virtual PoolView Sense() => new()
    {
        Catalog = Catalog,
        Revision = Revision,
        NowNs = NowNs,
        Capacity = Capacity,
        Used = Used,
        Reserved = ResourceVector.Bytes(Rows.Sum(row => row.ReservedUntilNs > NowNs ? row.ReservedBytes : 0)),
        Skills = Rows,
        FreeLoaders = Loaders - Rows.Count(row => row.Transition == Transition.Loading),
    };

    public ResourceVector Used
    {
        get
        {
            var used = default(ResourceVector);
            foreach (ref readonly var row in Rows.AsSpan())
            {
                if (row is { Lifecycle: Lifecycle.Suspended, Transition: Transition.None }) used += row.Footprint with { ScratchBytes = 0 };
                else if (row.IsResident || row.Transition != Transition.None) used += row.Footprint;
            }

            return used;
        }
    }

    public virtual CommandReceipt Apply(in Command command)
    {
        if (!_applied.Add(command.Id)) return new(command.Id, CommandStatus.AlreadyApplied);
        Commands.Add(command);
        Obey(command.Action);
        return new(command.Id, CommandStatus.Accepted);
    }

    public void MakeActive(params int[] skills)
    {
        foreach (int skill in skills) Rows[skill].Lifecycle = Lifecycle.Active;
        Revision++;
    }

    public void Request(int skill)
    {
        Rows[skill].Arrivals++;
        Rows[skill].LastUseNs = NowNs;
        _queues[skill].Enqueue(NowNs);
        Account(skill);
        var kind = Rows[skill].CanServe ? PolicyEvents.Arrival : PolicyEvents.Miss;
        StartService(skill);
        Listener(new(kind, skill, NowNs));
    }

    public void Tick() => Listener(new(PolicyEvents.Tick, -1, NowNs));

    /// <summary>Lets time pass, with a tick each second and every other event when it is due.</summary>
    public void Advance(double seconds)
    {
        long end = NowNs + (long)(seconds * 1e9);
        while (NowNs < end)
        {
            NowNs = Math.Min(end, NextEventNs(NowNs));
            for (int i = 0; i < Rows.Length; i++)
            {
                EndMove(i);
                EndService(i);
            }

            if (NowNs % 1_000_000_000 == 0) Tick();
        }
    }

    protected void Obey(ControlAction action)
    {
        Revision++;
        switch (action)
        {
            case ControlAction.Activate a:
                Load(a.Skill);
                break;
            case ControlAction.Deactivate d:
                Unload(d.Skill);
                break;
            case ControlAction.Suspend s:
                Rows[s.Skill].Lifecycle = Lifecycle.Suspended;
                break;
            case ControlAction.Replace r:
                foreach (int skill in r.Outgoing) Unload(skill);
                Load(r.Incoming);
                break;
            case ControlAction.Retire r:
                if (Rows[r.Skill].IsResident) Unload(r.Skill);
                Rows[r.Skill].Lifecycle = Lifecycle.Retired;
                break;
            case ControlAction.Reserve r:
                Rows[r.ForSkill].ReservedBytes = r.Amount.ResidentBytes;
                Rows[r.ForSkill].ReservedUntilNs = r.UntilNs;
                break;
            case ControlAction.Merge m:
                Unload(m.First);
                Unload(m.Second);
                Load(m.Into);
                break;
            case ControlAction.Split s:
                Unload(s.From);
                Load(s.First);
                Load(s.Second);
                break;
        }
    }

    protected virtual void Load(int skill)
    {
        Loads++;
        Rows[skill].ReservedUntilNs = 0;
        Rows[skill].Transition = Transition.Loading;
        _movesEndNs[skill] = NowNs + (long)(Rows[skill].LoadSeconds * 1e9);
        if (Rows[skill].LoadSeconds == 0) EndMove(skill);
    }

    protected virtual void Unload(int skill)
    {
        Unloads++;
        Rows[skill].Lifecycle = Lifecycle.Verified;
        if (UnloadSeconds == 0) return;
        Rows[skill].Transition = Transition.Unloading;
        _movesEndNs[skill] = NowNs + (long)(UnloadSeconds * 1e9);
    }

    private long NextEventNs(long afterNs)
    {
        long next = (afterNs / 1_000_000_000 + 1) * 1_000_000_000;
        for (int i = 0; i < Rows.Length; i++)
        {
            if (Rows[i].Transition != Transition.None && _movesEndNs[i] > afterNs) next = Math.Min(next, _movesEndNs[i]);
            if (Rows[i].Running > 0 && _endsNs[i] > afterNs) next = Math.Min(next, _endsNs[i]);
        }

        return next;
    }

    private void EndMove(int skill)
    {
        ref var row = ref Rows[skill];
        if (row.Transition == Transition.None || _movesEndNs[skill] > NowNs) return;
        bool loaded = row.Transition == Transition.Loading;
        row.Transition = Transition.None;
        Revision++;
        if (loaded)
        {
            row.Lifecycle = Lifecycle.Active;
            row.LoadedAtNs = NowNs;
            row.UsesSinceLoad = 0;
            row.Leased = _queues[skill].Count > 0;
            StartService(skill);
        }

        Listener(new(loaded ? PolicyEvents.Loaded : PolicyEvents.Unloaded, skill, NowNs, Seconds: row.LoadSeconds));
    }

    private void StartService(int skill)
    {
        ref var row = ref Rows[skill];
        if (!row.CanServe || row.Running > 0 || !_queues[skill].TryDequeue(out long arrivedNs)) return;
        Waits.Add((NowNs - arrivedNs) * 1e-9);
        row.Running = 1;
        _endsNs[skill] = NowNs + (long)(row.ServiceSeconds * 1e9);
        Account(skill);
    }

    private void EndService(int skill)
    {
        ref var row = ref Rows[skill];
        if (row.Running == 0 || _endsNs[skill] > NowNs) return;
        row.Running = 0;
        row.Leased = false;
        row.Completions++;
        row.UsesSinceLoad++;
        StartService(skill);
        Listener(new(PolicyEvents.Completion, skill, NowNs, 0, row.ServiceSeconds, 1));
    }

    private void Account(int skill)
    {
        Rows[skill].Queued = _queues[skill].Count;
        Rows[skill].OldestArrivalNs = _queues[skill].TryPeek(out long oldest) ? oldest : long.MaxValue;
        Int128 sum = 0;
        foreach (long arrived in _queues[skill]) sum += arrived;
        Rows[skill].QueuedArrivalSumNs = sum;
    }
}
