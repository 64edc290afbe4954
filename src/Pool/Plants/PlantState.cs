using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>
/// The whole state of a simulated plant at one moment; the parts that serve and load work on it, and a fork of it is a plant with the same
/// future.
/// </summary>
internal sealed class PlantState
{
    /// <param name="catalog">The skills with their tasks; null where each skill answers the task of its own name.</param>
    public PlantState(PlantSettings settings, ImmutableArray<SkillProfile> profiles, SeedTree seeds, Catalog? catalog = null)
    {
        if (settings.Problems(profiles.Length) is [var problem, ..]) throw new ArgumentException(problem);
        Settings = settings;
        Profiles = profiles;
        Faults = new FaultSource(settings.Faults, profiles.Length, seeds);
        Memory = new MemoryAccount(settings.Capacity);
        Queues = new RequestQueues(profiles.Length);
        Cache = new PageCache(profiles.Length, settings.PageCacheBytes);
        Events = new EventHeap();
        Rows = new SkillState[profiles.Length];
        Stamps = new int[profiles.Length];
        for (int i = 0; i < Rows.Length; i++) Rows[i] = FirstRow(profiles[i]);
        Catalog = catalog ?? new Catalog([.. profiles.Select(FactsOf)], [.. profiles.Select(profile => profile.Name)]);
        var answers = seeds.Stream("plant.answers");
        AnswerKey = answers.NextUInt64();
        Work = new SimulatedWork(this);
    }

    private PlantState(PlantState other)
    {
        (Settings, Profiles, Catalog) = (other.Settings, other.Profiles, other.Catalog);
        (Faults, Memory, Queues, Cache, Events) =
            (other.Faults.Fork(), other.Memory.Fork(), other.Queues.Fork(), other.Cache.Fork(), other.Events.Fork());
        (Rows, Stamps) = ([.. other.Rows], [.. other.Stamps]);
        (NowNs, ClockOffsetNs, Revision, Structure) = (other.NowNs, other.ClockOffsetNs, other.Revision, other.Structure);
        (Counters, AnswerKey) = (other.Counters, other.AnswerKey);
        Work = new SimulatedWork(this);
    }

    public PlantSettings Settings { get; }

    public ImmutableArray<SkillProfile> Profiles { get; }

    public Catalog Catalog { get; }

    public FaultSource Faults { get; }

    public MemoryAccount Memory { get; }

    public RequestQueues Queues { get; }

    public PageCache Cache { get; }

    public EventHeap Events { get; }

    /// <summary>The row of each skill that policies see.</summary>
    public SkillState[] Rows { get; }

    /// <summary>Counts the moves of each skill, so that what was due for an earlier one is void.</summary>
    public int[] Stamps { get; }

    public long NowNs { get; private set; }

    /// <summary>The steps of the clock so far, which the time that policies read includes.</summary>
    public long ClockOffsetNs { get; set; }

    public long ReadNowNs => Math.Max(0, NowNs + ClockOffsetNs);

    /// <summary>Number of changes of structure and of waiting or running work.</summary>
    public long Revision { get; set; }

    /// <summary>Counts changes of structure alone.</summary>
    public long Structure { get; private set; }

    /// <summary>Key of the draws that decide whether an answer is correct, one per request and the same for all policies.</summary>
    public ulong AnswerKey { get; }

    /// <summary>The worker; in a fork it is always simulated.</summary>
    public IPlantWork Work { get; set; }

    /// <summary>Measures the run; a fork is not measured.</summary>
    public IPoolMeter? Meter { get; set; }

    /// <summary>A workload that depends on unloads.</summary>
    public IUnloadListener? UnloadListener { get; set; }

    public PlantCounters Counters;

    public void AdvanceTo(long timeNs)
    {
        if (timeNs < NowNs) throw new InvariantException($"time went back from {NowNs} to {timeNs} ns");
        Counters.PresentNs += (Int128)Counters.Present * (timeNs - NowNs);
        NowNs = timeNs;
    }

    /// <summary>Returns the seconds waited until then, including requests that still wait, plus the seconds of started loads.</summary>
    public double SecondsSpent(long untilNs)
    {
        Int128 waited = Counters.WaitNs;
        foreach (ref readonly var request in Queues.Slots)
            if (request.Stage != RequestStage.Free)
                waited += (request.ReadyNs == PendingRequest.NotReady ? untilNs : request.ReadyNs) - request.ArrivalNs;
        return (double)(waited + Counters.LoadNs) * 1e-9;
    }

    public void StructureChanged()
    {
        Structure++;
        Revision++;
    }

    public PlantState Fork() => new(this);

    public static long Nanoseconds(double seconds) => (long)Math.Min(seconds * 1e9, long.MaxValue / 8);

    private SkillState FirstRow(SkillProfile profile)
    {
        double error = Settings.Faults.FootprintError > 0 ? Faults.NextSizeError() : 1;
        var stated = profile.Footprint with { ResidentBytes = (long)(profile.Footprint.ResidentBytes * error) };
        return new SkillState
        {
            Lifecycle = Lifecycle.Verified,
            Pinned = profile.Pinned,
            Footprint = stated,
            FootprintKind = ReadingKind.Estimated,
            FootprintStandardError = stated.ResidentBytes * Settings.Faults.FootprintError,
            LoadSeconds = Settings.IsTimeless ? profile.WarmLoadSeconds : profile.ColdLoadSeconds,
            LoadSecondsKind = ReadingKind.Estimated,
            LoadSecondsStandardError = profile.ColdLoadSeconds - profile.WarmLoadSeconds,
            OldestArrivalNs = long.MaxValue,
        };
    }

    /// <summary>
    /// Returns the facts of a skill: it answers the task of its own name; the generalist of the fallback mode answers all.
    /// </summary>
    private SkillFacts FactsOf(SkillProfile profile, int index) => new(
        new SkillId(profile.Name), profile.Name,
        index == Settings.Generalist ? [.. Enumerable.Range(0, Profiles.Length)] : [index],
        profile.Quality, Rows[index].Footprint, profile.WarmLoadSeconds);
}
