using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Policies;

/// <summary>The bound on how many later loads pass requests that wait.</summary>
public class TurnsTests
{
    /// <summary>
    /// Healthy: a large and slow skill waits while small and quick ones are asked for without end, and goes first once the bound is reached.
    /// Broken: it is passed as long as they come.
    /// </summary>
    [Theory]
    [InlineData(1), InlineData(3), InlineData(7)]
    public void No_request_is_passed_by_more_loads_than_the_options_say(int most)
    {
        int highest = 0;
        for (uint seed = 0; seed < 20; seed++) highest = Math.Max(highest, MostPasses(new() { Score = new() { MostPassed = most } }, seed));
        Assert.Equal(most, highest);
    }

    [Fact]
    public void Without_a_bound_they_are_passed_more_often()
    {
        int highest = 0;
        for (uint seed = 0; seed < 20; seed++) highest = Math.Max(highest, MostPasses(new() { Score = new() { MostPassed = 0 } }, seed));
        Assert.True(highest > 7, $"{highest}");
    }

    /// <summary>Counts for itself, from the records alone, how often the requests that waited longest were passed.</summary>
    private static int MostPasses(ControllerOptions options, uint seed)
    {
        var chance = new SeedTree(11).Stream("turns", seed);
        var catalog = Rig.Catalog([Rig.Skill("large", 60, 20), Rig.Skill("other", 50, 12),
            .. Enumerable.Range(0, 12).Select(i => Rig.Skill($"small{i}", 10, 0.5 + chance.NextDouble()))]);
        var pool = new PoolDouble(catalog, ResourceVector.Bytes(70), loaders: 1 + (int)(seed % 2));
        var rig = new Rig(pool, options);
        var passes = new (long ArrivalNs, int Count)[catalog.Count];
        int highest = 0;
        rig.OnDecision = record =>
        {
            if (record.Receipt is not { Status: CommandStatus.Accepted }) return;
            var inputs = record.Inputs;
            ref readonly var taken = ref record.Candidates[record.Choice.Chosen];
            if (taken.Kind is not (ActionKind.Activate or ActionKind.Replace)) return;
            long arrival = inputs.Skills[taken.First].Queued > 0 ? inputs.Skills[taken.First].OldestArrivalNs : long.MaxValue;
            for (int skill = 0; skill < catalog.Count; skill++)
            {
                ref readonly var state = ref inputs.Skills[skill];
                if (state.Queued == 0 || state.CanServe || state.Transition == Transition.Loading || state.OldestArrivalNs >= arrival) continue;
                if (!CouldLoad(record, skill)) continue;
                if (passes[skill].ArrivalNs != state.OldestArrivalNs) passes[skill] = (state.OldestArrivalNs, 0);
                highest = Math.Max(highest, ++passes[skill].Count);
            }
        };
        for (int step = 0; step < 400; step++)
        {
            pool.Request(chance.NextInt(10) == 0 ? chance.NextInt(2) : 2 + chance.NextInt(12));
            pool.Advance(0.6 * chance.NextExponential());
        }

        return highest;
    }

    private static bool CouldLoad(DecisionRecord record, int skill)
    {
        foreach (ref readonly var candidate in record.Candidates.AsSpan())
            if (candidate.IsEligible && candidate.Kind is ActionKind.Activate or ActionKind.Replace && candidate.First == skill) return true;
        return false;
    }
}
