using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tests.Deciding;

/// <summary>
/// No constant in seconds decides: with all times of a world and all times in the options eight times as long, rates and prices per second an eighth,
/// every decision is the same to the bit. A power of two, so that no rounding comes between.
/// </summary>
public class ScaleLawTests
{
    private const int Factor = 8;

    [Theory]
    [InlineData(ResourceRule.Bankroll)]
    [InlineData(ResourceRule.ServiceEarned)]
    public void A_world_eight_times_as_slow_is_decided_alike(ResourceRule rule)
    {
        var options = Any.Options() with { Foresight = new() { Rule = rule } };
        var slowly = Slower(options);
        var rng = new SeedTree(5).Stream("inputs");
        int acted = 0;
        for (int round = 0; round < 300; round++)
        {
            var catalog = Any.Catalog(ref rng, 1 + rng.NextInt(24));
            var (record, slow) = (new DecisionRecord(catalog.Count, options.AccountCount()), new DecisionRecord(catalog.Count, options.AccountCount()));
            Any.Fill(record.Inputs, catalog, ref rng);
            record.Inputs.CopyTo(slow.Inputs);
            Slow(slow.Inputs);
            new Decider(catalog, options).Decide(record);
            new Decider(catalog, slowly).Decide(slow);
            Assert.Equal(record.Candidates.Count, slow.Candidates.Count);
            for (int i = 0; i < record.Candidates.Count; i++)
            {
                Assert.Equal(Any.KeyOf(record.Candidates, i), Any.KeyOf(slow.Candidates, i));
                Assert.Equal(BitConverter.DoubleToUInt64Bits(record.Total(i)), BitConverter.DoubleToUInt64Bits(slow.Total(i)));
            }

            Assert.Equal(record.Choice.Chosen, slow.Choice.Chosen);
            Assert.Equal(record.Choice.Reason, slow.Choice.Reason);
            if (record.Choice.Chosen > 0) acted++;
        }

        Assert.True(acted > 50, $"{acted}");
    }

    /// <summary>Healthy: no least horizon. Broken: with one of ten seconds that is not scaled, a slower world is decided otherwise.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(10, 1, int.MaxValue)]
    public void A_least_horizon_would_be_a_constant_that_decides(double least, int fewest, int most)
    {
        var options = Any.Options();
        options = options with { Score = options.Score with { HorizonSeconds = least } };
        var slowly = Slower(options);
        slowly = slowly with { Score = slowly.Score with { HorizonSeconds = least } };
        var rng = new SeedTree(5).Stream("inputs");
        int other = 0;
        for (int round = 0; round < 300; round++)
        {
            var catalog = Any.Catalog(ref rng, 1 + rng.NextInt(24));
            var (record, slow) = (new DecisionRecord(catalog.Count, options.AccountCount()), new DecisionRecord(catalog.Count, options.AccountCount()));
            Any.Fill(record.Inputs, catalog, ref rng);
            record.Inputs.IdleAgeSeconds = 0;
            record.Inputs.CopyTo(slow.Inputs);
            Slow(slow.Inputs);
            new Decider(catalog, options).Decide(record);
            new Decider(catalog, slowly).Decide(slow);
            if (record.Choice.Chosen != slow.Choice.Chosen) other++;
        }

        Assert.InRange(other, fewest, most);
    }

    private static ControllerOptions Slower(ControllerOptions o) => o with
    {
        Score = o.Score with
        {
            HorizonSeconds = Factor * o.Score.HorizonSeconds,
            ReservationSeconds = Factor * o.Score.ReservationSeconds,
            WaitPrice = o.Score.WaitPrice / Factor,
            LoadPrice = o.Score.LoadPrice / Factor,
            MemoryPrice = o.Score.MemoryPrice / Factor,
            GovernancePrice = o.Score.GovernancePrice / Factor,
        },
        Ledger = o.Ledger with { Costs = o.Ledger.Costs with { PerLoadSecond = o.Ledger.Costs.PerLoadSecond / Factor } },
        Eligibility = o.Eligibility with { RefusalBackOffSeconds = Factor * o.Eligibility.RefusalBackOffSeconds },
    };

    private static void Slow(DecisionInputs inputs)
    {
        inputs.NowNs *= Factor;
        inputs.IdleAgeSeconds *= Factor;
        foreach (ref double account in inputs.Accounts.AsSpan()) account *= Factor;
        foreach (ref var state in inputs.Skills.AsSpan())
        {
            state.LoadSeconds *= Factor;
            state.LoadSecondsStandardError *= Factor;
            state.ServiceSeconds *= Factor;
            state.MeasuredAtNs *= Factor;
            state.QueuedArrivalSumNs *= Factor;
            state.LastUseNs *= Factor;
            state.LoadedAtNs *= Factor;
            state.RetryAtNs *= Factor;
            state.ReservedUntilNs *= Factor;
        }

        foreach (ref var estimate in inputs.Estimates.AsSpan())
        {
            estimate.DemandPerSecond /= Factor;
            estimate.DemandStandardError /= Factor;
            estimate.ForetoldUntilNs *= Factor;
        }

        foreach (ref var moves in inputs.Moves.AsSpan()) moves = new(Slow(moves.SinceInNs), Slow(moves.SinceOutNs), Slow(moves.SinceRefusalNs));
    }

    private static long Slow(long sinceNs) => sinceNs == SkillMoves.Never ? sinceNs : Factor * sinceNs;
}
