using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tests.Deciding;

/// <summary>Random catalogs, options and inputs of decisions, drawn so that every kind of candidate and obstacle occurs.</summary>
internal static class Any
{
    public static Catalog Catalog(ref RandomStream rng, int skills)
    {
        var facts = new SkillFacts[skills];
        for (int i = 0; i < skills; i++)
        {
            bool isWhole = i % 7 == 6;
            facts[i] = new(
                new SkillId($"skill-{i:00}"),
                Family: i % 5 == 4 ? facts[i - 1].Family : $"family-{i}",
                Tasks: isWhole ? [i - 2, i - 1] : [i],
                Quality: 0.3 + 0.7 * rng.NextDouble(),
                Footprint: new() { ResidentBytes = 1 + rng.NextInt(40), ScratchBytes = rng.NextInt(8) },
                LoadSeconds: 5 * rng.NextDouble())
            {
                Governance = rng.NextDouble() < 0.3 ? rng.NextDouble() : 0,
                Eligible = rng.NextDouble() < 0.95,
            };
        }

        return new([.. facts], [.. facts.Select((_, i) => $"task-{i}")]);
    }

    /// <summary>Defaults, but with requests that name tasks, so that merging and variants have something to offer.</summary>
    public static ControllerOptions Options(double coverage = 1) => new() { Score = new() { Coverage = coverage, MemoryPrice = 0.01, GovernancePrice = 0.1 } };

    public static void Fill(DecisionInputs inputs, Catalog catalog, ref RandomStream rng)
    {
        inputs.Trigger = PolicyEvents.Tick;
        inputs.TriggerSkill = -1;
        inputs.Sequence = rng.NextInt(1000);
        inputs.Seed = 7;
        inputs.NowNs = 1_000_000_000_000;
        inputs.PoolRevision = rng.NextInt(1000);
        inputs.Capacity = new() { ResidentBytes = 20 + rng.NextInt(30 * catalog.Count), ScratchBytes = 1 + rng.NextInt(8 * catalog.Count) };
        inputs.FreeLoaders = rng.NextInt(3);
        inputs.Resource = 5 * rng.NextDouble();
        inputs.Phase = LedgerPhase.Awake;
        inputs.MovesMade = rng.NextInt(100);
        var used = default(ResourceVector);
        long reserved = 0;
        for (int i = 0; i < catalog.Count; i++)
        {
            inputs.Skills[i] = State(catalog.Skills[i], inputs.NowNs, ref rng);
            ref var state = ref inputs.Skills[i];
            if (state.IsResident && !(used + state.Footprint).FitsWithin(inputs.Capacity)) state.Lifecycle = Lifecycle.Verified;
            if (state.IsResident || state.Transition != Transition.None) used += state.Footprint;
            if (state.ReservedUntilNs > inputs.NowNs) reserved += state.ReservedBytes;
            inputs.Estimates[i] = Estimate(ref rng);
            inputs.Moves[i] = new(Since(ref rng), Since(ref rng), Since(ref rng));
        }

        inputs.Used = used;
        inputs.Reserved = ResourceVector.Bytes(reserved);
        inputs.IdleAgeSeconds = 100 * rng.NextExponential();
        foreach (ref double account in inputs.Accounts.AsSpan()) account = 5 * rng.NextDouble() - 1;
    }

    /// <summary>The candidates of one set in another order.</summary>
    public static CandidateSet Shuffled(CandidateSet candidates, ref RandomStream rng)
    {
        int[] order = [.. Enumerable.Range(1, candidates.Count - 1)];
        rng.Shuffle<int>(order);
        var shuffled = new CandidateSet();
        foreach (int i in (int[])[0, .. order])
        {
            var original = candidates[i];
            ref var copy = ref shuffled.Add(original.Kind, original.First, original.Second);
            short start = copy.LeavingStart;
            copy = original with { LeavingStart = start, LeavingCount = 0 };
            foreach (short skill in candidates.Leaving(original)) shuffled.AddLeaving(skill);
        }

        return shuffled;
    }

    public static string KeyOf(CandidateSet candidates, int index)
    {
        var c = candidates[index];
        return $"{c.Kind} {c.First} {c.Second} [{string.Join(' ', candidates.Leaving(c).ToArray())}]";
    }

    private static SkillState State(SkillFacts facts, long nowNs, ref RandomStream rng)
    {
        Lifecycle[] lifecycles = [Lifecycle.Verified, Lifecycle.Verified, Lifecycle.Active, Lifecycle.Active, Lifecycle.Suspended, Lifecycle.Retired];
        int queued = rng.NextDouble() < 0.3 ? 1 + rng.NextInt(4) : 0;
        double oldest = 10 * rng.NextDouble();
        bool bad = rng.NextDouble() < 0.02;
        return new()
        {
            Lifecycle = lifecycles[rng.NextInt(lifecycles.Length)],
            Transition = rng.NextDouble() < 0.05 ? Transition.Loading : Transition.None,
            Pinned = rng.NextDouble() < 0.05,
            Leased = rng.NextDouble() < 0.05,
            Running = rng.NextDouble() < 0.1 ? 1 : 0,
            Footprint = facts.Footprint,
            FootprintKind = rng.NextDouble() < 0.03 ? ReadingKind.Unknown : ReadingKind.Measured,
            LoadSeconds = bad ? double.NaN : facts.LoadSeconds,
            LoadSecondsKind = ReadingKind.Measured,
            LoadSecondsStandardError = 0.1 * facts.LoadSeconds,
            MeasuredAtNs = nowNs - rng.NextInt(1_000_000_000),
            ServiceSeconds = rng.NextDouble(),
            Queued = queued,
            OldestArrivalNs = queued > 0 ? nowNs - (long)(oldest * 1e9) : long.MaxValue,
            QueuedArrivalSumNs = queued * ((Int128)nowNs - (long)(oldest * 1e9)),
            Arrivals = rng.NextInt(1000),
            LastUseNs = nowNs - rng.NextInt(1_000_000_000),
            LoadFailures = rng.NextDouble() < 0.05 ? 1 : 0,
            RetryAtNs = nowNs + 1,
            ReservedBytes = rng.NextDouble() < 0.05 ? facts.Footprint.ResidentBytes : 0,
            ReservedUntilNs = nowNs + 1,
        };
    }

    private static SkillEstimate Estimate(ref RandomStream rng)
    {
        double rate = rng.NextDouble() < 0.2 ? 0 : rng.NextExponential() * 0.05;
        return new()
        {
            DemandPerSecond = rate,
            DemandStandardError = 0.3 * rate,
            Quality = rng.NextDouble(),
            QualityStandardError = 0.05,
            Judged = rng.NextInt(100),
            LatencyMedian = rng.NextDouble(),
            LatencyP95 = 1 + rng.NextDouble(),
            ArrivalChance = rng.NextDouble() < 0.2 ? double.NaN : rng.NextDouble(),
            EvidenceAgeSeconds = 100 * rng.NextDouble(),
        };
    }

    private static long Since(ref RandomStream rng) => rng.NextDouble() < 0.5 ? SkillMoves.Never : (long)(60e9 * rng.NextDouble());
}
