using Teleo.Controller.Domain;
using Teleo.Experiments.CacheRivals;

namespace Teleo.Experiments.Tests.CacheRivals;

/// <summary>Every rule through uses, loads, evictions, removals, protected residents and evictions called off.</summary>
public class RuleFuzzTests
{
    private const int Objects = 24;

    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory, MemberData(nameof(Seeds))]
    public void The_book_of_residents_is_always_right_and_the_protected_always_stay(ulong seed)
    {
        Fuzz<FifoRule>(seed);
        Fuzz<LruRule>(seed);
        Fuzz<ClockRule>(seed);
        Fuzz<SieveRule>(seed);
        Fuzz<S3FifoRule>(seed);
        Fuzz<ArcRule>(seed);
        Fuzz<TinyLfuRule>(seed);
        Fuzz<LfuRule>(seed);
        Fuzz<WindowedLfuRule>(seed);
        Fuzz<AgedPriorityRule<LfuDaWorth>>(seed);
        Fuzz<AgedPriorityRule<LandlordWorth>>(seed);
        Fuzz<AgedPriorityRule<GdsfWorth>>(seed);
        Fuzz<DecayedGdsfRule>(seed);
    }

    private static void Fuzz<TRule>(ulong seed)
        where TRule : struct, ICacheRule<TRule>
    {
        var rng = new SeedTree(seed).Stream("fuzz");
        var rule = TRule.Create(new CacheShape([.. Enumerable.Range(1, Objects).Select(i => (double)i)], [.. Enumerable.Repeat(1.0, Objects)]) { GhostNames = 1 + rng.NextInt(Objects) });
        var resident = new HashSet<int>();
        var mayLeave = new bool[Objects];
        for (int step = 0; step < 1500; step++)
        {
            int id = rng.NextInt(Objects);
            switch (rng.NextInt(8))
            {
                case 0 when resident.Contains(id):
                    rule.Remove(id);
                    resident.Remove(id);
                    break;
                case 1 when !resident.Contains(id):
                    rule.Admit(id, step);
                    resident.Add(id);
                    break;
                case 2 or 3 when !resident.Contains(id):
                    for (int i = 0; i < Objects; i++) mayLeave[i] = rng.NextInt(3) > 0;
                    int victim = rule.Evict(id, new Guard(mayLeave));
                    Assert.Equal(resident.Any(i => mayLeave[i]), victim >= 0);
                    if (victim < 0) break;
                    Assert.True(mayLeave[victim]);
                    Assert.True(resident.Remove(victim), $"{typeof(TRule).Name} evicts who is not there");
                    if (rng.NextInt(3) > 0) break;
                    rule.Admit(victim, step);
                    resident.Add(victim);
                    break;
                default:
                    Assert.Equal(resident.Contains(id), rule.TryUse(id, step));
                    break;
            }
        }

        while (resident.Count > 0) Assert.True(resident.Remove(rule.Evict(-1 + Objects, default(AllMayLeave))));
    }

    private readonly struct Guard(bool[] mayLeave) : IEvictionGuard
    {
        public bool MayLeave(int id) => mayLeave[id];
    }
}
