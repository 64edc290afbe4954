using Teleo.Controller.Domain;

namespace Teleo.Bench.Controller;

/// <summary>A full pool of skills of unlike sizes, with a few requests waiting, that can be looked at again and again.</summary>
internal sealed class StillPool
{
    private readonly SkillState[] _rows;
    private readonly ResourceVector _used;

    public StillPool(int skills, int resident)
    {
        var rng = new SeedTree(1).Stream("bench");
        var facts = new SkillFacts[skills];
        _rows = new SkillState[skills];
        for (int i = 0; i < skills; i++)
        {
            var footprint = new ResourceVector { ResidentBytes = (1 + rng.NextInt(64)) << 20, ScratchBytes = (1 + rng.NextInt(8)) << 20 };
            facts[i] = new(new SkillId($"skill-{i}@1.0.0#q8_0"), $"skill-{i}", [i], 0.5 + rng.NextDouble() / 2, footprint, 0.1 + rng.NextDouble());
            bool isIn = i < resident;
            bool isWaitedFor = !isIn && rng.NextInt(8) == 0;
            _rows[i] = new()
            {
                Lifecycle = isIn ? Lifecycle.Active : Lifecycle.Verified,
                Footprint = footprint,
                FootprintKind = ReadingKind.Measured,
                LoadSeconds = facts[i].LoadSeconds,
                LoadSecondsKind = ReadingKind.Measured,
                LoadSecondsStandardError = 0.05,
                ServiceSeconds = 0.2,
                Queued = isWaitedFor ? 2 : 0,
                QueuedArrivalSumNs = isWaitedFor ? 2 * (Int128)StartNs : 0,
                OldestArrivalNs = isWaitedFor ? StartNs : long.MaxValue,
                LastUseNs = rng.NextInt(1_000_000_000),
            };
            if (isIn) _used += footprint;
        }

        Catalog = new([.. facts], [.. facts.Select(skill => skill.Family)]);
    }

    public const long StartNs = 1_000_000_000_000;

    public Catalog Catalog { get; }

    public long NowNs { get; set; } = StartNs;

    public PoolView View() => new()
    {
        Catalog = Catalog,
        Revision = 1,
        NowNs = NowNs,
        Capacity = _used,
        Used = _used,
        Reserved = default,
        Skills = _rows,
        FreeLoaders = 1,
    };

    public void Ask(int skill) => _rows[skill].Arrivals++;
}
